/**
 * A run of a scheduled report: a file per recipient, made with the recipient's own rights, and a mail with a link to it. Whoever dies is followed by
 * somebody who goes on: exports have ids that follow from run and recipient, and that a mail is handed over is stored before. A mail of which nobody
 * knows whether it went out is not repeated.
 */
import { randomUUID } from "node:crypto";
import { invokeFunction } from "@aerotage/core/aws/invoke";
import { isRefusedMail, isThrottledMail, sendMail } from "@aerotage/core/aws/mail";
import { systemWork } from "@aerotage/core/database/system-work";
import { linkTo } from "@aerotage/core/runtime/environment";
import { askForFaults, faultPoint } from "@aerotage/core/runtime/faults";
import { logger } from "@aerotage/core/runtime/logger";
import { newToken } from "@aerotage/core/runtime/tokens";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { getReportFile } from "../contract/report-file.js";
import type { ExportRecord } from "../domain/export-record.js";
import { recipientProblem } from "../domain/recipients.js";
import type { Delivery } from "../domain/report-config.js";
import { reportMail } from "../domain/report-mail.js";
import { exportIdOf, exportOfRun, isOpen, outcomeOf, type ReportRun, type RunId } from "../domain/report-run.js";
import { addresseeOf, findUsers } from "../persistence/addressees.js";
import { findExport, insertExport } from "../persistence/exports.js";
import { insertLink } from "../persistence/report-links.js";
import { endRun, leaveRun, RunLostError, takeRun, updateDelivery } from "../persistence/runs.js";
import { noteRun } from "../persistence/schedules.js";
import type { WriteRequest } from "./write-export.js";

/** How long a run waits for a file, in milliseconds; a larger one is looked at again later. */
const filePatience = 60_000;
/** No recipient is begun with later than so long before the end of the function, in milliseconds. */
const recipientMilliseconds = 90_000;
/** After so long nothing more is tried. */
const longestRunMilliseconds = 24 * 3_600_000;

/** Goes on with a run until it ends or has to wait; nothing to do if somebody else goes on with it. @param deadline epoch milliseconds */
export async function runReport(id: RunId, deadline: number): Promise<void> {
  const holder = randomUUID();
  const run = await takeRun(id, { holder, until: deadline, now: new Date() });
  if (run === undefined) return;
  try {
    askForFaults(run.faults, run.attempts);
    await faultPoint("run-taken");
    const deliveries = await new RunOfReport(run, holder, deadline).deliverAll();
    const after = { ...run, deliveries };
    await noteRun(run.configId, outcomeOf(after));
    if (deliveries.some(isOpen)) return await leaveRun(id, holder, new Date());
    const unitOfWork = systemWork(new Date());
    endRun(unitOfWork, after, holder);
    await faultPoint("before-run-end");
    await unitOfWork.commit();
  } catch (error) {
    if (error instanceof RunLostError) return;
    await leaveRun(id, holder, new Date());
    throw error;
  }
}

class RunOfReport {
  readonly #run: ReportRun;
  readonly #holder: string;
  readonly #deadline: number;

  constructor(run: ReportRun, holder: string, deadline: number) {
    this.#run = run;
    this.#holder = holder;
    this.#deadline = deadline;
  }

  /** Does what there is time for. Returns how far each recipient is. */
  async deliverAll(): Promise<Delivery[]> {
    const { ownerId, deliveries } = this.#run;
    const users = await findUsers([ownerId, ...deliveries.map(({ userId }) => userId)]);
    const reached: Delivery[] = [];
    for (const delivery of deliveries) {
      const isTime = Date.now() < this.#deadline - recipientMilliseconds;
      reached.push(isOpen(delivery) && isTime ? await this.#deliver(delivery, users) : delivery);
    }
    return reached;
  }

  async #deliver(delivery: Delivery, users: ReadonlyMap<string, UserItem>): Promise<Delivery> {
    if (delivery.status === "mailing")
      return await this.#store(delivery, {
        status: "uncertain",
        reason: "The run ended while the mail was handed over.",
      });
    if (Date.now() - Date.parse(this.#run.startedAt) > longestRunMilliseconds)
      return await this.#store(delivery, { status: "failed", reason: "The file was not there within a day." });
    const user = users.get(delivery.userId);
    const problem = await this.#problemOf(user, users);
    if (user === undefined || problem !== undefined)
      return await this.#store(delivery, { status: "skipped", reason: problem ?? "is not an active user" });
    const exported = delivery.status === "pending" ? await this.#request(delivery) : delivery;
    const file = await this.#file(exported.userId);
    if (file === undefined) return await this.#store(exported, { status: "failed", reason: "The file was deleted." });
    if (file.status === "failed")
      return await this.#store(exported, { status: "failed", reason: "The file could not be written." });
    if (file.status === "preparing") return exported;
    return await this.#mail(exported, file, user, users.get(this.#run.ownerId)?.name ?? "");
  }

  /** Why somebody may not get the report, by the rights that they and its owner have now. */
  async #problemOf(user: UserItem | undefined, users: ReadonlyMap<string, UserItem>): Promise<string | undefined> {
    const { ownerId, type, filters } = this.#run;
    const owner = users.get(ownerId) ?? { id: ownerId, role: "employee", isActive: false };
    return user && recipientProblem({ type, filters, owner }, await addresseeOf(user));
  }

  /** Has the recipient's file written. */
  async #request(delivery: Delivery): Promise<Delivery> {
    const { userId } = delivery;
    const exportId = exportIdOf(this.#run, userId);
    // Whoever died here has stored it.
    if ((await findExport(exportId)) === undefined) {
      const unitOfWork = systemWork(new Date());
      insertExport(unitOfWork, exportOfRun(this.#run, userId, unitOfWork.now));
      await unitOfWork.commit();
    }
    await faultPoint("export-stored");
    return await this.#store(delivery, { status: "exported", exportId });
  }

  /** The recipient's export, once its file is written if that does not take long. */
  async #file(userId: string): Promise<ExportRecord | undefined> {
    const exportId = exportIdOf(this.#run, userId);
    const found = await findExport(exportId);
    if (found?.status !== "preparing") return found;
    try {
      const request: WriteRequest = { exportId };
      await invokeFunction("reports-write-export", request, filePatience);
    } catch (error) {
      logger.warn("The file of a scheduled report is written later", error as Error);
    }
    return await findExport(exportId);
  }

  async #mail(delivery: Delivery, file: ExportRecord, to: UserItem, ownerName: string): Promise<Delivery> {
    const token = newToken();
    const mailing: Delivery = { ...delivery, status: "mailing" };
    const first = systemWork(new Date());
    updateDelivery(first, this.#run, this.#holder, { before: delivery, after: mailing });
    insertLink(first, token, file);
    await first.commit();
    const link = linkTo(getReportFile, token);
    await faultPoint("before-mail");
    try {
      await sendMail(reportMail({ run: this.#run, file, to, ownerName, link }));
    } catch (error) {
      logger.warn("The mail of a scheduled report failed", error as Error);
      // Nothing went out: it is sent again when the run is looked at again.
      if (isThrottledMail(error)) return await this.#store(mailing, { status: "exported" });
      const status = isRefusedMail(error) ? "refused" : "uncertain";
      return await this.#store(mailing, { status, reason: (error as Error).message });
    }
    await faultPoint("after-mail");
    return await this.#store(mailing, { status: "sent" });
  }

  async #store(before: Delivery, change: Partial<Delivery>): Promise<Delivery> {
    const after = { ...before, ...change };
    const unitOfWork = systemWork(new Date());
    updateDelivery(unitOfWork, this.#run, this.#holder, { before, after });
    await unitOfWork.commit();
    return after;
  }
}
