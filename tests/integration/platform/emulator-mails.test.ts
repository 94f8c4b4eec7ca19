/** What the emulator's wrapper adds to SES (`local/emulator_ses.py`): files of mails, and refusals. */
import { randomUUID } from "node:crypto";
import { isRefusedMail, type Mail, sendMail } from "@aerotage/core/aws/mail";
import { BadRequestException, MessageRejected, SESv2Client, type SESv2ServiceException } from "@aws-sdk/client-sesv2";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { cloud } from "../../support/api.js";
import { takesBehaviour } from "../../support/emulator.js";
import { mailsTo, mailTo, newAddress } from "../../support/people.js";

const ses = new SESv2Client({ ...cloud, maxAttempts: 1 });
const pdf = {
  fileName: "Rechnung Nº 1.pdf",
  contentType: "application/pdf",
  content: new TextEncoder().encode("%PDF-"),
};

const mailFor = (to: string): Mail => ({ to: [to], subject: `Mail ${randomUUID()}`, text: "Grüße" });

/** The error of a mail that is not taken. */
const refusalOf = (mail: Mail, client = ses): Promise<SESv2ServiceException> =>
  sendMail(mail, client).then(
    () => Promise.reject(new Error("The mail was taken.")),
    (error) => error,
  );

describe.runIf(takesBehaviour)("the emulator's SES", () => {
  beforeEach(() => {
    vi.stubEnv("MAIL_SENDER", "time@aerotage.test");
    vi.stubEnv("MAIL_CONFIGURATION_SET", "aerotage-local-mail");
  });

  it("keeps files, copies and reply addresses", async () => {
    const [to, cc, replyTo] = [newAddress(), newAddress("copied"), newAddress("asked")];
    const id = await sendMail({ ...mailFor(to), cc: [cc], replyTo: [replyTo], attachments: [pdf] }, ses);
    const mail = { id, to: [to], cc: [cc], replyTo: [replyTo], attachments: [pdf] };
    expect(await mailTo(to)).toMatchObject(mail);
    expect(await mailTo(cc)).toMatchObject(mail);
  });

  it("refuses a file without a name, and a message above 40 MB", async () => {
    const to = newAddress();
    const unnamed = await refusalOf({ ...mailFor(to), attachments: [{ ...pdf, fileName: "" }] });
    const content = new Uint8Array(30 * 1024 * 1024);
    const large = await refusalOf({ ...mailFor(to), attachments: [{ ...pdf, content }] });
    for (const error of [unnamed, large]) {
      expect(error).toBeInstanceOf(BadRequestException);
      expect(isRefusedMail(error)).toBe(true);
    }
    expect(await mailsTo(to)).toEqual([]);
  });

  it("refuses a mail where a test asks for it, also by an address in copy", async () => {
    const [to, refused] = [newAddress(), newAddress("refused")];
    for (const mail of [mailFor(refused), { ...mailFor(to), cc: [`Rita <${refused}>`] }]) {
      const error = await refusalOf(mail);
      expect(error).toBeInstanceOf(MessageRejected);
      expect(isRefusedMail(error)).toBe(true);
    }
    expect([...(await mailsTo(to)), ...(await mailsTo(refused))]).toEqual([]);
  });

  it("answers too late where a test asks for it, but takes the mail", async () => {
    const to = newAddress("hang");
    const requestHandler = { requestTimeout: 1000, throwOnRequestTimeout: true };
    const error = await refusalOf(mailFor(to), new SESv2Client({ ...cloud, maxAttempts: 1, requestHandler }));
    expect([error.name, isRefusedMail(error)]).toEqual(["TimeoutError", false]);
    expect(await mailsTo(to)).toHaveLength(1);
  });
});
