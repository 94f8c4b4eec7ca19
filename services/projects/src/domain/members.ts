/** Who works on a project, and how that changes: pure rules. */
import { ApiError, type ErrorDefinition, fieldError } from "@aerotage/core/contract/errors";
import { tooManyMemberChanges, userInactive, userNotFound } from "@aerotage/kernel/contract/errors";
import type { ProjectItem, ProjectMember } from "@aerotage/kernel/domain/projects";
import { changedRates, type RateContext } from "@aerotage/kernel/domain/rates";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { type MemberInput, maxMemberChanges } from "../contract.js";
import { memberIdsOf } from "./visibility.js";

/** What somebody does on a project where nobody says otherwise. */
const defaultRole = "member";
/** What the manager who creates a project does on it. */
const leadRole = "manager";

/** The most dated rates of all members together: they lie in the project's item, and twice in the record of its change (400 KB each). */
export const maxMemberRates = 1000;

/** Somebody who is not a member yet, and where the request names them. */
export interface Comer {
  readonly userId: string;
  readonly path: string;
}

/** Who is new in a list of members, each once. */
export function addedMembersOf(before: readonly ProjectMember[], inputs: readonly MemberInput[] = []): Comer[] {
  const known = new Set(before.map(({ userId }) => userId));
  return inputs.flatMap(({ userId }, index) => {
    if (known.has(userId)) return [];
    known.add(userId);
    return [{ userId, path: `teamMembers.${index}` }];
  });
}

/**
 * Refuses who cannot become a member, naming all of them.
 * @throws `USER_NOT_FOUND` for who is no user, or erased; `USER_INACTIVE`
 */
export function refuseAddedMembers(addedMembers: readonly Comer[], users: ReadonlyMap<string, UserItem>): void {
  refuse(
    addedMembers.filter(({ userId }) => !isPerson(users.get(userId))),
    userNotFound,
    "is no user",
  );
  refuse(
    addedMembers.filter(({ userId }) => users.get(userId)?.isActive !== true),
    userInactive,
    "is not active",
  );
}

/**
 * The members after a change, in the order in which they are named: who stays keeps role and rates where nothing else is said. Who is
 * named twice is one member.
 * @throws `VALIDATION_ERROR` for a rate that is none of the currency, or too many of them
 */
export function changedMembers(
  before: readonly ProjectMember[],
  inputs: readonly MemberInput[],
  context: Omit<RateContext, "path">,
): ProjectMember[] {
  const known = new Map(before.map((member) => [member.userId, member]));
  const members = new Map<string, ProjectMember>();
  for (const [index, input] of inputs.entries()) {
    const { userId, role, hourlyRate: amount, effectiveFrom } = input;
    const held = members.get(userId) ?? known.get(userId);
    const path = `teamMembers.${index}.hourlyRate`;
    const rates = changedRates(held?.rates, { amount, effectiveFrom }, { ...context, path });
    members.set(userId, {
      userId,
      role: role ?? held?.role ?? defaultRole,
      ...(rates !== undefined && { rates }),
    });
  }
  const changed = [...members.values()];
  const rates = changed.reduce((sum, member) => sum + (member.rates?.length ?? 0), 0);
  if (rates > maxMemberRates)
    throw fieldError("teamMembers", `would have ${rates} rates by date, of at most ${maxMemberRates}`);
  return changed;
}

/** The members with the manager who creates the project; nobody while it is open. */
export function withLead(members: readonly ProjectMember[], leadId: string): readonly ProjectMember[] {
  if (members.length === 0 || members.some(({ userId }) => userId === leadId)) return members;
  return [...members, { userId: leadId, role: leadRole }];
}

type People = Pick<ProjectItem, "teamMembers" | "leadId">;

/** Whose membership begins and ends between two states of a project: none before its creation, nor after its deletion. */
export function membershipChanges(
  before: People | undefined,
  after: People | undefined,
): { readonly added: string[]; readonly removed: string[] } {
  const [was, is] = [before, after].map((project) => new Set(project && memberIdsOf(project))) as [
    Set<string>,
    Set<string>,
  ];
  return { added: [...is].filter((id) => !was.has(id)), removed: [...was].filter((id) => !is.has(id)) };
}

/** @throws `TOO_MANY_MEMBER_CHANGES` if more people come and go than one transaction can write */
export function refuseManyChanges(before: People | undefined, after: People): void {
  const { added, removed } = membershipChanges(before, after);
  const changes = added.length + removed.length;
  if (changes <= maxMemberChanges) return;
  throw new ApiError(
    tooManyMemberChanges,
    `${changes} members would come and go; one request changes at most ${maxMemberChanges}. Send several requests.`,
  );
}

/** True for the row of a person: the table holds other items too, and tombstones of erased people. */
function isPerson(row: UserItem | undefined): boolean {
  return row?.kind === "user" && row.erasedAt === undefined;
}

function refuse(addedMembers: readonly Comer[], definition: ErrorDefinition, why: string): void {
  if (addedMembers.length === 0) return;
  const details = addedMembers.map(({ userId, path }) => ({ path, message: `${userId} ${why}` }));
  const reasons = details.map(({ message }) => message).join(", ");
  throw new ApiError(definition, `Not all of these can be members: ${reasons}.`, { details });
}
