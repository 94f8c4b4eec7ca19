import type { SESv2Client } from "@aws-sdk/client-sesv2";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sendMail } from "./mail.js";

const ses = (answer: object) => {
  const send = vi.fn(async (_command: { readonly input: object }) => answer);
  return { client: { send } as unknown as SESv2Client, send };
};

describe("a mail", () => {
  beforeEach(() => {
    vi.stubEnv("MAIL_SENDER", "time@aerotage.test");
    vi.stubEnv("MAIL_CONFIGURATION_SET", "aerotage-local-mail");
  });

  it("goes out from the environment's sender with its configuration set, by which SES tells of failures", async () => {
    const { client, send } = ses({ MessageId: "m1" });
    expect(await sendMail({ to: ["a@example.com"], subject: "Über", text: "Grüße" }, client)).toBe("m1");
    expect(send.mock.calls.map(([{ input }]) => input)).toEqual([
      {
        FromEmailAddress: "time@aerotage.test",
        ConfigurationSetName: "aerotage-local-mail",
        Destination: { ToAddresses: ["a@example.com"] },
        Content: {
          Simple: {
            Subject: { Data: "Über", Charset: "UTF-8" },
            Body: { Text: { Data: "Grüße", Charset: "UTF-8" } },
          },
        },
      },
    ]);
  });

  it("is not sent without the set", async () => {
    vi.stubEnv("MAIL_CONFIGURATION_SET", "");
    const sent = sendMail({ to: ["a@example.com"], subject: "s", text: "t" }, ses({ MessageId: "m1" }).client);
    await expect(sent).rejects.toThrow("MAIL_CONFIGURATION_SET");
  });
});
