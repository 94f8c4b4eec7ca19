import * as fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { decodeCursor, encodeCursor } from "./cursor.js";

const query = { list: "clients", search: "a", callerId: "u1" };
const position = { id: "01J", name: "Änne & Söhne", kind: "client" };

describe("a cursor", () => {
  beforeEach(() => {
    vi.stubEnv("CURSOR_SECRET", "a secret of a test");
  });

  it("leads back to its place", () => {
    expect(decodeCursor(encodeCursor(position, query), query)).toEqual(position);
  });

  it("is refused for another query or caller", () => {
    const cursor = encodeCursor(position, query);
    expect(() => decodeCursor(cursor, { ...query, search: "b" })).toThrow("not a cursor of this list");
    expect(() => decodeCursor(cursor, { ...query, callerId: "u2" })).toThrow("not a cursor of this list");
  });

  it("is refused if any character of it was altered", () => {
    const cursor = encodeCursor(position, query);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(..."AZaz09-_."), (at, character) => {
        const altered = cursor.slice(0, at) + character + cursor.slice(at + 1);
        // The last character of base64url may carry bits that mean nothing.
        fc.pre(altered !== cursor && at !== cursor.length - 1);
        expect(() => decodeCursor(altered, query)).toThrow();
      }),
    );
  });

  it.each(["", ".", "abc", "é.é", `${"a".repeat(500)}.b`])("is refused when it is %s", (text) => {
    expect(() => decodeCursor(text, query)).toThrow("not a cursor of this list");
  });

  it("is refused after the key was replaced", () => {
    const cursor = encodeCursor(position, query);
    vi.stubEnv("CURSOR_SECRET", "another secret");
    expect(() => decodeCursor(cursor, query)).toThrow("not a cursor of this list");
  });
});
