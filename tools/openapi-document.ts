/** Describes the API in OpenAPI 3.1, from the contracts of all services. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  accountDisabled,
  type ErrorDefinition,
  forbidden,
  idempotencyKeyReused,
  internalError,
  invalidJson,
  payloadTooLarge,
  requestInProgress,
  sessionTerminated,
  tooManyRequests,
  unauthorized,
  unavailable,
  unsupportedMediaType,
  validationError,
} from "@aerotage/core/contract/errors";
import type { Operation } from "@aerotage/core/contract/operation";
import * as z from "zod/mini";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { services } from "../stacks/services.js";
import { root } from "./paths.js";

/** The envelope of every error. */
const errorSchema = z
  .strictObject({
    success: z.literal(false),
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      details: z.optional(z.array(z.strictObject({ path: z.string(), message: z.string() }))),
      requestId: z.string(),
    }),
    /** The same as in `error`: AWS Amplify reads them here. */
    code: z.string(),
    message: z.string(),
    /** ISO 8601; the gateway's own errors may have epoch milliseconds. */
    timestamp: z.union([z.iso.datetime(), z.string().check(z.regex(/^\d+$/))]),
  })
  .register(z.globalRegistry, { id: "Error", description: "The envelope of every error." });

/** Every operation of every service, read from their contract files. */
export async function allOperations(): Promise<Operation[]> {
  const files = await Promise.all(services.map(({ name }) => contractsOf(join(root, "services", name, "src"))));
  const modules = await Promise.all(
    files.flat().map((file) => import(pathToFileURL(file).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isOperation));
}

/** The contracts of a service: the files of its folder `contract/`, or its file `contract.ts`. */
async function contractsOf(folder: string): Promise<string[]> {
  if (!existsSync(join(folder, "contract"))) return [join(folder, "contract.ts")];
  const resources = (await readdir(join(folder, "contract"))).filter((name) => !name.endsWith(".test.ts"));
  return resources.map((name) => join(folder, "contract", name)).sort();
}

function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && "id" in value && "method" in value && "response" in value;
}

/** Errors that the operation can answer because of what it is. */
export function errorsOf(operation: Operation): ErrorDefinition[] {
  const implied: ErrorDefinition[] = [internalError, unavailable, tooManyRequests];
  const { path, query, body } = operation.request;
  if (path !== undefined || query !== undefined || body !== undefined) implied.push(validationError);
  if (body !== undefined) implied.push(invalidJson, payloadTooLarge, unsupportedMediaType);
  if (operation.token !== "none") implied.push(unauthorized, accountDisabled, sessionTerminated, forbidden);
  if (operation.method === "POST" && operation.response.secret !== true)
    implied.push(requestInProgress, idempotencyKeyReused);
  return [...implied, ...operation.errors];
}

/** What a client must do so that it can refresh tokens. */
const deviceDuties =
  "Cognito tracks devices: confirm the device after a sign-in that answers `NewDeviceMetadata` (`ConfirmDevice`), keep its key, and send it as `DEVICE_KEY` with each refresh (`REFRESH_TOKEN_AUTH`). A refresh without it fails. See docs/authentication.md.";

/** The document, of the product's operations unless others are given. */
export async function describeApi(operations?: readonly Operation[]) {
  const described = operations ?? (await allOperations());
  const { version } = JSON.parse(await readFile(join(root, "services/core/package.json"), "utf8")) as {
    version: string;
  };
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of [...described].sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1))) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "Aerotage Time",
        version,
        description:
          "Time reporting for companies. Answers are enveloped; errors carry a code to branch on and a request id to ask about.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [
        {
          url: "https://{apiId}.execute-api.{region}.amazonaws.com/{environment}",
          variables: {
            apiId: { default: "api" },
            region: { default: "us-east-1" },
            environment: { default: "prod", enum: ["dev", "staging", "prod", "local"] },
          },
        },
      ],
      tags: [...new Set(described.map(({ tag }) => tag))].sort().map((name) => ({ name })),
      paths,
      components: {
        securitySchemes: {
          accessToken: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "JWT",
            description: `A Cognito access token. ${deviceDuties}`,
          },
          idToken: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "JWT",
            description: `A Cognito ID token. ${deviceDuties}`,
          },
        },
      },
    },
    { allowEmptySchema: { unknown: true } },
  );
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { path, query, body } = operation.request;
  const scheme = { access: "accessToken", id: "idToken", none: undefined }[operation.token];
  const roles = operation.roles.length > 0 ? `Roles: ${operation.roles.join(", ")}.` : "Public.";
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: [operation.description, roles].filter(Boolean).join("\n\n"),
    security: scheme === undefined ? [] : [{ [scheme]: [] }],
    requestParams: {
      ...(path !== undefined && { path }),
      ...(query !== undefined && { query }),
      ...requestHeaders(operation),
    },
    ...(body !== undefined && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    ...(operation.list !== undefined && { "x-index": operation.list.index }),
    responses: {
      ...successResponses(operation),
      ...errorResponses(operation),
    },
  } as ZodOpenApiOperationObject;
}

/** The success, and the partial one where there is one. */
function successResponses({ response }: Operation): Record<string, object> {
  const success = (description: string) => ({
    description,
    ...successHeaders(response),
    content: {
      "application/json": {
        schema: z.strictObject({
          success: z.literal(true),
          data: response.data,
          ...response.beside?.shape,
          message: z.optional(z.string()),
        }),
      },
    },
  });
  return {
    [`${response.status}`]: success(response.description),
    ...(response.accepted !== undefined && { "202": success(response.accepted) }),
    ...(response.partly !== undefined && { "207": success(response.partly) }),
  };
}

/** The headers that a success has by its contract. */
function successHeaders({ etag, status }: Operation["response"]): { readonly headers?: z.ZodMiniObject } {
  const header = (description: string) => z.string().register(z.globalRegistry, { description });
  const shape: Record<string, z.ZodMiniType> = {};
  if (etag === true) shape.ETag = header("The record's version.");
  if (status === 302) shape.Location = header("The address that the answer leads to.");
  return Object.keys(shape).length > 0 ? { headers: z.object(shape) } : {};
}

function requestHeaders(operation: Operation): { header?: z.ZodMiniObject } {
  const shape: Record<string, z.ZodMiniType> = {};
  if (operation.method === "POST" && operation.response.secret !== true) {
    shape["Idempotency-Key"] = z
      .optional(z.string().check(z.minLength(1), z.maxLength(255)))
      .register(z.globalRegistry, {
        description:
          "Repeats of a request with the same key within 24 hours get the first answer; nothing is done twice.",
      });
  }
  if (operation.method === "PUT" || operation.method === "DELETE") {
    shape["If-Match"] = z.optional(z.string()).register(z.globalRegistry, {
      description: "The version that the change is meant for, as answered in `ETag`.",
    });
  }
  return Object.keys(shape).length > 0 ? { header: z.object(shape) } : {};
}

/** One response a status; its description names the codes. */
function errorResponses(operation: Operation): Record<string, object> {
  const byStatus = new Map<number, ErrorDefinition[]>();
  for (const error of errorsOf(operation)) byStatus.set(error.status, [...(byStatus.get(error.status) ?? []), error]);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, errors]) => [
        String(status),
        {
          description: errors.map(({ code, description }) => `\`${code}\`: ${description}`).join("\n\n"),
          content: { "application/json": { schema: errorSchema } },
        },
      ]),
  );
}
