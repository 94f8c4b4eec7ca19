import { describe, expect, it } from "vitest";
import { mappingOf, matched, People, Projects } from "./matching.js";
import { RowRefused } from "./refusals.js";
import type { Row } from "./rows.js";

const row = (fields: Partial<Row>): Row => ({
  line: 2,
  email: "",
  name: "",
  client: "",
  project: "",
  description: "Work",
  written: { start: "2026-03-02", length: 60 },
  entry: {
    value: { timing: { date: "2026-03-02", timezone: "UTC", duration: 60 }, isBillable: undefined, tags: [] },
  },
  ...fields,
});

describe("people", () => {
  const people = () =>
    new People(
      mappingOf({ "Bob  Byte": "bob", "Mapped@Example.com": "mapped", "": "somebody" }),
      new Map([
        ["ada@example.com", "ada"],
        ["mapped@example.com", "holder"],
      ]),
    );

  it.each([
    [{ email: "ADA@example.com", name: "Whoever" }, "ada"],
    [{ email: "mapped@example.com", name: "" }, "mapped"],
    [{ email: "", name: "bob byte" }, "bob"],
    [{ email: "unknown@example.com", name: "BOB BYTE" }, "bob"],
    [{ email: "", name: "Ada Lovelace" }, undefined],
    [{ email: "", name: "Robert", account: "BOB byte" }, "bob"],
    [{ email: "", name: "", account: "Bob Byte" }, "bob"],
  ])("%j are %s", (who, id) => {
    expect(people().find(who)).toBe(id);
  });

  it("that nothing names may be mapped as well, but only they", () => {
    expect(people().find({ email: "", name: "" })).toBe("somebody");
    expect(people().find({ email: "who@example.com", name: "" })).toBeUndefined();
  });

  it("who are missing are told once each, as the file has them", () => {
    const some = people();
    for (const name of ["Carl Code", "CARL code", "Dora Data"]) some.find({ email: "", name });
    some.find({ email: "eve@example.com", name: "Eve" });
    some.find({ email: "", name: "", account: "frank" });
    expect(some.missing).toEqual(["Carl Code", "Dora Data", "eve@example.com", "frank"]);
  });
});

describe("projects", () => {
  const projects = () =>
    new Projects(mappingOf({ "Acme / Old site": "mapped-with-client", "old SITE": "mapped-alone", "": "nothing" }), [
      { id: "acme-site", name: "Website", clientName: "Acme" },
      { id: "other-site", name: "WEBSITE", clientName: "Other" },
      { id: "internal", name: "Internal", clientName: "Ourselves" },
    ]);

  it.each([
    [{ client: "acme", project: "website" }, "acme-site"],
    [{ client: "Other", project: "Website" }, "other-site"],
    [{ client: "", project: "Website" }, undefined],
    [{ client: "", project: "internal" }, "internal"],
    [{ client: "Acme", project: "Internal" }, undefined],
    [{ client: "ACME", project: "OLD  site" }, "mapped-with-client"],
    [{ client: "Other", project: "Old site" }, "mapped-alone"],
    [{ client: "Acme", project: "" }, "nothing"],
  ])("%j are %s", (what, id) => {
    expect(projects().find(what)).toBe(id);
  });

  it("that are missing are told by what maps them", () => {
    const some = projects();
    for (const [client = "", project = ""] of [
      ["Acme", "App"],
      ["acme", "APP"],
      ["", "App"],
    ])
      some.find({ client, project });
    expect(some.missing).toEqual(["Acme / App", "App"]);
    const again = new Projects(mappingOf(Object.fromEntries(some.missing.map((name) => [name, "app"]))), []);
    expect(again.find({ client: "Acme", project: "App" })).toBe("app");
  });
});

describe("a row", () => {
  const known = [new Map([["ada@example.com", "ada"]]), [{ id: "site", name: "Website" }]] as const;
  const refusal = (fields: Partial<Row>): string | undefined => {
    const [byEmail, named] = known;
    try {
      matched(row(fields), new People(mappingOf(), byEmail), new Projects(mappingOf(), named));
    } catch (error) {
      if (error instanceof RowRefused) return `${error.code}: ${error.message}`;
      throw error;
    }
    return undefined;
  };

  it("is refused if its person or project is missing", () => {
    const email = "ada@example.com";
    expect(refusal({ email, project: "Website" })).toBeUndefined();
    expect(refusal({ name: "Ada", project: "Website" })).toBe(
      "PERSON_NOT_MAPPED: Nobody is known as Ada. Map it to somebody.",
    );
    expect(refusal({ project: "Website" })).toContain('names nobody. Map ""');
    expect(refusal({ email, client: "Acme", project: "App" })).toBe(
      "PROJECT_NOT_MAPPED: There is no project Acme / App, or more than one. Map it to one.",
    );
    expect(refusal({ email })).toContain('names no project. Map ""');
  });

  it("without a person still tells its project", () => {
    const projects = new Projects(mappingOf(), []);
    const people = new People(mappingOf(), new Map());
    expect(() => matched(row({ name: "Ada", project: "App" }), people, projects)).toThrow(RowRefused);
    expect([people.missing, projects.missing]).toEqual([["Ada"], ["App"]]);
  });
});
