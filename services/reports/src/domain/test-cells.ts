/** Cells for tests. */
import type { OwnedCell } from "./sums.js";

type CellParts = Partial<Omit<OwnedCell, "kind">> & { readonly kind?: Partial<OwnedCell["kind"]> };

/** An hour of a draft, unless something else is said. */
export function cell({ kind, date = "2026-11-05", ...fields }: CellParts = {}): OwnedCell {
  return {
    userId: "ada",
    date,
    day: Number(date.slice(8)),
    entries: 1,
    minutes: 60,
    minor: 0,
    approvalMinutes: 0,
    ...fields,
    kind: { projectId: "web", clientId: "acme", isBillable: true, status: "draft", tags: [], ...kind },
  };
}
