import { describe, expect, it } from "vitest";
import { conditionOf, updateExpression } from "./update-expression.js";

describe("an update expression", () => {
  it("sets, removes, adds and deletes, with a placeholder for each name and value", () => {
    expect(
      updateExpression({
        set: { status: "sent", note: undefined },
        remove: ["lease"],
        add: { version: 1, memberIds: new Set(["a"]) },
        delete: { childIds: new Set(["b"]) },
      }),
    ).toEqual({
      UpdateExpression: "SET #u0 = :u0 REMOVE #u1, #u2 ADD #u3 :u1, #u4 :u2 DELETE #u5 :u3",
      ExpressionAttributeNames: {
        "#u0": "status",
        "#u1": "note",
        "#u2": "lease",
        "#u3": "version",
        "#u4": "memberIds",
        "#u5": "childIds",
      },
      ExpressionAttributeValues: { ":u0": "sent", ":u1": 1, ":u2": new Set(["a"]), ":u3": new Set(["b"]) },
    });
  });

  it("sets an attribute of a map", () => {
    expect(updateExpression({ setAt: [{ path: ["deliveries", "u.1"], value: 2 }] })).toEqual({
      UpdateExpression: "SET #u0.#u1 = :u0",
      ExpressionAttributeNames: { "#u0": "deliveries", "#u1": "u.1" },
      ExpressionAttributeValues: { ":u0": 2 },
    });
  });

  it("has the names and values of its condition", () => {
    const where = { condition: "#status = :old", names: { "#status": "status" }, values: { ":old": "draft" } };
    expect(updateExpression({ remove: ["lease"] }, where)).toEqual({
      UpdateExpression: "REMOVE #u0",
      ConditionExpression: "#status = :old",
      ExpressionAttributeNames: { "#u0": "lease", "#status": "status" },
      ExpressionAttributeValues: { ":old": "draft" },
    });
    expect(updateExpression({ remove: ["lease"] }, { condition: "attribute_exists(id)" })).toEqual({
      UpdateExpression: "REMOVE #u0",
      ConditionExpression: "attribute_exists(id)",
      ExpressionAttributeNames: { "#u0": "lease" },
    });
  });

  it("is refused where nothing changes", () => {
    expect(() => updateExpression({ set: {} })).toThrow(RangeError);
  });
});

describe("the condition of a write", () => {
  it("names neither names nor values where it has none: DynamoDB refuses empty ones", () => {
    expect(conditionOf({ condition: "attribute_exists(id)" })).toEqual({ ConditionExpression: "attribute_exists(id)" });
  });
});
