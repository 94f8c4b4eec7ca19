import { callHandler, useMemoryTables } from "@aerotage/kernel/test-support";
import { expect, it } from "vitest";
import { getSettings, updateSettings } from "../contract/organization.js";
import { handler } from "./settings.js";

const tables = useMemoryTables();

it("lets only administrators change the settings", async () => {
  const request = { caller: tables.user("manager"), body: { selfApproval: true } };
  expect(await callHandler(handler, updateSettings, request)).toMatchObject({ status: 403, code: "FORBIDDEN" });
});

it("stores a change, which the next request reads", async () => {
  const caller = tables.user("admin");
  expect((await callHandler(handler, updateSettings, { caller, body: { selfApproval: true } })).status).toBe(200);
  expect((await callHandler(handler, getSettings, { caller })).data).toMatchObject({ selfApproval: true });
  expect(tables.items("UserActivity")).toHaveLength(1);
});
