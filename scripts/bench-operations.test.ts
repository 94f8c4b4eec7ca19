import { describe, expect, it } from "vitest";
import { benchCases } from "./bench-cases.js";
import { parseUsage } from "./bench-operations.js";
import { allOperations } from "./openapi-document.js";

describe("the measured operations", () => {
  it("are all that the services have", async () => {
    const measured = new Set(benchCases.map(({ operation }) => operation.id));
    const missing = (await allOperations()).map(({ id }) => id).filter((id) => !measured.has(id));
    expect(missing, "a new operation needs a case in scripts/bench-cases.ts").toEqual([]);
  });

  it("stand in the order of the clients that they need, since clients are only added", () => {
    const clients = benchCases.map((one) => one.clients);
    expect(clients).toEqual(clients.toSorted((a, b) => a - b));
  });
});

describe("the usage header", () => {
  it("is read", () => {
    expect(parseUsage("calls=3;read=1.5;write=12;unmetered=1")).toEqual({
      calls: 3,
      read: 1.5,
      write: 12,
      unmetered: 1,
    });
  });

  it("is missing in a product build, which is said", () => {
    expect(() => parseUsage(null)).toThrow("the functions are no test build");
    expect(() => parseUsage("calls=3")).toThrow('"calls=3"');
  });
});
