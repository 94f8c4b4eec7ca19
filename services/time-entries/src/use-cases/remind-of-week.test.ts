import { useMemoryTables } from "@aerotage/kernel/test-support";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { expect, it, vi } from "vitest";
import { remindOfWeek } from "./remind-of-week.js";

const tables = useMemoryTables();

it("reminds a user once of a week that is not submitted", async () => {
  vi.stubEnv("MAIL_SENDER", "time@example.com");
  vi.stubEnv("MAIL_CONFIGURATION_SET", "set");
  vi.stubEnv("FRONTEND_URL", "https://app.example.com");
  const send = vi.spyOn(SESv2Client.prototype, "send").mockImplementation(async () => ({ MessageId: "m" }));
  tables.put("Settings", { id: "organization", submissionReminder: { weekday: "monday", time: "09:00" } });
  tables.user("employee");
  // A Monday.
  const now = new Date("2026-03-09T09:30:00Z");
  await remindOfWeek(now);
  await remindOfWeek(now);
  expect(send).toHaveBeenCalledTimes(1);
});
