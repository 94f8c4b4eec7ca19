import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["services", "modules", "environments", "local", "tools", "bench"].map(
            (folder) => `${folder}/**/*.test.ts`,
          ),
          exclude: ["**/node_modules/**"],
          env: {
            POWERTOOLS_SERVICE_NAME: "tests",
            POWERTOOLS_METRICS_NAMESPACE: "tests",
            POWERTOOLS_METRICS_DISABLED: "true",
            POWERTOOLS_LOG_LEVEL: "SILENT",
          },
          unstubEnvs: true,
          restoreMocks: true,
        },
        define: { FAULT_POINTS: "false" },
      },
      {
        test: {
          name: "infrastructure",
          include: ["tests/infrastructure/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/integration/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
