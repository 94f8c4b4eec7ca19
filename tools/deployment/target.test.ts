import { expect, test, vi } from "vitest";
import { targetVariables } from "./target.js";

test("a deployment to the emulator gets nothing of the shell's AWS settings", () => {
  vi.stubEnv("AWS_PROFILE", "somebody");
  const emulator = targetVariables({ environment: "local", outputDirectory: "/o", endpoint: "http://127.0.0.1:1" });
  expect(emulator).toMatchObject({ AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ACCESS_KEY_ID: "test" });
  expect(emulator.AWS_PROFILE).toBeUndefined();
  expect(targetVariables({ environment: "dev", outputDirectory: "/o" }).AWS_PROFILE).toBe("somebody");
});
