/**
 * Rare calls to Cognito from functions that don't carry its client: a JSON request signed with the signer that the DynamoDB
 * client brings anyway. Services that live from Cognito use the SDK's client.
 */
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { functionCredentials } from "./credentials.js";
import { callerName, requiredVariable } from "./environment.js";

/** Thrown with the service's own error name, for example `UserNotFoundException`. */
export class CognitoError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = "CognitoError";
    this.type = type;
  }
}

const timeoutMilliseconds = 3000;

/** Calls an action of the user pools API, such as `AdminGetUser`. */
export async function callUserPools(action: string, input: object): Promise<unknown> {
  const region = requiredVariable("AWS_REGION");
  const endpoint = new URL(process.env.AWS_ENDPOINT_URL ?? `https://cognito-idp.${region}.amazonaws.com`);
  const signer = new SignatureV4({
    service: "cognito-idp",
    region,
    credentials: functionCredentials(),
    sha256: Sha256,
  });
  const request = await signer.sign({
    method: "POST",
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port !== "" && { port: Number(endpoint.port) }),
    path: "/",
    query: {},
    headers: {
      host: endpoint.host,
      "content-type": "application/x-amz-json-1.1",
      "user-agent": `app/${callerName().userAgentAppId}`,
      "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify(input),
  });
  const response = await fetch(endpoint, {
    method: "POST",
    headers: request.headers,
    body: request.body,
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  const answer = (await response.json()) as { __type?: string; message?: string };
  if (response.ok) return answer;
  throw new CognitoError(
    answer.__type?.split("#").pop() ?? `HTTP ${response.status}`,
    answer.message ?? "Cognito refused the call.",
  );
}
