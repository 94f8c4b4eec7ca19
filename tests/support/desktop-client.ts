/** Calls as the desktop client makes them: if a response has both `success` and `data`, it takes `data`. */
import { expect } from "vitest";
import { origin, type Person, stack } from "./api.js";

// biome-ignore lint/suspicious/noExplicitAny: what the client reads has no types.
export type Json = any;

export interface ClientResponse {
  readonly status: number;
  readonly raw: Json;
  /** What the client works with. */
  readonly body: Json;
}

/** A call as the client makes it; the profile service alone sends the ID token. */
export async function send(
  who: Person | undefined,
  method: string,
  path: string,
  body?: unknown,
  token: "access" | "id" = "access",
): Promise<ClientResponse> {
  const response = await fetch(`${stack.apiUrl.replace(/\/$/, "")}${path}`, {
    method,
    headers: {
      origin,
      "Content-Type": "application/json",
      ...(who && { Authorization: `Bearer ${token === "id" ? who.tokens.idToken : who.tokens.accessToken}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const raw = (await response.json()) as Json;
  // Without this a browser would tell the client of a network error, which it takes for a dead session.
  expect(response.headers.get("access-control-allow-origin")).toBe(origin);
  return { status: response.status, raw, body: "success" in raw && "data" in raw ? raw.data : raw };
}
