import { describe, expect, it } from "vitest";
import { groupsOf, roleOfGroups } from "./caller.js";

describe("the groups of a token", () => {
  it.each([
    ["an array", ["manager", "admin"]],
    ["text with commas", "manager,admin"],
    ["text with commas and spaces", "manager, admin"],
    ["text in brackets, as the gateway writes it", "[manager admin]"],
  ])("are read from %s", (_form, claim) => {
    expect(groupsOf(claim)).toEqual(["manager", "admin"]);
  });

  it("are none where the claim is missing or empty", () => {
    expect([groupsOf(undefined), groupsOf(""), groupsOf("[]"), groupsOf([])]).toEqual([[], [], [], []]);
  });

  it("stand for the highest of their roles, and for an employee without one", () => {
    expect(roleOfGroups(["employee", "admin", "manager"])).toBe("admin");
    expect(roleOfGroups(["manager"])).toBe("manager");
    expect(roleOfGroups(["strangers"])).toBe("employee");
    expect(roleOfGroups([])).toBe("employee");
  });
});
