import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { guard } from "./crash-boundary.js";

const event = {
  httpMethod: "GET",
  headers: { Origin: "https://time.example.com" },
  requestContext: { requestId: "request-1" },
} as unknown as APIGatewayProxyEvent;

function context(remaining = 30_000): Context {
  return { awsRequestId: "aws-1", getRemainingTimeInMillis: () => remaining } as Context;
}

async function answerOf(handler: () => Promise<unknown>, remaining?: number): Promise<APIGatewayProxyResult> {
  const guarded = await guard(async () => ({ handler }));
  return (await guarded(event, context(remaining))) as APIGatewayProxyResult;
}

describe("the guard", () => {
  beforeEach(() => {
    vi.stubEnv("CORS_ORIGINS", "https://time.example.com");
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
  });

  it("passes a sound answer through", async () => {
    const sound = { statusCode: 200, headers: { a: "b" }, body: "{}" };
    expect(await answerOf(async () => sound)).toBe(sound);
  });

  it.each([
    ["a throw", async () => Promise.reject(new Error("secret detail"))],
    ["nothing", async () => undefined],
    ["a body that is not text", async () => ({ statusCode: 200, body: { a: 1 } })],
    ["no status", async () => ({ body: "{}" })],
    ["headers that are not text", async () => ({ statusCode: 200, body: "{}", headers: { a: {} } })],
  ])("answers %s with an opaque 500 in the envelope, with CORS", async (_what, handler) => {
    const answer = await answerOf(handler);
    expect(answer.statusCode).toBe(500);
    expect(answer.headers?.["Access-Control-Allow-Origin"]).toBe("https://time.example.com");
    const { message } = JSON.parse(answer.body) as { message: string };
    expect(message).toMatch(/request id/);
    expect(JSON.parse(answer.body)).toEqual({
      success: false,
      error: { code: "INTERNAL_ERROR", message, requestId: "request-1" },
      code: "INTERNAL_ERROR",
      message,
      timestamp: expect.any(String),
    });
    expect(answer.body).not.toContain("secret detail");
  });

  it("answers before the function's time runs out", async () => {
    const answer = await answerOf(() => new Promise(() => undefined), 510);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers?.["Retry-After"]).toBe("1");
    expect(JSON.parse(answer.body).error.code).toBe("SERVICE_UNAVAILABLE");
  });

  it("answers for a function that could not be loaded", async () => {
    const guarded = await guard(() => Promise.reject(new Error("no such module")));
    expect(await guarded(event, context())).toMatchObject({ statusCode: 500 });
  });

  it("lets streams, queues and schedules see the error", async () => {
    const failing = await guard(async () => ({ handler: () => Promise.reject(new Error("again, please")) }));
    await expect(failing({ Records: [] }, context())).rejects.toThrow("again, please");
    const unloadable = await guard(() => Promise.reject(new Error("no such module")));
    await expect(unloadable({ Records: [] }, context())).rejects.toThrow("no such module");
  });
});
