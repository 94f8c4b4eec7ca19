import { maxTransactionActions } from "@aerotage/core/database/unit-of-work";
import { hasMonthlyBudget } from "@aerotage/kernel/domain/budget-periods";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { spentInMonth } from "@aerotage/kernel/persistence/budget-periods";
import { companyRates } from "@aerotage/kernel/persistence/organization";
import { spentOf } from "@aerotage/kernel/persistence/projects";
import { updateProject as operation } from "../contract.js";
import { projectActivity } from "../domain/activity.js";
import { addedMembersOf, refuseAddedMembers } from "../domain/members.js";
import { changedProject, toProjectResponse } from "../domain/project.js";
import { requireNoTime, requireOneTransaction } from "../domain/recorded-time.js";
import { requireRunning, runsProject } from "../domain/visibility.js";
import {
  getClient,
  getProject,
  readRecordedTime,
  updateProject,
  usersById,
  viewerOf,
} from "../persistence/projects.js";

export const handler = httpHandler(operation, async ({ path, body, caller, unitOfWork, now, requireMatch }) => {
  const [before, viewer] = await Promise.all([getProject(path.id), viewerOf(caller)]);
  requireRunning(before, viewer);
  requireMatch(before);
  const { clientId = before.clientId } = body;
  const addedMembers = addedMembersOf(before.teamMembers, body.teamMembers);
  const [client, company, people, spent, time] = await Promise.all([
    getClient(clientId),
    companyRates(now),
    usersById(addedMembers.map(({ userId }) => userId)),
    before.budget || body.budget ? spentOf([before.id]).then((sums) => sums.get(before.id)) : undefined,
    clientId === before.clientId ? undefined : readRecordedTime(before.id),
  ]);
  if (time !== undefined) requireNoTime(before, time);
  refuseAddedMembers(addedMembers, people);
  const money = { ...company, currency: client.currency ?? company.currency };
  const after = changedProject(before, body, { caller, now, money, spent });
  if (after !== before) {
    updateProject(unitOfWork, before, after, { client, time });
    unitOfWork.audit(projectActivity("updated", before, after));
    requireOneTransaction(after, unitOfWork.size, maxTransactionActions);
  }
  const runs = runsProject(after, caller);
  const data = toProjectResponse(after, {
    runs,
    clientName: client.name,
    today: company.today,
    spent: hasMonthlyBudget(after) ? (await spentInMonth([after.id], company.today.slice(0, 7))).get(after.id) : spent,
  });
  return { data, version: after.version };
});
