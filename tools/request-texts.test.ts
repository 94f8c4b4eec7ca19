import type { Operation } from "@aerotage/core/contract/operation";
import { readInput } from "@aerotage/core/lambda/request";
import type { APIGatewayProxyEvent } from "aws-lambda";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { allOperations } from "./openapi-document.js";

/** Zod's own description of a schema, as far as texts may lie in it. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodMiniType>>;
  readonly innerType?: z.ZodMiniType;
  readonly element?: z.ZodMiniType;
  readonly in?: z.ZodMiniType;
  readonly out?: z.ZodMiniType;
  readonly options?: readonly z.ZodMiniType[];
  readonly keyType?: z.ZodMiniType;
  readonly valueType?: z.ZodMiniType;
}

/** A text of a request. */
interface TextField {
  readonly operation: Operation;
  readonly part: "path" | "query" | "body";
  /** Names of fields; `0` stands for the elements of a list, `key` for the names of a record. */
  readonly path: readonly string[];
  readonly schema: z.ZodMiniType;
}

/** The texts in a schema, with the way to each. */
function textsIn(schema: z.ZodMiniType, path: readonly string[] = []): Pick<TextField, "path" | "schema">[] {
  const { type, shape, innerType, element, out, options, keyType, valueType, ...definition } = schema._zod
    .def as unknown as Definition;
  if (type === "string") return [{ path, schema }];
  const inside = [innerType, definition.in, out, ...(options ?? [])].flatMap((one) => (one ? textsIn(one, path) : []));
  return [
    ...inside,
    ...Object.entries(shape ?? {}).flatMap(([name, field]) => textsIn(field, [...path, name])),
    ...(element ? textsIn(element, [...path, "0"]) : []),
    ...(keyType ? textsIn(keyType, [...path, "key"]) : []),
    ...(valueType ? textsIn(valueType, [...path, "value"]) : []),
  ];
}

const fields: TextField[] = (await allOperations()).flatMap((operation) =>
  (["path", "query", "body"] as const).flatMap((part) => {
    const schema = operation.request[part];
    return schema === undefined ? [] : textsIn(schema).map((text) => ({ operation, part, ...text }));
  }),
);

/** A request with one text at a place, and what is violated in it. */
function violations({ operation, part, path }: TextField, text: string): string[] {
  const last = path.at(-1) === "key" ? { [text]: "x" } : undefined;
  const value = path
    .slice(0, last === undefined ? undefined : -1)
    .reduceRight<unknown>((inner, name) => (name === "0" ? [inner] : { [name]: inner }), last ?? text);
  const name = path[0] ?? "";
  const event = {
    headers: {},
    pathParameters: part === "path" ? value : {},
    queryStringParameters: part === "query" ? { [name]: text } : {},
    body: part === "body" ? JSON.stringify(value) : "{}",
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEvent;
  try {
    readInput(operation, event, {});
    return [];
  } catch (error) {
    return ((error as { details?: { message: string }[] }).details ?? []).map(({ message }) => message);
  }
}

/** Fields that take every character: secrets as they are, and the text of a file. */
const takesEveryCharacter = /[pP]assword$|^content$|^(people|projects)\.key$|^(uploadId|cursor)$/;
/** Fields of several lines. */
const takesLines =
  /^(description|notes|clientNotes|message|paymentData\.notes|comments|reason|rejectionReason|customReason|approvalNotes|personalMessage|lockReason|billingAddress)$|(^|\.)contactInfo\.(address|emergencyContact)$/;

function fits(schema: z.ZodMiniType, text: string): boolean {
  return z.safeParse(schema, text).success;
}
const nameOf = ({ path }: TextField) => path.join(".");

/** Text of some lines, as people write it. */
const line = fc.string({ unit: fc.constantFrom("a", "B", "7", "é", "😀", " "), minLength: 3, maxLength: 8 });
const control = fc.constantFrom("\u0000", "\u0007", "\u000b", "\u001b", "\u007f", "\u0085", "\u009f");
const lineBreak = fc.constantFrom("\n", "\r\n", "\r", "\t");

describe("every text of a request", () => {
  it("is found in the contracts", () => {
    expect(fields.length).toBeGreaterThan(150);
    expect(new Set(fields.map(nameOf))).toContain("contactInfo.address");
    expect(new Set(fields.map(nameOf))).toContain("people.key");
  });

  it("must be well-formed Unicode", () => {
    fc.assert(
      fc.property(fc.constantFrom(...fields), line, fc.constantFrom("\ud83d", "\ude00"), line, (field, a, half, b) => {
        expect(violations(field, `${a}x${half}x${b}`)).toContainEqual(expect.stringContaining("well-formed Unicode"));
      }),
      { numRuns: 3000 },
    );
  });

  it("has no control characters but line breaks and tabs, and these in fields of several lines alone", () => {
    const texts = fields.filter((field) => !takesEveryCharacter.test(nameOf(field)));
    fc.assert(
      fc.property(fc.constantFrom(...texts), line, control, lineBreak, line, (field, a, controls, breaks, b) => {
        expect([nameOf(field), fits(field.schema, `${a}x${controls}x${b}`)]).toEqual([nameOf(field), false]);
        const lines = takesLines.test(nameOf(field));
        expect([nameOf(field), fits(field.schema, `${a}x${breaks}x${b}`)]).toEqual([nameOf(field), lines]);
      }),
      { numRuns: 5000 },
    );
  });

  it("that names something is one line: no separator of lines or paragraphs either", () => {
    const names = ["name", "jobTitle", "tags", "street", "phone"];
    const naming = fields.filter(({ path }) => path.some((part) => names.includes(part)));
    for (const { schema } of naming)
      for (const separator of ["\u2028", "\u2029"]) expect(fits(schema, `one${separator}two`)).toBe(false);
  });
});
