import { callHandler, useMemoryTables } from "@aerotage/kernel/test-support";
import { expect, it } from "vitest";
import { updateUser } from "../contract/users.js";
import { handler } from "./update.js";

const tables = useMemoryTables();

it("lets users change themselves alone", async () => {
  const [caller, other] = [tables.user("employee"), tables.user("employee")];
  const request = (id: string) => ({ caller, path: { id }, body: { phone: "+1 555 0100" } });
  expect(await callHandler(handler, updateUser, request(other.id))).toMatchObject({ status: 403, code: "FORBIDDEN" });
  expect((await callHandler(handler, updateUser, request(caller.id))).status).toBe(200);
});

it("keeps the last administrator", async () => {
  const caller = tables.user("admin");
  tables.put("Users", { id: "guard#admins", adminIds: new Set([caller.id]) });
  const request = { caller, path: { id: caller.id }, body: { role: "employee" } };
  expect(await callHandler(handler, updateUser, request)).toMatchObject({ status: 409, code: "LAST_ADMIN" });
  expect(tables.item("Users", caller.id)).toMatchObject({ role: "admin" });
});
