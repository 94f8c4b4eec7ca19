/** One function's call of another one of the product. */
import { functionVariable, requiredVariable } from "../runtime/environment.js";
import { sendSigned } from "./signed-request.js";

/** How long the caller waits unless it says otherwise: less than it may run itself. */
const defaultTimeoutMilliseconds = 6000;

/**
 * Calls a function that the manifest names and waits until it has ended.
 * @param id `<service>-<function>`
 * @throws if it could not be called, or failed
 */
export async function invokeFunction(
  id: string,
  payload: unknown,
  timeoutMilliseconds: number = defaultTimeoutMilliseconds,
): Promise<void> {
  const region = requiredVariable("AWS_REGION");
  const endpoint = process.env.AWS_ENDPOINT_URL ?? `https://lambda.${region}.amazonaws.com`;
  const name = encodeURIComponent(requiredVariable(functionVariable(id)));
  const response = await sendSigned({
    service: "lambda",
    method: "POST",
    url: new URL(`${endpoint.replace(/\/$/, "")}/2015-03-31/functions/${name}/invocations`),
    headers: { "content-type": "application/json" },
    body: JSON.stringify(payload),
    timeoutMilliseconds,
  });
  const text = await response.text();
  if (!response.ok || response.headers.get("x-amz-function-error") !== null)
    throw new Error(`The function ${id} failed with ${response.status}: ${text.slice(0, 500)}`);
}
