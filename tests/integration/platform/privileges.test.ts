/**
 * No sequence of calls gains somebody a role, a scope or a rate that they were not given: an employee and a manager fire whatever
 * they can think of, at the API and with their own token at Cognito itself, and end as what they were.
 */
import { randomUUID } from "node:crypto";
import { listClients } from "@aerotage/clients/contract";
import type { Operation } from "@aerotage/core/contract/operation";
import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from "@aerotage/teams/contract";
import { approveEmailChange, listEmailChanges, requestEmailChange } from "@aerotage/users/contract/email-changes";
import {
  acceptInvitation,
  createInvitation,
  inviteUser,
  listInvitations,
  resendInvitation,
} from "@aerotage/users/contract/invitations";
import { updatePreferences, updateProfile } from "@aerotage/users/contract/profiles";
import { listSessions, updateSecuritySettings } from "@aerotage/users/contract/sign-in";
import { createUser, deleteUser, getUser, listUsers, updateUser } from "@aerotage/users/contract/users";
import {
  CognitoIdentityProviderClient,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { call, cloud, type Person, person, signInAgain } from "../../support/api.js";
import { itemOf, newAddress, newUser } from "../../support/people.js";

/** Calls of the app itself, without any credentials of AWS: the person's token is all they have. */
const app = new CognitoIdentityProviderClient({
  ...cloud,
  credentials: { accessKeyId: "none", secretAccessKey: "none" },
});

/** Everybody in a try: who tries, and whom they try it with. */
interface World {
  readonly admin: Person;
  readonly tempter: Person;
  readonly outsider: Person;
  readonly member: Person;
  readonly teamId: string;
  readonly foreignTeamId: string;
  readonly invitationId: string;
  /** Teams that the tempter made. */
  readonly made: string[];
}

/** One thing that somebody tries. Whatever it answers, nothing may have been gained. */
type Attempt = (world: World) => Promise<unknown>;

const attempt = (operation: Operation, parts: (world: World) => object): Attempt => {
  return (world) => call(operation, world.tempter, parts(world));
};

const bodies = {
  role: { role: "admin" },
  rate: { hourlyRate: 999 },
  datedRate: { hourlyRate: 999, effectiveFrom: "2020-01-01" },
  history: { rates: [{ effectiveFrom: "1970-01-01", rate: { minor: 99_900, currency: "USD" }, amount: 999 }] },
  ownTeam: (world: World) => ({ teamId: world.teamId }),
  foreignTeam: (world: World) => ({ teamId: world.foreignTeamId }),
  permissions: { permissions: { features: ["admin"], projects: ["all"] } },
  managed: { managedTeamIds: ["x"], adminIds: ["x"], sessionsEndedThrough: 0, version: 99, kind: "user" },
} as const;
type BodyName = keyof typeof bodies;
const bodyNames = Object.keys(bodies) as BodyName[];

function bodyOf(name: BodyName, world: World): object {
  const body = bodies[name];
  return typeof body === "function" ? body(world) : body;
}

const whom = ["tempter", "outsider", "member", "admin"] as const;

/** Everything that can be tried, with what varies in it. */
const attempts: fc.Arbitrary<Attempt> = fc.oneof(
  // The most tempting, the most often.
  ...[updateUser, updateProfile].map((operation) => ({
    weight: 3,
    arbitrary: fc
      .record({ name: fc.constantFrom(...bodyNames), target: fc.constantFrom("tempter", ...whom) })
      .map(({ name, target }) =>
        attempt(operation, (world) => ({ path: { id: world[target].id }, body: bodyOf(name, world) })),
      ),
  })),
  fc.constantFrom<Attempt>(
    attempt(createUser, () => ({ body: { email: newAddress(), name: "Made Up", role: "admin" } })),
    attempt(inviteUser, () => ({ body: { email: newAddress(), role: "admin" } })),
    attempt(createInvitation, () => ({ body: { email: newAddress(), role: "admin" } })),
    attempt(resendInvitation, (world) => ({ path: { id: world.invitationId }, body: { extendExpiration: true } })),
    attempt(acceptInvitation, () => ({
      body: { token: randomUUID(), userData: { name: "A B", password: "Correct-horse-1" } },
    })),
    attempt(deleteUser, (world) => ({ path: { id: world.admin.id } })),
    attempt(updateSecuritySettings, (world) => ({
      path: { id: world.tempter.id },
      body: { sessionTimeout: 43_200, role: "admin" },
    })),
    attempt(updatePreferences, (world) => ({
      path: { id: world.tempter.id },
      body: { theme: "dark", role: "admin", hourlyRate: 5 },
    })),
    attempt(listSessions, (world) => ({ path: { id: world.admin.id } })),
    attempt(requestEmailChange, (world) => ({
      body: { newEmail: world.admin.email, reason: "other", currentPassword: world.tempter.password },
    })),
    async (world) => {
      const { data } = await call(listEmailChanges, world.tempter);
      const id = data.items[0]?.id ?? "01ARZ3NDEKTSV4RRFFQ69G5FAV";
      return call(approveEmailChange, world.tempter, { path: { id }, body: {} });
    },
  ),
  // Teams: a manager may make some, but put nobody into them whom they do not lead already.
  fc
    .record({
      members: fc.subarray([...whom]),
      manager: fc.constantFrom(...whom),
      parent: fc.constantFrom("none", "own", "foreign"),
    })
    .map(
      ({ members, manager, parent }): Attempt =>
        async (world) => {
          const answer = await call(createTeam, world.tempter, {
            body: {
              name: `Team ${randomUUID()}`,
              ...(members.length > 0 && { memberIds: members.map((name) => world[name].id) }),
              ...(manager !== "tempter" && { managerId: world[manager].id }),
              ...(parent !== "none" && { parentTeamId: parent === "own" ? world.teamId : world.foreignTeamId }),
            },
          });
          if (answer.status === 201) world.made.push(answer.data.id);
        },
    ),
  fc
    .record({
      team: fc.constantFrom("own", "foreign", "made"),
      change: fc.constantFrom("members", "manager", "parent", "delete"),
      members: fc.subarray([...whom], { minLength: 1 }),
    })
    .map(
      ({ team, change, members }): Attempt =>
        (world) => {
          const id = { own: world.teamId, foreign: world.foreignTeamId, made: world.made.at(-1) ?? world.teamId }[team];
          const path = { id };
          if (change === "delete") return call(deleteTeam, world.tempter, { path, query: { force: "true" } });
          const body = {
            members: { memberIds: members.map((name) => world[name].id) },
            manager: { managerId: world[members[0] ?? "tempter"].id },
            parent: { parentTeamId: team === "foreign" ? world.teamId : world.foreignTeamId },
          }[change];
          return call(updateTeam, world.tempter, { path, body });
        },
    ),
  // Cognito itself, by the scope of the person's own token.
  fc.constantFrom("custom:role", "custom:hourlyRate", "custom:teamId", "custom:department", "name", "email").map(
    (name): Attempt =>
      async ({ tempter, foreignTeamId }) => {
        const values: Readonly<Record<string, string>> = {
          "custom:role": "admin",
          "custom:hourlyRate": "999",
          "custom:teamId": foreignTeamId,
          "custom:department": "Board",
          name: "Chief",
          email: newAddress("stolen"),
        };
        const UserAttributes = [{ Name: name, Value: values[name] }];
        const AccessToken = tempter.tokens.accessToken;
        // AWS refuses all but the name; an emulator may not. Nothing may come of it either way.
        await app.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes })).catch(refusedByCognito);
        await app.send(new GetUserCommand({ AccessToken })).catch(refusedByCognito);
      },
  ),
  fc.constant<Attempt>(async ({ tempter }) => {
    const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false };
    await app
      .send(new SetUserMFAPreferenceCommand({ AccessToken: tempter.tokens.accessToken, SoftwareTokenMfaSettings }))
      .catch(refusedByCognito);
  }),
);

function refusedByCognito(error: Error): void {
  expect(["NotAuthorizedException", "InvalidParameterException"]).toContain(error.name);
}

let admin: Person;
let outsider: Person;
let foreignTeamId: string;
let invitationId: string;

beforeAll(async () => {
  admin = await person("admin");
  await call(listClients, admin);
  outsider = await newUser(admin, { hourlyRate: 300 });
  const foreign = await call(createTeam, admin, { body: { name: "Foreign", memberIds: [outsider.id] } });
  foreignTeamId = foreign.data.id;
  invitationId = (await call(createInvitation, admin, { body: { email: newAddress(), role: "admin" } })).data.id;
});

/** What somebody may do and see, as the tables and the API say. */
async function standing({ tempter, member, teamId, made }: World) {
  const row = await itemOf("Users", { id: tempter.id });
  const own = await call(getUser, tempter, { path: { id: tempter.id } });
  const visible = await call(listUsers, tempter);
  const teams = (await call(listTeams, tempter)).data.items.map(({ id }) => id).filter((id) => !made.includes(id));
  return {
    role: row?.role,
    rates: row?.rates,
    // A manager may be a member of a team of their own: they lead it already.
    foreign: row?.teamId !== undefined && ![teamId, ...made].includes(String(row.teamId)),
    active: row?.isActive,
    permissions: row?.permissions,
    led: [...((row?.managedTeamIds as Set<string> | undefined) ?? [])].filter((id) => !made.includes(id)),
    ownRate: own.data.user.hourlyRate,
    seesOutsider: (await call(getUser, tempter, { path: { id: outsider.id } })).status,
    seesForeignTeam: (await call(getTeam, tempter, { path: { id: foreignTeamId } })).status,
    list:
      visible.status === 200 ? visible.data.items.map(({ id }) => id).filter((id) => id !== member.id) : visible.status,
    seesRates: /hourlyRate|"rates"/.test(JSON.stringify(visible.data ?? {})),
    teams,
    invites: (await call(listInvitations, tempter)).status,
    member: (await itemOf("Users", { id: member.id }))?.role,
    leads: (await call(getTeam, admin, { path: { id: teamId } })).data.managerId,
  };
}

describe.concurrent.each(["employee", "manager"] as const)("as %s", (role) => {
  it("no sequence of calls gains a role, a scope or a rate", async () => {
    const member = await newUser(admin, { hourlyRate: 40 });
    const tempter = await newUser(admin, { role, hourlyRate: 50, permissions: { features: ["time"], projects: [] } });
    const leader = role === "manager" ? tempter : admin;
    const team = await call(createTeam, admin, {
      body: { name: "Own", managerId: leader.id, memberIds: [member.id, ...(role === "employee" ? [tempter.id] : [])] },
    });
    expect(team.status).toBe(201);
    const base = { admin, tempter, outsider, member, teamId: team.data.id, foreignTeamId, invitationId };
    const before = await standing({ ...base, made: [] });
    expect([before.role, before.seesOutsider, before.invites, before.seesRates]).toEqual([role, 404, 403, false]);

    await fc.assert(
      fc.asyncProperty(fc.array(attempts, { minLength: 1, maxLength: 10 }), async (sequence) => {
        // An attribute written at Cognito must not come back through another sign-in either.
        const again = { ...tempter, tokens: await signInAgain(tempter.email).catch(() => tempter.tokens) };
        const world: World = { ...base, tempter: again, made: [] };
        for (const one of sequence) await one(world);
        expect(await standing(world)).toEqual(before);
        for (const id of world.made) await call(deleteTeam, admin, { path: { id }, query: { force: "true" } });
        const restored = { managerId: leader.id, memberIds: team.data.memberIds };
        await call(updateTeam, admin, { path: { id: team.data.id }, body: restored });
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 180_000);
});
