/** A stranger's way through the company. After each change the very next request, with the token of before, answers as it must. */
import { listClients } from "@aerotage/clients/contract";
import { createTeam, listTeams } from "@aerotage/teams/contract";
import { acceptInvitation, inviteUser, listInvitations } from "@aerotage/users/contract/invitations";
import { deleteUser, getUser, listUsers, updateUser } from "@aerotage/users/contract/users";
import { expect, it } from "vitest";
import { call, type Person, person, signInAgain } from "../../support/api.js";
import { canSignIn, mailTo, newAddress, tokenIn } from "../../support/people.js";

it("a stranger is invited, accepted, signs in, is promoted, demoted and deactivated", async () => {
  const admin = await person("admin");
  const email = newAddress("stranger");
  const password = "Correct-horse-1";
  expect(await canSignIn(email, password)).toBe(false);

  const invitation = await call(inviteUser, admin, { body: { email, role: "manager", hourlyRate: 77 } });
  expect(invitation.status).toBe(201);
  const token = tokenIn(await mailTo(email));
  const userData = {
    name: "Sam Stranger",
    password,
    preferences: { theme: "light", notifications: true, timezone: "UTC" },
  };
  const accepted = await call(acceptInvitation, undefined, { body: { token, userData } });
  expect(accepted.status).toBe(201);

  const { id } = accepted.data.user;
  const sam: Person = { id, email, password, tokens: await signInAgain(email) };
  const role = async () => (await call(getUser, sam, { path: { id } })).data.user.role;
  const set = (body: object) => call(updateUser, admin, { path: { id }, body });

  // A manager lists people and makes teams.
  expect([await role(), (await call(listUsers, sam)).status]).toEqual(["manager", 200]);
  expect((await call(createTeam, sam, { body: { name: "Sam's Team" } })).status).toBe(201);
  expect((await call(listInvitations, sam)).status).toBe(403);

  // Promoted.
  expect((await set({ role: "admin" })).status).toBe(200);
  expect((await call(listInvitations, sam)).status).toBe(200);
  expect((await call(getUser, sam, { path: { id } })).data.user.hourlyRate).toBe(77);

  // Demoted.
  expect((await set({ role: "employee" })).status).toBe(200);
  expect((await call(listInvitations, sam)).status).toBe(403);
  expect((await call(listUsers, sam)).data.items.map((user) => user.id)).toEqual([id]);
  expect((await call(createTeam, sam, { body: { name: "No Team" } })).status).toBe(403);
  expect((await call(getUser, sam, { path: { id } })).data.user).not.toHaveProperty("hourlyRate");
  expect((await call(listTeams, sam)).status).toBe(200);

  // Deactivated.
  expect((await call(deleteUser, admin, { path: { id } })).status).toBe(200);
  for (const operation of [listClients, listTeams, listUsers]) expect((await call(operation, sam)).status).toBe(401);
  expect(await canSignIn(email, password)).toBe(false);

  // Back again, with a new sign-in.
  expect((await set({ isActive: true })).status).toBe(200);
  expect((await call(listClients, sam)).status).toBe(401);
  const back = { ...sam, tokens: await signInAgain(email) };
  expect((await call(listClients, back)).status).toBe(200);
});
