import { expect, it } from "vitest";
import { ApiError, tooManyRequests } from "../errors.js";
import { failure } from "./answer.js";

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
