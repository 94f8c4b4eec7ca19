/** Changing and deleting what was recorded. */
import type { Caller } from "@aerotage/core/caller";
import type { CompanySettings } from "@aerotage/core/company";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Money } from "@aerotage/core/money";
import { toMajor } from "@aerotage/core/money";
import { entryActivity } from "./activity.js";
import type { TimeEntryUpdate } from "./contract.js";
import { changedEntry, type Entry, requireOpenPeriod, timingOf } from "./domain/entry.js";
import { concernsTiming, placedAnew } from "./domain/placing.js";
import { requireRecordable } from "./domain/recordable.js";
import { readLedger } from "./ledger.js";
import { noteMonth } from "./months.js";
import { ownRate, place } from "./recording.js";
import { removeEntry, updateEntry } from "./repository.js";

interface RewriteContext {
  readonly caller: Caller;
  readonly settings: CompanySettings;
}

/**
 * Plans an entry's next version with all that goes along; nothing where nothing differs.
 * @throws the errors of `placingErrors`
 */
export async function rewrite(
  work: UnitOfWork,
  before: Entry,
  input: TimeEntryUpdate,
  { caller, settings }: RewriteContext,
): Promise<Entry> {
  const timing = concernsTiming(input) ? placedAnew(before, input, work.now) : timingOf(before);
  requireOpenPeriod(timing.date, settings.lockedUntil);
  const projectId = input.projectId ?? before.projectId;
  const ledger = await readLedger({ entries: [before, { ...before, ...timing, projectId }], placing: true });
  // Somebody may still correct time on a project that was closed since.
  const project =
    projectId === before.projectId
      ? { id: projectId, clientId: before.clientId }
      : requireRecordable(ledger.projects.get(projectId), projectId, before.userId, caller);
  const hourlyRate = await rateAfter(before, input, project.clientId, settings.currency);
  const after = changedEntry(before, input, { timing, project, hourlyRate, now: work.now });
  if (after === before) return before;
  noteMonth(work, after.date, ledger.earliestMonth);
  place(ledger, before, after);
  // Before the pages: of two changes of one entry the loser is told so, and does not decide again on what the winner wrote.
  updateEntry(work, before, after);
  ledger.plan(work);
  work.record(entryActivity("updated", before, after));
  return after;
}

async function rateAfter(
  { hourlyRate: stored }: Entry,
  { hourlyRate: said }: TimeEntryUpdate,
  clientId: string,
  companyCurrency: string,
): Promise<Money | undefined> {
  if (said === undefined || (stored !== undefined && said === toMajor(stored))) return stored;
  return said === null ? undefined : ownRate(said, clientId, companyCurrency);
}

/** Plans that an entry is there no more, and nothing of it counts. */
export async function erase(work: UnitOfWork, entry: Entry): Promise<void> {
  const ledger = await readLedger({ entries: [entry], placing: true });
  ledger.change(entry, undefined);
  removeEntry(work, entry);
  ledger.plan(work);
  work.record(entryActivity("deleted", entry, undefined));
}
