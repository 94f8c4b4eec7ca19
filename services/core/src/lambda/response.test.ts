import { describe, expect, it, vi } from "vitest";
import { ApiError, tooManyRequests } from "../contract/errors.js";
import { failure, success, toGateway } from "./response.js";

it("an error has its code and message at the top level too, where Amplify reads them", () => {
  const details = [{ path: "name", message: "is missing" }];
  const error = new ApiError(tooManyRequests, "Wait a moment.", { details, retryAfterSeconds: 3 });
  const { status, headers, body } = failure(error, "request-1");
  expect([status, headers]).toEqual([429, { "Retry-After": "3" }]);
  expect(JSON.parse(body)).toEqual({
    success: false,
    error: { code: "TOO_MANY_REQUESTS", message: "Wait a moment.", details, requestId: "request-1" },
    code: "TOO_MANY_REQUESTS",
    message: "Wait a moment.",
    timestamp: expect.stringMatching(/Z$/),
  });
});

describe("a redirect", () => {
  const location = "https://files.example.com/invoice.pdf?signature=a%2Fb";

  it("goes to the gateway with its address, which pages may read", () => {
    vi.stubEnv("CORS_ORIGINS", "https://time.example.com");
    const response = toGateway(success({ data: { location }, location }, 302), "https://time.example.com");
    expect(response).toEqual({
      statusCode: 302,
      headers: {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        Location: location,
        "Access-Control-Allow-Origin": "https://time.example.com",
        "Access-Control-Expose-Headers": "ETag, Retry-After, Location",
        Vary: "Origin",
      },
      body: JSON.stringify({ success: true, data: { location } }),
    });
  });

  it("does not go without an address", () => {
    expect(() => success({ data: {} }, 302)).toThrow(TypeError);
    expect(success({ data: {} }, 200).headers).toEqual({});
  });
});
