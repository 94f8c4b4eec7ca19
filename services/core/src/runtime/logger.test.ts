import { describe, expect, it } from "vitest";
import { withholdSecrets } from "./logger.js";

describe("the log", () => {
  it("withholds secrets wherever they stand", () => {
    const logged = JSON.stringify(
      {
        user: { email: "a@example.com", newPassword: "p", nested: [{ accessToken: "t", Authorization: "Bearer t" }] },
        tokenHash: "h",
      },
      withholdSecrets,
    );
    expect(JSON.parse(logged)).toEqual({
      user: {
        email: "a@example.com",
        newPassword: "[withheld]",
        nested: [{ accessToken: "[withheld]", Authorization: "[withheld]" }],
      },
      tokenHash: "[withheld]",
    });
  });

  it("shows that a secret is missing", () => {
    expect(JSON.stringify({ password: null }, withholdSecrets)).toBe('{"password":null}');
  });
});
