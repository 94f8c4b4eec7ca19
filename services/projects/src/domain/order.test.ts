import { describe, expect, it } from "vitest";
import { comparison } from "./order.js";
import { newProject, type Project } from "./project.js";

const context = {
  caller: { id: "root", role: "admin" },
  now: new Date("2026-11-24T08:00:00Z"),
  money: { currency: "EUR", today: "2026-11-24" },
} as const;

function project(id: string, fields: Partial<Project> = {}): Project {
  return { ...newProject({ name: "Project", clientId: "c" }, context), id, ...fields };
}

const sorted = (projects: readonly Project[], ...order: Parameters<typeof comparison>) =>
  projects.toSorted(comparison(...order)).map(({ id }) => id);

describe("the order of projects", () => {
  it("is that of a field, in both directions, and of the ids where it is equal", () => {
    const projects = [project("3", { name: "b" }), project("2", { name: "a" }), project("1", { name: "b" })];
    expect(sorted(projects, "name", false)).toEqual(["2", "1", "3"]);
    expect(sorted(projects, "name", true)).toEqual(["3", "1", "2"]);
  });

  it("has those without a deadline last, in both directions", () => {
    const projects = [
      project("none 2"),
      project("late", { deadline: "2027-01-01" }),
      project("none 1"),
      project("soon", { deadline: "2026-12-01" }),
    ];
    expect(sorted(projects, "deadline", false)).toEqual(["soon", "late", "none 1", "none 2"]);
    expect(sorted(projects, "deadline", true)).toEqual(["late", "soon", "none 1", "none 2"]);
  });
});
