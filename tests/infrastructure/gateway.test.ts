/**
 * What the gateway of each environment lets in. checkov does not read the OpenAPI document of a REST API, so these tests hold it
 * against the contracts instead.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TokenKind } from "@aerotage/core/contract/operation";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { environmentNames } from "../../environments/schema.js";
import type { GatewayBody } from "../../modules/api/gateway-body.js";
import { accessTokenScope } from "../../stacks/product.js";
import { allOperations } from "../../tools/openapi-document.js";
import {
  all,
  gatewayBodyOf,
  operationsOf,
  type SynthesizedOperation,
  stackOf,
  synthesizeProduct,
} from "./synthesized.js";

const contracts = await allOperations();
const stacks = synthesizeProduct();
const routeOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`;
const tokens: ReadonlyMap<string, TokenKind> = new Map(contracts.map((each) => [routeOf(each), each.token]));

/** The security of an operation for each kind of token. */
function securityFor(token: TokenKind, authorizer: string): SynthesizedOperation["security"] {
  return { none: [], access: [{ [authorizer]: [accessTokenScope] }], id: [{ [authorizer]: [] }] }[token];
}

/** The operations that let in other callers than their contract says, in words. */
function wrongSecurity(body: GatewayBody, authorizer: string): string[] {
  return operationsOf(body).flatMap((operation) => {
    const token = operation.method === "OPTIONS" ? "none" : tokens.get(routeOf(operation));
    if (token === undefined) return [`${routeOf(operation)} has no contract`];
    const [is, expected] = [operation.security, securityFor(token, authorizer)].map((each) => JSON.stringify(each));
    return is === expected ? [] : [`${routeOf(operation)} has the security ${is}, but its contract means ${expected}`];
  });
}

describe.each(environmentNames)("the gateway of %s", (environment) => {
  const stack = stackOf(stacks, `aerotage-api-${environment}`);
  const body = gatewayBodyOf(stack);
  const authorizer = `aerotage-${environment}-api-sign-in`;

  it("asks for the token that each contract names, and leaves only preflights and public operations open", () => {
    expect(wrongSecurity(body, authorizer)).toEqual([]);
    const open = operationsOf(body).filter(({ method, security }) => method !== "OPTIONS" && security.length === 0);
    expect(open.map(routeOf).sort()).toEqual(
      contracts
        .filter(({ token }) => token === "none")
        .map(routeOf)
        .sort(),
    );
  });

  it("has one authorizer, of the environment's user pool", () => {
    expect(Object.keys(body.components?.securitySchemes ?? {})).toEqual([authorizer]);
    const pool = new RegExp(
      `^\\$\\{data\\.terraform_remote_state\\.[\\w-]+-auth-${environment}\\.outputs\\.[\\w-]+-aws_cognito_user_pool\\w+arn\\}$`,
    );
    expect(body.components?.securitySchemes[authorizer]).toMatchObject({
      "x-amazon-apigateway-authorizer": {
        type: "cognito_user_pools",
        providerARNs: [expect.stringMatching(pool)],
      },
    });
  });

  it("has the operations of all contracts", () => {
    expect(
      operationsOf(body)
        .filter(({ method }) => method !== "OPTIONS")
        .map(routeOf)
        .sort(),
    ).toEqual(contracts.map(routeOf).sort());
  });

  it("invokes the live version of functions of this stack alone, by its own role", () => {
    const names = new Set(all(stack, "aws_lambda_function").map((each) => each.function_name));
    for (const operation of operationsOf(body)) {
      const { uri, credentials } = operation["x-amazon-apigateway-integration"];
      const name = /functions\/arn:aws:lambda:[\w-]+:\d{12}:function:([\w-]+):live\/invocations$/.exec(uri)?.[1];
      expect(names, routeOf(operation)).toContain(name);
      expect(credentials).toBe(`arn:aws:iam::000000000000:role/aerotage-${environment}-gateway-invocation`);
    }
  });

  it("is a document of OpenAPI 3.0, known to a plan but for the user pool", async () => {
    const text = JSON.stringify(body);
    expect(await new Validator().validate(JSON.parse(text))).toMatchObject({ valid: true });
    expect(text.match(/\$\{/g)).toHaveLength(1);
  });

  it("would show a route that lets in whom its contract does not", () => {
    const changed = (path: string, method: string, security: SynthesizedOperation["security"]): GatewayBody => {
      const operation = body.paths[path]?.[method];
      if (operation === undefined) throw new Error(`There is no ${method} ${path}.`);
      const item = { ...body.paths[path], [method]: { ...operation, security } };
      return { ...body, paths: { ...body.paths, [path]: item } };
    };
    const scoped = [{ [authorizer]: [accessTokenScope] }];
    for (const wrong of [
      changed("/clients", "post", []),
      changed("/clients", "post", [{ [authorizer]: [] }]),
      changed("/clients", "post", [{ other: [accessTokenScope] }]),
      changed("/clients", "post", [...scoped, {}]),
      changed("/health", "get", scoped),
      changed("/clients", "options", scoped),
    ])
      expect(wrongSecurity(wrong, authorizer)).toHaveLength(1);
  });
});

/** What a client reads of each operation, and what the gateway checks of it. */
const publishedSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ operationId: z.string(), security: z.array(z.record(z.string(), z.array(z.string()))) }),
    ),
  ),
});

it("the published document and the gateway describe the same operations", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/openapi.yaml"), "utf8");
  const published = Object.entries(publishedSchema.parse(parse(text)).paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, security }]) => [
      routeOf({ method: method.toUpperCase(), path }),
      operationId,
      Object.keys(security[0] ?? {})[0] ?? "public",
    ]),
  );
  const kindOf = ({ security: [requirement] }: SynthesizedOperation): string => {
    if (requirement === undefined) return "public";
    return Object.values(requirement).flat().length > 0 ? "accessToken" : "idToken";
  };
  const imported = operationsOf(gatewayBodyOf(stackOf(stacks, "aerotage-api-prod")))
    .filter(({ method }) => method !== "OPTIONS")
    .map((operation) => [routeOf(operation), operation.operationId, kindOf(operation)]);
  expect(imported.sort()).toEqual(published.sort());
});
