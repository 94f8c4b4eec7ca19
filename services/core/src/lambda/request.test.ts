import type { APIGatewayProxyEvent } from "aws-lambda";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { ApiError } from "../contract/errors.js";
import { defineOperation } from "../contract/operation.js";
import { listParameters, repeatable, text } from "../contract/schemas.js";
import { headersOf, idempotencyKeyOf, ifMatchOf, maxBodyBytes, readInput } from "./request.js";

const operation = defineOperation({
  id: "changeThing",
  method: "PUT",
  path: "/things/{id}",
  token: "access",
  roles: ["admin"],
  tag: "Things",
  summary: "",
  request: {
    path: z.object({ id: text(2, 10) }),
    query: z.object({ ...listParameters, tag: repeatable(text(1, 10), 3) }),
    body: z.object({ name: text(2, 100), size: z.optional(z.number()) }),
  },
  response: { status: 200, description: "", data: z.strictObject({}) },
  errors: [],
});

function event(parts: Partial<APIGatewayProxyEvent>): APIGatewayProxyEvent {
  return {
    headers: {},
    pathParameters: { id: "thing" },
    queryStringParameters: null,
    body: '{"name":"A name"}',
    isBase64Encoded: false,
    ...parts,
  } as APIGatewayProxyEvent;
}

function read(parts: Partial<APIGatewayProxyEvent>) {
  const made = event(parts);
  return readInput(operation, made, headersOf(made));
}

function refusal(act: () => unknown): ApiError {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

describe("a request", () => {
  it("is read by its schema: trimmed, converted, without unknown fields", () => {
    const input = read({ body: '{"name":"  A name ","hack":true}', queryStringParameters: { limit: "5", other: "x" } });
    expect(input).toEqual({ path: { id: "thing" }, query: { limit: 5 }, body: { name: "A name" } });
  });

  it("is refused with all violations of path, query and body at once", () => {
    const error = refusal(() =>
      read({ pathParameters: { id: "x" }, queryStringParameters: { limit: "0" }, body: '{"size":"big"}' }),
    );
    expect(error.definition.code).toBe("VALIDATION_ERROR");
    expect(error.details?.map(({ path }) => path)).toEqual(["id", "limit", "name", "size"]);
    expect(error.details?.map(({ message }) => message)).toEqual([
      "must have at least 2 characters",
      "must be a whole number from 1 to 100",
      "is missing",
      "must be a number",
    ]);
  });

  it("is refused where any of its texts is no Unicode, also a name of a field, or one that is ignored", () => {
    const half = "\ud83d";
    const error = refusal(() =>
      read({
        pathParameters: { id: `x${half}` },
        queryStringParameters: { cursor: half, unknown: half },
        body: JSON.stringify({ name: `a${half}`, hack: [{ [half]: 1 }, "fine 😀", { a: [half] }] }),
      }),
    );
    expect([error.definition.status, error.definition.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(error.details).toEqual([
      { path: "id", message: "must be well-formed Unicode" },
      { path: "cursor", message: "must be well-formed Unicode" },
      { path: "unknown", message: "must be well-formed Unicode" },
      { path: "name", message: "must be well-formed Unicode" },
      { path: "hack.0.\ufffd", message: "must have a name that is well-formed Unicode" },
      { path: "hack.2.a.0", message: "must be well-formed Unicode" },
    ]);
  });

  it("is refused for half a character wherever that is, and taken without it", () => {
    const halves = fc.string({ unit: fc.constantFrom("a", "é", "\ud83d", "\ude00", "😀"), maxLength: 6 });
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme", maxDepth: 3 }), halves, (rest, end) => {
        const body = JSON.stringify({ name: "A name", rest, end });
        const wellFormed = Buffer.from(end).toString() === end;
        if (wellFormed) expect(read({ body }).body).toEqual({ name: "A name" });
        else expect(refusal(() => read({ body })).details).toEqual([expect.objectContaining({ path: "end" })]);
      }),
    );
  });

  it("may be nested as deeply as its size allows", () => {
    const deep = (inmost: string) => `{"name":"A name","deep":${"[".repeat(100_000)}${inmost}${"]".repeat(100_000)}}`;
    expect(read({ body: deep('"x"') }).body).toEqual({ name: "A name" });
    expect(refusal(() => read({ body: deep('"\\ud83d"') })).details).toHaveLength(1);
  });

  it("has all values of a parameter that may be repeated, and the last one of any other", () => {
    const queryStringParameters = { tag: "two", limit: "5" };
    const multiValueQueryStringParameters = { tag: ["one", "two"], limit: ["4", "5"] };
    expect(read({ queryStringParameters, multiValueQueryStringParameters }).query).toEqual({
      tag: ["one", "two"],
      limit: 5,
    });
    expect(read({ queryStringParameters }).query).toEqual({ tag: ["two"], limit: 5 });
    const many = { tag: ["1", "2", "3", "\ud83d"] };
    const error = refusal(() => read({ queryStringParameters, multiValueQueryStringParameters: many }));
    expect(error.details?.map(({ path }) => path)).toEqual(["tag.3", "tag"]);
  });

  it("is refused where its base64 is not UTF-8", () => {
    const body = Buffer.from('{"name":"caf\xe9"}', "latin1").toString("base64");
    expect(refusal(() => read({ body, isBase64Encoded: true })).definition.code).toBe("INVALID_JSON");
  });

  it.each(["{", "undefined", "{'a':1}"])("with the body %s is not JSON", (body) => {
    expect(refusal(() => read({ body })).definition.code).toBe("INVALID_JSON");
  });

  it.each(["[]", "null", "1", '"text"'])("with the body %s is not an object", (body) => {
    expect(refusal(() => read({ body })).definition.code).toBe("VALIDATION_ERROR");
  });

  it("may be base64 encoded and named JSON in several ways", () => {
    const body = Buffer.from('{"name":"A name"}').toString("base64");
    for (const type of [
      "application/json",
      "application/json; charset=utf-8",
      "application/merge-patch+json",
      "APPLICATION/JSON",
    ]) {
      expect(read({ body, isBase64Encoded: true, headers: { "Content-Type": type } }).body).toEqual({ name: "A name" });
    }
  });

  it("is refused where its body is of another type or too large", () => {
    const form = refusal(() => read({ headers: { "content-type": "application/x-www-form-urlencoded" } }));
    expect(form.definition.status).toBe(415);
    const large = refusal(() => read({ body: JSON.stringify({ name: "é".repeat(maxBodyBytes / 2) }) }));
    expect(large.definition.status).toBe(413);
  });

  it.each([
    ['"3"', 3],
    ["3", 3],
    ['W/"12"', 12],
    ["*", undefined],
    ["", undefined],
  ])("names the version %s as %s", (header, version) => {
    expect(ifMatchOf({ "if-match": header })).toBe(version);
  });

  it("is refused with a version or key that cannot be one", () => {
    expect(refusal(() => ifMatchOf({ "if-match": '"abc"' })).details?.[0]?.path).toBe("If-Match");
    expect(refusal(() => idempotencyKeyOf({ "idempotency-key": "x".repeat(256) })).details?.[0]?.path).toBe(
      "Idempotency-Key",
    );
    expect(refusal(() => idempotencyKeyOf({ "idempotency-key": "with space" })).definition.status).toBe(400);
    expect(idempotencyKeyOf({ "idempotency-key": "3f1c" })).toBe("3f1c");
  });

  it("has headers in any case", () => {
    expect(headersOf(event({ headers: { "IF-MATCH": "1", Origin: "null" } }))).toEqual({
      "if-match": "1",
      origin: "null",
    });
  });
});
