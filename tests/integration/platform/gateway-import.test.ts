/** An OpenAPI document becomes the whole of a REST API: what it no longer holds is gone, and one that is wrong changes nothing. */
import {
  APIGatewayClient,
  BadRequestException,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetAuthorizersCommand,
  GetGatewayResponseCommand,
  GetMethodCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  NotFoundException,
  type PatchOperation,
  PutRestApiCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEnvironments } from "../../../environments/registry.js";
import { type GatewayBodyProps, type GatewayOperation, gatewayBody } from "../../../modules/api/gateway-body.js";
import { gatewayResponses } from "../../../stacks/gateway-responses.js";
import { environmentNaming } from "../../../stacks/product.js";
import { cloud, origin, person, stack } from "../../support/api.js";

const gateway = new APIGatewayClient(cloud);
const [environment] = loadEnvironments(["local"]);
if (environment === undefined) throw new Error("There is no local environment.");
const naming = environmentNaming(environment);
const invokeArn = naming.invokeArn(naming.functionArn(`${naming.name("platform-health", "function")}:live`));
const invocationRoleArn = naming.roleArn(naming.name("gateway-invocation", "role"));
const userPoolArn = `arn:aws:cognito-idp:${stack.region}:${environment.account.id}:userpool/${stack.userPoolId}`;
const stageName = "try";
let restApiId = "";

const health: GatewayOperation = {
  method: "GET",
  path: "/health",
  operationId: "getHealth",
  authorization: "none",
  invokeArn,
};
const first: GatewayOperation = { ...health, path: "/deep/{id}/first", operationId: "first" };
const scoped: GatewayOperation = {
  ...health,
  path: "/scoped",
  operationId: "scoped",
  authorization: { scopes: ["aws.cognito.signin.user.admin"] },
};
const signedIn: GatewayOperation = {
  ...health,
  path: "/signed-in",
  operationId: "signedIn",
  authorization: { scopes: [] },
};

/** Imports a document and deploys it. */
async function put(operations: readonly GatewayOperation[], further: Partial<GatewayBodyProps> = {}) {
  const body = gatewayBody({
    name: "imported",
    description: "Imported from a document",
    operations,
    authorizer: { name: "sign-in", userPoolArns: [userPoolArn] },
    invocationRoleArn,
    gatewayResponses,
    ...further,
  });
  const imported = await putText(JSON.stringify(body));
  await gateway.send(new CreateDeploymentCommand({ restApiId, stageName }));
  return imported;
}

function putText(text: string) {
  return gateway.send(
    new PutRestApiCommand({ restApiId, mode: "overwrite", failOnWarnings: true, body: Buffer.from(text) }),
  );
}

function get(path: string, token?: string): Promise<Response> {
  return fetch(`${stack.endpoint}/restapis/${restApiId}/${stageName}/_user_request_${path}`, {
    headers: { origin, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
  });
}

/** All paths of the API, without the parts between. */
async function paths(): Promise<string[]> {
  const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId, limit: 500 }));
  return items.map(({ path = "" }) => path).sort();
}

async function method(path: string) {
  const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId, limit: 500 }));
  const resourceId = items.find((item) => item.path === path)?.id ?? "";
  return gateway.send(new GetMethodCommand({ restApiId, resourceId, httpMethod: "GET" }));
}

beforeAll(async () => {
  const created = await gateway.send(
    new CreateRestApiCommand({ name: "to be named by the document", endpointConfiguration: { types: ["REGIONAL"] } }),
  );
  restApiId = created.id ?? "";
});

afterAll(() => gateway.send(new DeleteRestApiCommand({ restApiId })));

describe("an imported document", () => {
  it("names the API and says which bodies are binary, and from which size on responses are compressed", async () => {
    const imported = await put([health], {
      binaryMediaTypes: ["application/pdf"],
      minimumCompressionBytes: 1024,
    });
    const settings = {
      id: restApiId,
      name: "imported",
      description: "Imported from a document",
      version: "1.0",
      binaryMediaTypes: ["application/pdf"],
      minimumCompressionSize: 1024,
      endpointConfiguration: { types: ["REGIONAL"] },
    };
    expect(imported).toMatchObject(settings);
    expect(await gateway.send(new GetRestApiCommand({ restApiId }))).toMatchObject(settings);
    // As the provider does after an import.
    const patchOperations: PatchOperation[] = [
      { op: "remove", path: "/binaryMediaTypes/application~1pdf" },
      { op: "add", path: "/binaryMediaTypes/image~1png" },
    ];
    const { binaryMediaTypes } = await gateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
    expect(binaryMediaTypes).toEqual(["image/png"]);
    const without = await put([health]);
    expect([without.binaryMediaTypes ?? [], without.minimumCompressionSize ?? null]).toEqual([[], null]);
  });

  it("makes every operation with its name, its parameters, its security and its whole integration", async () => {
    await put([health, first, scoped, signedIn]);
    expect(await paths()).toEqual(["/", "/deep", "/deep/{id}", "/deep/{id}/first", "/health", "/scoped", "/signed-in"]);
    const { items: [authorizer] = [] } = await gateway.send(new GetAuthorizersCommand({ restApiId }));
    expect(authorizer).toMatchObject({
      name: "sign-in",
      type: "COGNITO_USER_POOLS",
      providerARNs: [userPoolArn],
      identitySource: "method.request.header.Authorization",
    });
    expect(await method("/deep/{id}/first")).toMatchObject({
      operationName: "first",
      authorizationType: "NONE",
      requestParameters: { "method.request.path.id": true },
      methodIntegration: {
        type: "AWS_PROXY",
        httpMethod: "POST",
        uri: invokeArn,
        credentials: invocationRoleArn,
      },
    });
    const secured = { authorizationType: "COGNITO_USER_POOLS", authorizerId: authorizer?.id };
    expect(await method("/scoped")).toMatchObject({
      ...secured,
      authorizationScopes: ["aws.cognito.signin.user.admin"],
    });
    expect(await method("/signed-in")).toMatchObject(secured);
    expect((await method("/signed-in")).authorizationScopes ?? []).toEqual([]);
  });

  it("is what the gateway serves", async () => {
    await put([health, scoped, signedIn]);
    const { tokens } = await person("employee");
    expect((await get("/health")).status).toBe(200);
    for (const path of ["/scoped", "/signed-in"]) expect((await get(path)).status).toBe(401);
    expect((await get("/scoped", tokens.idToken)).status).toBe(401);
    // Past the authorizer the function answers, whichever route it is called by.
    expect((await get("/scoped", tokens.accessToken)).status).not.toBe(401);
    expect((await get("/signed-in", tokens.idToken)).status).not.toBe(401);
  });

  it("takes away the routes, authorizers and responses that it does not hold", async () => {
    await put([health, first, scoped]);
    await put([health], { gatewayResponses: gatewayResponses.filter(({ type }) => type !== "THROTTLED") });
    expect(await paths()).toEqual(["/", "/health"]);
    for (const path of ["/deep/1/first", "/scoped"]) {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(await response.json()).toMatchObject({ success: false, error: { code: "ROUTE_NOT_FOUND" } });
    }
    expect((await get("/health")).status).toBe(200);
    const throttled = await gateway.send(new GetGatewayResponseCommand({ restApiId, responseType: "THROTTLED" }));
    expect(throttled.defaultResponse).toBe(true);
    const { items = [] } = await gateway.send(new GetAuthorizersCommand({ restApiId }));
    expect(items).toHaveLength(1);
  });
});

describe("a document that is wrong is refused and changes nothing:", () => {
  const valid = () =>
    gatewayBody({
      name: "imported",
      description: "",
      operations: [first],
      authorizer: { name: "sign-in", userPoolArns: [userPoolArn] },
      invocationRoleArn,
    });
  const withOperation = (operation: object) => ({ ...valid(), paths: { "/wrong": { get: operation } } });

  it.each<[string, () => string]>([
    ["one that is no JSON", () => "{"],
    ["one that is no object", () => "[]"],
    ["one without paths", () => JSON.stringify({ ...valid(), paths: undefined })],
    ["one of OpenAPI 3.1", () => JSON.stringify({ ...valid(), openapi: "3.1.0" })],
    ["one whose path has no slash", () => JSON.stringify({ ...valid(), paths: { wrong: {} } })],
    [
      "one that names an unknown security scheme",
      () => JSON.stringify(withOperation({ security: [{ nobody: [] }], responses: {} })),
    ],
    [
      "one with an unknown integration",
      () => JSON.stringify(withOperation({ responses: {}, "x-amazon-apigateway-integration": { type: "magic" } })),
    ],
    [
      "one with an unknown gateway response",
      () =>
        JSON.stringify({ ...valid(), "x-amazon-apigateway-gateway-responses": { NONSENSE: { statusCode: "400" } } }),
    ],
  ])("%s", async (_what, text) => {
    await put([health, scoped]);
    const before = [await paths(), (await method("/scoped")).authorizerId];
    await expect(putText(text())).rejects.toBeInstanceOf(BadRequestException);
    expect([await paths(), (await method("/scoped")).authorizerId]).toEqual(before);
    expect((await get("/health")).status).toBe(200);
  });

  it("one for an API that does not exist", async () => {
    const unknown = new PutRestApiCommand({
      restApiId: "nowhere",
      mode: "overwrite",
      body: Buffer.from(JSON.stringify(valid())),
    });
    await expect(gateway.send(unknown)).rejects.toBeInstanceOf(NotFoundException);
  });
});
