import type { TransactItem, UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { newClient } from "../domain/client.js";
import { deleteClient, insertClient, updateClient } from "./clients.js";

beforeEach(() => {
  vi.stubEnv("TABLE_CLIENTS", "clients");
});

const context = { caller: { id: "u1", role: "admin" }, now: new Date("2026-11-23T08:00:00Z") } as const;

/** The keys of names that a change claims and frees. */
function namesOf(change: (unitOfWork: UnitOfWork) => void): { claimed: unknown[]; freed: TransactItem["Delete"][] } {
  const claimed: unknown[] = [];
  const freed: TransactItem["Delete"][] = [];
  change({
    insert: (_table: string, { id, clientId }: { id: string; clientId?: string }) =>
      clientId === undefined ? undefined : claimed.push(id),
    update: () => undefined,
    remove: () => undefined,
    add: ({ Delete }: TransactItem) => (String(Delete?.Key?.id).startsWith("name#") ? freed.push(Delete) : undefined),
  } as unknown as UnitOfWork);
  return { claimed, freed };
}

describe("the name of a client", () => {
  it.each([
    ["Straße", "STRASSE"],
    ["Café", "CAFE\u0301"],
    ["Ac\u200bme", " ACME "],
    ["ΟΔΟΣ", "οδος"],
  ])("is taken as %s once there is one named %s", (a, b) => {
    const [one, other] = [a, b].map((name) => newClient({ name }, context));
    if (one === undefined || other === undefined) throw new Error("unreachable");
    expect(namesOf((unitOfWork) => insertClient(unitOfWork, one))).toEqual(
      namesOf((unitOfWork) => insertClient(unitOfWork, other)),
    );
    // A client may write its own name in another way.
    expect(namesOf((unitOfWork) => updateClient(unitOfWork, one, { ...one, name: b }))).toEqual({
      claimed: [],
      freed: [],
    });
  });

  it("is freed by its own client alone", () => {
    const client = newClient({ name: "Straße" }, context);
    const { claimed, freed } = namesOf((unitOfWork) => updateClient(unitOfWork, client, { ...client, name: "Other" }));
    expect(claimed).toEqual(["name#other"]);
    expect(freed).toEqual([
      expect.objectContaining({
        Key: { id: "name#strasse" },
        ConditionExpression: "attribute_not_exists(id) OR clientId = :client",
        ExpressionAttributeValues: { ":client": client.id },
      }),
    ]);
    expect(namesOf((unitOfWork) => deleteClient(unitOfWork, client)).freed).toEqual(freed);
  });
});
