import type { APIGatewayProxyEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { ApiError } from "../errors.js";
import { defineOperation } from "../operation.js";
import { listParameters, text } from "../schemas.js";
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
    query: z.object(listParameters),
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
      expect.stringContaining("Too small"),
      "must be a whole number from 1 to 100",
      expect.stringContaining("expected string"),
      expect.stringContaining("expected number"),
    ]);
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
