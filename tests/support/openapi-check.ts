/** Checks responses against the OpenAPI document: status, media type, the exact shape (no further properties), CORS. */

import type { Operation } from "@aerotage/core/contract/operation";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { ApiResponse } from "../../client/api-client.js";
import { allOperations, describeApi } from "../../tools/openapi-document.js";
import * as probe from "./probe/src/contract.js";

interface Described {
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema?: object }> }>>;
}

let checks: Promise<(operation: Operation, status: number) => ValidateFunction | undefined> | undefined;

async function compile(): Promise<(operation: Operation, status: number) => ValidateFunction | undefined> {
  const document = await describeApi([...(await allOperations()), ...(Object.values(probe) as Operation[])]);
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: "openapi", ...document });
  const compiled = new Map<string, ValidateFunction>();
  return (operation, status) => {
    const described = (document.paths as Record<string, Record<string, Described>>)[operation.path]?.[
      operation.method.toLowerCase()
    ];
    if (described?.responses[String(status)]?.content?.["application/json"]?.schema === undefined) return undefined;
    const pointer = `/paths/${escaped(operation.path)}/${operation.method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
    compiled.set(pointer, known);
    return known;
  };
}

function escaped(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The differences between a response and its description; none if it is as described. */
export async function responseProblems(operation: Operation, response: ApiResponse<unknown>): Promise<string[]> {
  checks ??= compile();
  const problems: string[] = [];
  if (response.headers.get("access-control-allow-origin") === null) problems.push("It has no CORS header.");
  if (!response.headers.get("content-type")?.startsWith("application/json"))
    problems.push("It is not application/json.");
  if (response.status === 302 && response.headers.get("location") === null) problems.push("It leads to no Location.");
  const validate = (await checks)(operation, response.status);
  if (validate === undefined)
    return [...problems, `The OpenAPI document has no response ${response.status} of ${operation.id}.`];
  // The emulator leaves this variable of the gateway's own responses as it is; AWS fills it in.
  const body = parsed(response.text.replace("$context.requestTimeEpoch", String(Date.now())));
  if (!repeatsError(body)) problems.push("Its top level does not repeat `code` and `message` of `error`.");
  if (!validate(body)) {
    problems.push(
      ...(validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      ),
    );
  }
  return problems;
}

/** True for a success, and for an error whose `code` and `message` are at the top level too, where AWS Amplify reads them. */
function repeatsError(body: unknown): boolean {
  const { error, code, message } = (body ?? {}) as Record<"error" | "code" | "message", unknown>;
  if (error === undefined) return true;
  const inner = error as Record<"code" | "message", unknown>;
  return inner.code === code && inner.message === message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
