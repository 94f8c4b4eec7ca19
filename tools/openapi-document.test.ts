import { defineOperation } from "@aerotage/core/contract/operation";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { describeApi } from "./openapi-document.js";

const common = {
  method: "GET",
  token: "none",
  roles: [],
  tag: "Things",
  summary: "A thing",
  request: {},
  errors: [],
} as const;
const data = z.strictObject({ url: z.string() });
const moved = defineOperation({
  ...common,
  id: "moved",
  path: "/moved",
  response: { status: 302, description: "Leads to the thing.", data },
});
const thing = defineOperation({
  ...common,
  id: "thing",
  path: "/thing",
  response: { status: 200, description: "The thing.", data, etag: true },
});

/** The headers of each response that is no error. */
async function successHeaders(): Promise<unknown[]> {
  const { paths = {} } = await describeApi([moved, thing]);
  return ["/moved", "/thing"].map((path) => {
    const responses = (paths[path]?.get?.responses ?? {}) as Record<string, { readonly headers?: object }>;
    return Object.fromEntries(
      Object.entries(responses).flatMap(([status, { headers }]) => (Number(status) < 400 ? [[status, headers]] : [])),
    );
  });
}

describe("the description of the API", () => {
  it("has the header of each redirect, and of each version", async () => {
    const header = (description: string) => expect.objectContaining({ required: true, description });
    expect(await successHeaders()).toEqual([
      { 302: { Location: header("The address that the answer leads to.") } },
      { 200: { ETag: header("The record's version.") } },
    ]);
  });
});
