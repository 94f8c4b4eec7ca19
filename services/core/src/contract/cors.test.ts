import { describe, expect, it } from "vitest";
import { corsHeaders, preflightHeaders } from "./cors.js";

const allowed = "https://time.example.com,null,file://";

describe("cross-origin headers", () => {
  it.each(["https://time.example.com", "null", "file://"])("echo the allowed origin %s", (origin) => {
    expect(corsHeaders(origin, allowed)).toMatchObject({
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Expose-Headers": "ETag, Retry-After, Location",
      Vary: "Origin",
    });
  });

  it.each(["https://evil.example.com", "https://time.example.com.evil.com", "", undefined])(
    "give nothing to %s",
    (origin) => {
      expect(corsHeaders(origin, allowed)).toEqual({ Vary: "Origin" });
      expect(preflightHeaders(origin, allowed)).toEqual({ Vary: "Origin" });
    },
  );

  it("let any origin in where the environment says so", () => {
    expect(corsHeaders("https://anything.example", "*")["Access-Control-Allow-Origin"]).toBe(
      "https://anything.example",
    );
  });

  it("let a preflight send the headers of the contract", () => {
    const headers = preflightHeaders("null", allowed);
    expect(headers["Access-Control-Allow-Headers"]?.split(", ")).toEqual(
      expect.arrayContaining(["Authorization", "Content-Type", "Idempotency-Key", "If-Match"]),
    );
    expect(headers["Access-Control-Allow-Methods"]).toBe("GET, POST, PUT, DELETE, OPTIONS");
  });
});
