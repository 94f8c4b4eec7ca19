/**
 * What a change of a team does to the people and teams around it: pure rules. Both sides of membership, of leading and of lying
 * below are written in one transaction, and a transaction takes one write an item; so all that concerns one row is one effect.
 */
import { ApiError, type ErrorDefinition } from "@aerotage/core/contract/errors";
import {
  teamInactive,
  teamNotFound,
  tooManyMemberChanges,
  userInactive,
  userNotFound,
} from "@aerotage/kernel/contract/errors";
import type { TeamItem } from "@aerotage/kernel/domain/teams";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { teamCycle, teamTreeTooDeep } from "../contract.js";
import { memberChanges, subjectOf, type Transition } from "./team.js";

/** The most teams above a team: each is read, one after another, and is an action of the transaction. */
export const maxTeamsAbove = 10;
/** Actions of a transaction that are left beside the team's row, its record, and the answer kept for an idempotency key. */
const maxActions = 100 - 3;

/** What was read, consistently, for a change. */
export interface RelatedRecords {
  /** The rows of who comes and goes, by id; what is not there is missing. */
  readonly users: ReadonlyMap<string, UserItem>;
  /** Where the parent changes: the new parent and the teams above it, upwards. */
  readonly path: readonly TeamItem[];
}

/** A person's row before and after a change of their team. */
export interface Move {
  readonly before: UserItem;
  readonly after: UserItem;
}

/** What happens to a person's row. */
export interface UserEffect {
  readonly id: string;
  readonly move?: Move;
  /** Begins or ends to lead the team. Who begins must be eligible. */
  readonly leading?: "begins" | "ends";
}

/** What happens to the row of another team. */
export interface TeamEffect {
  readonly id: string;
  /** Members that it loses to the team. */
  readonly leaverIds: readonly string[];
  /** Its side of the team's parent. The new parent must be active. */
  readonly child?: "joins" | "leaves";
  /** Set where it lies on the path above the new parent: what its own parent must still be. */
  readonly above?: { readonly parentTeamId: string | undefined };
}

/** What a change of a team does beside it. No row is in it twice. */
export interface Effects {
  readonly users: readonly UserEffect[];
  readonly teams: readonly TeamEffect[];
}

/** True for the row of a person: the table holds other items too, and tombstones of erased people. */
export function isPerson(row: Pick<UserItem, "kind" | "erasedAt"> | undefined): boolean {
  return row?.kind === "user" && row.erasedAt === undefined;
}

/** True for who may lead a team. */
export function isEligibleManager(row: Pick<UserItem, "role" | "isActive">): boolean {
  return row.isActive && (row.role === "manager" || row.role === "admin");
}

/**
 * The effects of a change. The new manager's row is checked when it is written, and the new parent's once more.
 * @throws `USER_NOT_FOUND`, `USER_INACTIVE` for new members, `TEAM_INACTIVE` for those of an inactive team; `TEAM_NOT_FOUND`,
 * `TEAM_INACTIVE`, `TEAM_CYCLE`, `TEAM_TREE_TOO_DEEP` for a new parent; `TOO_MANY_MEMBER_CHANGES` for more than a transaction holds
 */
export function effectsOf(transition: Transition, related: RelatedRecords, now: Date): Effects {
  checkNewMembers(transition, related);
  checkNewParent(transition, related);
  const moves = movesOf(transition, related, now);
  const effects = { users: userEffects(transition, moves), teams: teamEffects(transition, moves, related) };
  // Each move is recorded too.
  const actions = effects.users.length + moves.length + effects.teams.length;
  if (actions > maxActions) {
    throw new ApiError(
      tooManyMemberChanges,
      `The members come from too many teams for one request: ${actions} writes, of at most ${maxActions}. Send several requests.`,
    );
  }
  return effects;
}

/** The error of putting something into a team that is not active. */
export function inactive(name: string): ApiError {
  return new ApiError(teamInactive, `The team ${name} is not active. Choose another one, or activate it.`);
}

function checkNewMembers(transition: Transition, { users }: RelatedRecords): void {
  const { added } = memberChanges(transition);
  const { name, isActive } = subjectOf(transition);
  if (added.length > 0 && !isActive) throw inactive(name);
  refuseMembers(
    added.filter((id) => !isPerson(users.get(id))),
    userNotFound,
    "is no user",
  );
  refuseMembers(
    added.filter((id) => users.get(id)?.isActive !== true),
    userInactive,
    "is not active",
  );
}

/** Refuses new members, naming all of them. */
function refuseMembers(ids: readonly string[], definition: ErrorDefinition, why: string): void {
  if (ids.length === 0) return;
  const details = ids.map((id) => ({ path: "memberIds", message: `${id} ${why}` }));
  const reasons = details.map(({ message }) => message).join(", ");
  throw new ApiError(definition, `Not all of these can be members: ${reasons}.`, { details });
}

function checkNewParent({ before, after }: Transition, { path }: RelatedRecords): void {
  const parentTeamId = after?.parentTeamId;
  if (after === undefined || parentTeamId === undefined || parentTeamId === before?.parentTeamId) return;
  const [parent] = path;
  if (parent === undefined) throw new ApiError(teamNotFound, `There is no team ${parentTeamId}.`);
  if (path.some(({ id }) => id === after.id)) {
    const where = parent.id === after.id ? "itself" : `${parent.name}, which lies below it`;
    throw new ApiError(teamCycle, `The team ${after.name} cannot be put below ${where}.`);
  }
  if (path.length > maxTeamsAbove) {
    throw new ApiError(
      teamTreeTooDeep,
      `Below ${parent.name} the team would have more than ${maxTeamsAbove} teams above it. Choose a parent higher up.`,
    );
  }
  if (!parent.isActive) throw inactive(parent.name);
}

/**
 * Who changes teams. A row that says otherwise than the team's list stays as it is: either it was read later than the list, and then
 * the team's version refuses the change; or the list was wrong, and then it is put right.
 */
function movesOf(transition: Transition, { users }: RelatedRecords, now: Date): Move[] {
  const { id: ownId } = subjectOf(transition);
  const { added, removed } = memberChanges(transition);
  const rowsOf = (ids: readonly string[]) => ids.flatMap((id) => users.get(id) ?? []);
  const nextOf = ({ teamId: _teamId, ...row }: UserItem): UserItem => ({
    ...row,
    updatedAt: now.toISOString(),
    version: row.version + 1,
  });
  const addedMembers = rowsOf(added).filter(({ teamId }) => teamId !== ownId);
  const leavers = rowsOf(removed).filter(({ teamId }) => teamId === ownId);
  return [
    ...addedMembers.map((row) => ({ before: row, after: { ...nextOf(row), teamId: ownId } })),
    ...leavers.map((row) => ({ before: row, after: nextOf(row) })),
  ];
}

function userEffects({ before, after }: Transition, moves: readonly Move[]): UserEffect[] {
  const effects = new Map<string, UserEffect>(moves.map((move) => [move.before.id, { id: move.before.id, move }]));
  const lead = (id: string | undefined, leading: "begins" | "ends") => {
    if (id !== undefined) effects.set(id, { ...effects.get(id), id, leading });
  };
  if (before?.managerId !== after?.managerId) {
    lead(before?.managerId, "ends");
    lead(after?.managerId, "begins");
  }
  return [...effects.values()];
}

function teamEffects(transition: Transition, moves: readonly Move[], { path }: RelatedRecords): TeamEffect[] {
  const { before, after } = transition;
  const { id: ownId } = subjectOf(transition);
  const effects = new Map<string, TeamEffect>();
  const add = (id: string | undefined, effect: Partial<TeamEffect>) => {
    if (id !== undefined && id !== ownId) effects.set(id, { leaverIds: [], ...effects.get(id), ...effect, id });
  };
  for (const { before: row } of moves) {
    if (row.teamId === undefined) continue;
    add(row.teamId, { leaverIds: [...(effects.get(row.teamId)?.leaverIds ?? []), row.id] });
  }
  if (before?.parentTeamId !== after?.parentTeamId) {
    for (const { id, parentTeamId } of path) add(id, { above: { parentTeamId } });
    add(before?.parentTeamId, { child: "leaves" });
    add(after?.parentTeamId, { child: "joins" });
  }
  return [...effects.values()];
}
