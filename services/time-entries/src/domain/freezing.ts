/** The billing rate of an entry: pure rules. */
import type { Money } from "@aerotage/core/money";
import type { ProjectItem } from "@aerotage/core/projects";
import { type RateHistory, rateOn, sameNumberIn } from "@aerotage/core/rates";
import type { Entry, FrozenRate } from "./entry.js";

/** Where rates are looked for. */
export interface RateSources {
  readonly project: Pick<ProjectItem, "teamMembers" | "rates"> | undefined;
  readonly client: { readonly rates?: RateHistory; readonly currency?: string } | undefined;
  readonly user: { readonly rates?: RateHistory } | undefined;
  readonly companyCurrency: string;
}

/**
 * The rate at which an entry is billed, and where it came from: the first of entry, project member, project, client and person that
 * has one on the entry's date. It is in the client's currency, else the company's; a person's own rate, which is in the company's,
 * is never billed in another one. Nothing for what is not billable.
 */
export function frozenRate(entry: Entry, sources: RateSources): FrozenRate | undefined {
  if (!entry.isBillable) return undefined;
  const { project, client, user, companyCurrency } = sources;
  const currency = client?.currency ?? companyCurrency;
  const on = (history: RateHistory | undefined) => rateOn(history, entry.date);
  const member = project?.teamMembers.find(({ userId }) => userId === entry.userId);
  const inCurrency = (rate: Money | undefined) => rate && sameNumberIn(rate, currency);
  const own = on(user?.rates);
  const candidates: readonly (readonly [FrozenRate["origin"], Money | undefined])[] = [
    ["entry", inCurrency(entry.hourlyRate)],
    ["member", inCurrency(on(member?.rates))],
    ["project", inCurrency(on(project?.rates))],
    ["client", inCurrency(on(client?.rates))],
    ["user", own?.currency === currency ? own : undefined],
  ];
  for (const [origin, rate] of candidates) if (rate !== undefined) return { rate, origin };
  return undefined;
}
