/** How the emulator of these tests behaves on request (`local/emulator_dynamodb.py` says what it knows). */
import { stack } from "./api.js";

/** Only the emulator that these tests start takes such requests. */
export const takesBehaviour = process.env.AWS_ENDPOINT_URL === undefined;

interface Behaviour {
  /** Probabilities: that a call is refused, that its answer is lost after it was done, that a key of a batch is left. */
  readonly throttled?: number;
  readonly lost?: number;
  readonly unprocessed?: number;
  /** Services whose next call finds its connection closed. */
  readonly closed?: readonly ("s3" | "cognito-idp" | "dynamodb")[];
}

/** Sets how the emulator behaves from now on; what is not named is as always. */
export async function behave(wanted: Behaviour): Promise<void> {
  const response = await fetch(new URL("/_aerotage/dynamodb", stack.endpoint), {
    method: "PUT",
    body: JSON.stringify(wanted),
  });
  if (response.status !== 204) throw new Error(`The emulator answers ${response.status} to its behaviour.`);
}
