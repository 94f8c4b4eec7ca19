/** The billing rate of an entry: pure rules. */
import type { Money } from "@aerotage/kernel/domain/money";
import type { ProjectItem } from "@aerotage/kernel/domain/projects";
import { type RateHistory, rateOn } from "@aerotage/kernel/domain/rates";
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
 * has one on the entry's date, in the client's currency, else the company's. A rate in another currency is never billed. Nothing for
 * what is not billable.
 */
export function frozenRate(entry: Entry, sources: RateSources): FrozenRate | undefined {
  if (!entry.isBillable) return undefined;
  const { project, client, user, companyCurrency } = sources;
  const currency = client?.currency ?? companyCurrency;
  const on = (history: RateHistory | undefined) => rateOn(history, entry.date);
  const member = project?.teamMembers.find(({ userId }) => userId === entry.userId);
  const candidates: readonly (readonly [FrozenRate["origin"], Money | undefined])[] = [
    ["entry", entry.hourlyRate],
    ["member", on(member?.rates)],
    ["project", on(project?.rates)],
    ["client", on(client?.rates)],
    ["user", on(user?.rates)],
  ];
  for (const [origin, rate] of candidates) if (rate?.currency === currency) return { rate, origin };
  return undefined;
}
