/** Saving reports: whom a schedule names is looked up, and asked for their rights. */

import { ApiError, type ErrorDetail } from "@aerotage/core/contract/errors";
import type { UnitOfWork, Versioned } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { type ConfigChange, type ConfigInput, recipientRefused } from "../contract/configs.js";
import { recipientProblem } from "../domain/recipients.js";
import { changedConfig, newConfig, type ReportConfig } from "../domain/report-config.js";
import { addresseeOf, findUsers, usersOfAddresses } from "../persistence/addressees.js";
import { insertConfig, updateConfig } from "../persistence/configs.js";
import { changeableConfig } from "./find-config.js";

interface SaveRequest<Body> {
  readonly body: Body;
  readonly caller: Caller;
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
  /** In test builds, the faults that runs of the report ask for. */
  readonly faults: string | undefined;
}

/** Saves a report. @throws `VALIDATION_ERROR`, `FORBIDDEN`, `RECIPIENT_REFUSED` */
export async function createConfig({
  body,
  caller,
  unitOfWork,
  now,
  faults,
}: SaveRequest<ConfigInput>): Promise<ReportConfig> {
  const recipients = await userIdsOf(body.schedule?.recipients);
  const config = newConfig(body, { id: newId(now), owner: caller, now, recipients });
  await requireRights(config);
  const saved = { ...config, ...(faults !== undefined && { faults }) };
  insertConfig(unitOfWork, saved);
  return saved;
}

interface ChangeRequest extends SaveRequest<ConfigChange> {
  readonly id: string;
  readonly requireMatch: (record: Versioned) => void;
}

/** Changes a saved report. @throws as `createConfig`, and `REPORT_CONFIG_NOT_FOUND` */
export async function changeConfig(request: ChangeRequest): Promise<ReportConfig> {
  const { id, body, caller, unitOfWork, now, faults, requireMatch } = request;
  const before = await changeableConfig(id, caller);
  requireMatch(before);
  const recipients = await userIdsOf(body.schedule?.recipients);
  const after = changedConfig(before, body, { caller, now, recipients });
  await requireRights(after);
  const saved = { ...after, ...(faults !== undefined && { faults }) };
  updateConfig(unitOfWork, before, saved);
  return saved;
}

/** The user ids of recipients, each once; what is no known address is taken for an id. */
async function userIdsOf(recipients: readonly string[] = []): Promise<readonly string[]> {
  const addresses = recipients.filter((one) => one.includes("@"));
  const users = await usersOfAddresses(addresses);
  return [...new Set(recipients.map((one) => users.get(one) ?? one))];
}

/** Refuses recipients who may not have the report. */
async function requireRights({ ownerId, schedule, type, filters }: ReportConfig): Promise<void> {
  if (schedule === undefined) return;
  const users = await findUsers([ownerId, ...schedule.recipients]);
  const owner = users.get(ownerId) ?? { id: ownerId, role: "employee", isActive: false };
  const problems = await Promise.all(
    schedule.recipients.map(async (recipient, index): Promise<ErrorDetail[]> => {
      const user = users.get(recipient);
      const problem =
        // An employee is not told whom there is.
        owner.role === "employee" && recipient !== ownerId
          ? "employees mail reports to themselves alone"
          : user === undefined
            ? "is not an active user"
            : recipientProblem({ type, filters, owner }, await addresseeOf(user));
      return problem === undefined
        ? []
        : [{ path: `schedule.recipients.${index}`, message: `${recipient}: ${problem}` }];
    }),
  );
  const details = problems.flat();
  if (details.length === 0) return;
  const messages = details.map(({ message }) => message).join("; ");
  throw new ApiError(recipientRefused, `The report cannot be mailed to all recipients. ${messages}.`, { details });
}
