import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { crashBoundary } from "./crash-boundary.js";

const event = {
  httpMethod: "GET",
  headers: { Origin: "https://time.example.com" },
  requestContext: { requestId: "request-1" },
} as unknown as APIGatewayProxyEvent;

function context(remaining = 30_000): Context {
  return { awsRequestId: "aws-1", getRemainingTimeInMillis: () => remaining } as Context;
}

async function toResponse(handler: () => Promise<unknown>, remaining?: number): Promise<APIGatewayProxyResult> {
  const guarded = await crashBoundary(async () => ({ handler }));
  return (await guarded(event, context(remaining))) as APIGatewayProxyResult;
}

describe("the guard", () => {
  beforeEach(() => {
    vi.stubEnv("CORS_ORIGINS", "https://time.example.com");
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
  });

  it("passes a sound answer through", async () => {
    const sound = { statusCode: 200, headers: { a: "b" }, body: "{}" };
    expect(await toResponse(async () => sound)).toBe(sound);
  });

  it.each([
    ["a throw", async () => Promise.reject(new Error("secret detail"))],
    ["nothing", async () => undefined],
    ["a body that is not text", async () => ({ statusCode: 200, body: { a: 1 } })],
    ["no status", async () => ({ body: "{}" })],
    ["headers that are not text", async () => ({ statusCode: 200, body: "{}", headers: { a: {} } })],
  ])("answers %s with an opaque 500 in the envelope, with CORS", async (_what, handler) => {
    const response = await toResponse(handler);
    expect(response.statusCode).toBe(500);
    expect(response.headers?.["Access-Control-Allow-Origin"]).toBe("https://time.example.com");
    const { message } = JSON.parse(response.body) as { message: string };
    expect(message).toMatch(/request id/);
    expect(JSON.parse(response.body)).toEqual({
      success: false,
      error: { code: "INTERNAL_ERROR", message, requestId: "request-1" },
      code: "INTERNAL_ERROR",
      message,
      timestamp: expect.any(String),
    });
    expect(response.body).not.toContain("secret detail");
  });

  it("answers before the function's time runs out", async () => {
    const response = await toResponse(() => new Promise(() => undefined), 510);
    expect(response.statusCode).toBe(503);
    expect(response.headers?.["Retry-After"]).toBe("1");
    expect(JSON.parse(response.body).error.code).toBe("SERVICE_UNAVAILABLE");
  });

  it("answers for a function that could not be loaded", async () => {
    const guarded = await crashBoundary(() => Promise.reject(new Error("no such module")));
    expect(await guarded(event, context())).toMatchObject({ statusCode: 500 });
  });

  it("lets streams, queues and schedules see the error", async () => {
    const failing = await crashBoundary(async () => ({ handler: () => Promise.reject(new Error("again, please")) }));
    await expect(failing({ Records: [] }, context())).rejects.toThrow("again, please");
    const unloadable = await crashBoundary(() => Promise.reject(new Error("no such module")));
    await expect(unloadable({ Records: [] }, context())).rejects.toThrow("no such module");
  });
});
