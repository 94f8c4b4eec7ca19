import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { sendSigned } from "./signed-request.js";

/** What the service does with the next requests: a status, a broken connection, or Cognito's refusal of too many. */
let behaviours: (number | "broken" | "throttled")[] = [];
let requests = 0;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    requests += 1;
    const next = behaviours.shift() ?? 200;
    if (next === "broken") return void request.socket.destroy();
    if (next === "throttled") response.setHeader("x-amzn-errortype", "TooManyRequestsException");
    response.writeHead(next === "throttled" ? 400 : next).end();
  });
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));

beforeEach(() => {
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

async function sent(...next: typeof behaviours) {
  [behaviours, requests] = [next, 0];
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a`);
  const outcome = await sendSigned({ service: "s3", method: "PUT", url, body: "content" }).then(
    ({ status }) => status,
    (error: Error) => error.name,
  );
  return { outcome, requests };
}

describe("a signed request", () => {
  it.each(["broken", "throttled", 429, 500, 503] as const)("is sent once more after %s", async (failure) => {
    expect(await sent(failure)).toEqual({ outcome: 200, requests: 2 });
  });

  it("returns the second answer, whatever it is", async () => {
    expect(await sent(500, 503)).toEqual({ outcome: 503, requests: 2 });
    expect(await sent("broken", "broken")).toEqual({ outcome: "TypeError", requests: 2 });
  });

  it.each([200, 404, 403, 412])("is sent once if it is answered with %d", async (status) => {
    expect(await sent(status)).toEqual({ outcome: status, requests: 1 });
  });
});
