/** The API client as its README shows it. */
import { randomUUID } from "node:crypto";
import { getClient } from "@aerotage/clients/contract";
import { expect, it } from "vitest";
import { addClient } from "../../../client/example.js";
import { call, cognito, newPerson, stack } from "../../support/api.js";

it("signs in, creates a client, and finds it again by its name", async () => {
  const { email, password, ...admin } = await newPerson("admin");
  const { apiUrl, userPoolId, userPoolClientId: clientId } = stack;
  const access = { apiUrl, userPoolId, clientId, username: email, password };
  const name = `Example ${randomUUID()}`;
  const id = (await addClient(access, name, cognito)) ?? "";
  expect((await call(getClient, { ...admin, email, password }, { path: { id } })).data.name).toBe(name);
  expect(await addClient(access, name, cognito)).toBe(id);
});
