import { describe, expect, it } from "vitest";
import { requireAnnounced } from "./uploads.js";

const png = { contentType: "image/png", sizeBytes: 100 };
const pngBytes = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);
const webpBytes = Uint8Array.from([0x52, 0x49, 0x46, 0x46, 1, 2, 3, 4, 0x57, 0x45, 0x42, 0x50]);

describe("an upload", () => {
  it("must be what was announced: size, type and first bytes", () => {
    expect(() => requireAnnounced(png, png, pngBytes)).not.toThrow();
    expect(() => requireAnnounced(png, { ...png, sizeBytes: 101 }, pngBytes)).toThrow(/101 bytes, not 100/);
    expect(() => requireAnnounced(png, { ...png, contentType: "text/html" }, pngBytes)).toThrow(/not image\/png/);
    expect(() => requireAnnounced(png, png, webpBytes)).toThrow(/not image\/png/);
    expect(() => requireAnnounced(png, png, new Uint8Array())).toThrow(/not image\/png/);
    const webp = { ...png, contentType: "image/webp" };
    expect(() => requireAnnounced(webp, webp, webpBytes)).not.toThrow();
    expect(() => requireAnnounced(webp, webp, webpBytes.with(8, 0))).toThrow();
  });
});
