import { getClient } from "@aerotage/clients/contract";
import { getHealth } from "@aerotage/platform/contract";
import { describe, expect, it } from "vitest";
import { benchCases, unmeasured } from "./bench-cases.js";
import { parseUsage } from "./bench-operations.js";
import { allOperations } from "./openapi-document.js";

describe("the measured operations", () => {
  it("are held against all that the services have, so that none is forgotten", async () => {
    const forgotten = { id: "forgottenOperation" };
    expect(unmeasured([...(await allOperations()), forgotten])).toContain("forgottenOperation");
    expect(unmeasured([getClient, getHealth])).toEqual([]);
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
