/**
 * Making the invoices of recurring ones that are due. Each date has an invoice with an id of its own, so that it is made once, however often a
 * run dies or two run at once; the next date is stored when the invoice is there and mailed. Dates that were missed are caught up.
 */
import { systemActor } from "@aerotage/core/audit/activity";
import { ApiError } from "@aerotage/core/contract/errors";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import { systemWork } from "@aerotage/core/database/system-work";
import { faultPoint } from "@aerotage/core/runtime/faults";
import { logger } from "@aerotage/core/runtime/logger";
import { dateIn } from "@aerotage/core/time/zones";
import { recurringActivity } from "../domain/activity.js";
import type { Invoice } from "../domain/invoice.js";
import { advanced, dueDateOf, invoiceInputOf, type Recurring, type RecurringRun } from "../domain/recurring.js";
import { findDueRecurring, findRecurring, updateRecurring } from "../persistence/recurring.js";
import { readOrganization } from "../persistence/sources.js";
import { createInvoice } from "./create-invoice.js";
import { dealWithDue, isTimeToBegin } from "./deal-with-due.js";
import { sendInvoice } from "./send-invoice.js";

/** Who makes the invoices: nobody in person, so what they may bill was checked when the recurring invoice was saved. */
const maker = { id: systemActor.id, role: "admin" } as const;

/** A run by the clock. */
export interface CalendarRun {
  /** When it ends, in milliseconds since 1970. */
  readonly deadline: number;
  /** What tests ask for: work in several transactions takes it over. */
  readonly faults?: string | undefined;
}

/** Makes what is due. One that fails does not keep the others. */
export async function runRecurring(now: Date, run: CalendarRun): Promise<void> {
  const { timezone } = await readOrganization();
  const today = dateIn(timezone, now);
  const { deadline } = run;
  await dealWithDue(await findDueRecurring(today), { deadline, what: "recurring invoices" }, async (id) => {
    while (isTimeToBegin(deadline) && (await runNext(id, today, run)));
  });
}

/** Deals with the next date that is due; false if there is none, or somebody else has dealt with it. */
async function runNext(id: string, today: string, run: CalendarRun): Promise<boolean> {
  const before = await findRecurring(id);
  const date = before && dueDateOf(before, today);
  if (before === undefined || date === undefined) return false;
  const outcome = await runDate(before, date, run);
  // It goes on being made by its worker: the next run finds it.
  if (outcome === undefined) return false;
  await faultPoint("before-task-end");
  const now = new Date();
  const unitOfWork = systemWork(now);
  const after = advanced(before, outcome, now);
  updateRecurring(unitOfWork, before, after, () => new OptimisticLockError());
  unitOfWork.audit(recurringActivity("run", before, after));
  try {
    await unitOfWork.commit();
    await faultPoint("after-task-end");
  } catch (error) {
    // Somebody else has dealt with the date, or changed the recurring invoice: the next run decides on what is stored then.
    if (error instanceof OptimisticLockError) return false;
    throw error;
  }
  return true;
}

async function runDate(recurring: Recurring, date: string, run: CalendarRun): Promise<RecurringRun | undefined> {
  try {
    const invoice = await makeOnce(recurring, date, run);
    if (invoice.status === "preparing") return undefined;
    if (invoice.status === "failed")
      return { date, status: "failed", invoiceId: invoice.id, message: invoice.failure?.message ?? "" };
    await faultPoint("task-begun");
    const made = { date, status: "made", invoiceId: invoice.id } as const;
    return recurring.autoSend ? await sent(made, recurring, invoice, run.deadline) : made;
  } catch (error) {
    if (!(error instanceof ApiError) || error.definition.status >= 500) throw error;
    const { code } = error.definition;
    // Another invoice of the client is being made.
    if (code === "INVOICE_IN_PREPARATION") return undefined;
    if (code === "NO_BILLABLE_TIME_ENTRIES") return { date, status: "nothing" };
    logger.warn("A recurring invoice could not be made", { recurringId: recurring.id, date, code });
    return { date, status: "failed", message: error.message };
  }
}

/** Errors of a mail that somebody else is at. */
const othersAtWork: readonly string[] = ["DELIVERY_IN_PROGRESS", "CONFLICT"];

/** A run whose invoice is mailed, or says why it is not; undefined where somebody else is mailing it. */
async function sent(
  made: RecurringRun,
  recurring: Recurring,
  invoice: Invoice,
  deadline: number,
): Promise<RecurringRun | undefined> {
  try {
    await sendOnce(recurring, invoice, deadline);
    return made;
  } catch (error) {
    if (!(error instanceof ApiError) || error.definition.status >= 500) throw error;
    return othersAtWork.includes(error.definition.code) ? undefined : { ...made, message: error.message };
  }
}

/** The same for every run of a date. */
const idempotencyFingerprintOf = ({ id, occurrences }: Recurring): string => `recurring ${id} ${occurrences}`;

async function makeOnce(recurring: Recurring, date: string, { deadline, faults }: CalendarRun): Promise<Invoice> {
  for (;;) {
    const now = new Date();
    const unitOfWork = systemWork(now, { deadline });
    try {
      const body = invoiceInputOf(recurring, date);
      const idempotencyFingerprint = idempotencyFingerprintOf(recurring);
      const invoice = await createInvoice({
        body,
        caller: maker,
        unitOfWork,
        now,
        idempotencyFingerprint,
        faults,
        recurringId: recurring.id,
      });
      await unitOfWork.commit();
      return invoice;
    } catch (error) {
      if (!(error instanceof OptimisticLockError)) throw error;
    }
  }
}

/** Mails an invoice that nobody has mailed. One whose mail is uncertain is left to people. */
async function sendOnce(recurring: Recurring, invoice: Invoice, deadline: number): Promise<void> {
  if (invoice.status !== "draft") return;
  const now = new Date();
  const unitOfWork = systemWork(now, { deadline: Math.min(deadline, now.getTime() + sendMilliseconds) });
  const { recipientEmails = [] } = recurring;
  await sendInvoice({
    id: invoice.id,
    body: { recipientEmails: [...recipientEmails] },
    caller: maker,
    unitOfWork,
    now,
    idempotencyFingerprint: idempotencyFingerprintOf(recurring),
    requireMatch: () => undefined,
  });
}

/** How long mailing one invoice may take, in milliseconds: after that nobody knows whether it went out. */
const sendMilliseconds = 25_000;
