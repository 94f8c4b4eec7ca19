import type { Role } from "@aerotage/core/contract/operation";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isVisible, memberIdsOf, requireRunning, requireVisible, runsProject, type Viewer } from "./visibility.js";

const viewer = (role: Role, id = "me", ...scope: string[]): Viewer => ({ id, role, scopeMemberIds: new Set(scope) });
const project = (members: readonly string[], leadId?: string) => ({
  id: "p1",
  teamMembers: members.map((userId) => ({ userId, role: "member" })),
  ...(leadId !== undefined && { leadId }),
});

const people = fc.uniqueArray(fc.constantFrom(..."abcdef"), { maxLength: 6 });
const anyProject = fc
  .tuple(people, fc.option(fc.constantFrom(..."abcdef"), { nil: undefined }))
  .map(([members, lead]) => project(members, lead));

describe("who knows of a project", () => {
  it("is everybody while it is open", () => {
    for (const role of ["admin", "manager", "employee"] as const)
      expect(isVisible(project([], "lead"), viewer(role))).toBe(true);
  });

  it("is otherwise administrators, members and the lead", () => {
    const closed = project(["a"], "lead");
    expect(isVisible(closed, viewer("admin"))).toBe(true);
    expect(isVisible(closed, viewer("employee", "a"))).toBe(true);
    expect(isVisible(closed, viewer("employee", "lead"))).toBe(true);
    expect(isVisible(closed, viewer("employee"))).toBe(false);
  });

  it("is a manager of one of its members, or of its lead", () => {
    const closed = project(["a"], "lead");
    expect(isVisible(closed, viewer("manager", "me", "a"))).toBe(true);
    expect(isVisible(closed, viewer("manager", "me", "lead"))).toBe(true);
    expect(isVisible(closed, viewer("manager", "me", "b"))).toBe(false);
    expect(isVisible(closed, viewer("employee", "me", "a"))).toBe(false);
  });

  it("is everybody who runs it, and who is not told of it is told that there is none", () => {
    fc.assert(
      fc.property(anyProject, fc.constantFrom<Role>("manager", "employee"), people, (one, role, scope) => {
        const someone = viewer(role, "a", ...scope);
        if (runsProject(one, someone)) expect(isVisible(one, someone)).toBe(true);
        if (isVisible(one, someone)) expect(() => requireVisible(one, someone)).not.toThrow();
        else expect(() => requireVisible(one, someone)).toThrow("There is no project p1.");
      }),
    );
  });
});

describe("who runs a project", () => {
  it("is administrators, and managers who are a member of it or lead it", () => {
    expect(runsProject(project(["a"]), viewer("admin"))).toBe(true);
    expect(runsProject(project(["me"]), viewer("manager"))).toBe(true);
    expect(runsProject(project([], "me"), viewer("manager"))).toBe(true);
    expect(runsProject(project(["a"]), viewer("manager", "me", "a"))).toBe(false);
    expect(runsProject(project([]), viewer("manager"))).toBe(false);
  });

  it("is no employee, not even one who is a member", () => {
    expect(runsProject(project(["me"], "me"), viewer("employee"))).toBe(false);
  });

  it("decides between 403 and 404 for everybody else", () => {
    const refusal = (who: Viewer) => {
      try {
        requireRunning(project(["a"]), who);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(refusal(viewer("manager", "a"))).toBeUndefined();
    expect(refusal(viewer("manager", "me", "a"))).toMatchObject({ definition: { code: "FORBIDDEN" } });
    expect(refusal(viewer("manager"))).toMatchObject({ definition: { code: "PROJECT_NOT_FOUND" } });
  });
});

describe("the members of a project", () => {
  it("are named once, the lead among them", () => {
    expect(memberIdsOf(project(["a", "lead"], "lead"))).toEqual(["a", "lead"]);
    expect(memberIdsOf(project([], "lead"))).toEqual(["lead"]);
    expect(memberIdsOf(project([]))).toEqual([]);
  });
});
