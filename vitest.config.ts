import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";

/**
 * Integration tests that change what all others see, or that need the system for themselves. They run first, while there is little in
 * the system: reminders go to all users, and the trail of calls is read as a whole. All others make their own users, clients and
 * projects, and run two files at a time.
 *
 * These need the API alone, so they begin before the rest of the stack is deployed.
 */
const early = {
  "organization/organization": "deletes the settings of the organization and counts their versions",
  "time-entries/time-entries": "locks time for the whole organization",
  "time-entries/approval": "locks time and lets users approve their own time, for the whole organization",
};
/** As these, but they need the events, files and schedules, too. */
const alone = {
  "platform/faults": "lets the database fail for all",
  "platform/permissions":
    "reads from the trail what each function called: calls of other tests would hide a right that nothing uses",
  "time-entries/timers": "sends reminders to all users",
};
/** Integration tests that run last and side by side, when no other suite is at work. */
const last = {
  "time-entries/races": "sends fifty requests at once: a slow answer to one of them is an error",
  "platform/stored-items": "looks at what all other tests have stored",
  "platform/triggers": "waits most of its time, for what a queue delivers again",
};
const files = (tests: Readonly<Record<string, string>>) =>
  Object.keys(tests).map((name) => `tests/integration/${name}.test.ts`);

const integration = {
  setupFiles: ["tests/support/whole-stack.ts"],
  globalSetup: ["tests/support/global-setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

/** Fonts are their bytes, as in the build of the functions. */
const fontFiles = {
  name: "font-files",
  enforce: "pre",
  async load(id: string) {
    if (!id.endsWith(".ttf")) return undefined;
    return `export default Buffer.from(${JSON.stringify(await readFile(id, "base64"))}, "base64");`;
  },
} as const;

/** What a test changes with vitest is taken back after it. */
const undone = { unstubEnvs: true, restoreMocks: true };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["services", "modules", "environments", "local", "tools", "bench", "client", "tests/documents"].map(
            (folder) => `${folder}/**/*.test.ts`,
          ),
          exclude: ["**/node_modules/**"],
          // Files share one process and its modules: no unit test mocks a module or changes the state of one. A file that needs
          // modules of its own belongs in a project with isolation.
          isolate: false,
          // Properties are tried many times, on two cores beside a deployment.
          testTimeout: 30_000,
          env: {
            POWERTOOLS_SERVICE_NAME: "tests",
            POWERTOOLS_METRICS_NAMESPACE: "tests",
            POWERTOOLS_METRICS_DISABLED: "true",
            POWERTOOLS_LOG_LEVEL: "SILENT",
          },
          ...undone,
          server: { deps: { inline: ["@expo-google-fonts/open-sans"] } },
        },
        plugins: [fontFiles],
        define: { FAULT_POINTS: "false" },
      },
      {
        test: {
          name: "infrastructure",
          include: ["tests/infrastructure/**/*.test.ts"],
          // As for unit tests: cdktf and its provider take seconds to load, and keep no state between stacks.
          isolate: false,
          ...undone,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...integration,
          name: "integration-early",
          setupFiles: [],
          include: files(early),
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...integration,
          name: "integration-alone",
          include: files(alone),
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...integration,
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          exclude: files({ ...early, ...alone, ...last }),
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...integration,
          name: "integration-last",
          include: files(last),
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
