import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type SESv2Client, SESv2ServiceException } from "@aws-sdk/client-sesv2";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isRefusedMail, isThrottledMail, mailClient, sendMail } from "./mail.js";

const ses = (response: object) => {
  const send = vi.fn(async (_command: { readonly input: object }) => response);
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

  it("goes to others in copy, names who gets answers, and carries files and tags", async () => {
    const { client, send } = ses({ MessageId: "m1" });
    const content = new Uint8Array([37, 80, 68, 70]);
    const mail = { to: ["a@example.com"], cc: ["b@example.com"], replyTo: ["c@example.com"], subject: "s", text: "t" };
    const attachments = [{ fileName: "Rechnung 1.pdf", contentType: "application/pdf", content }];
    await sendMail({ ...mail, attachments, tags: { invoiceId: "01K" } }, client);
    expect(send.mock.calls[0]?.[0].input).toMatchObject({
      Destination: { ToAddresses: ["a@example.com"], CcAddresses: ["b@example.com"] },
      ReplyToAddresses: ["c@example.com"],
      EmailTags: [{ Name: "invoiceId", Value: "01K" }],
      Content: {
        Simple: {
          Attachments: [
            {
              FileName: "Rechnung 1.pdf",
              ContentType: "application/pdf",
              ContentDisposition: "ATTACHMENT",
              ContentTransferEncoding: "BASE64",
              RawContent: content,
            },
          ],
        },
      },
    });
  });

  it("is not sent without the set", async () => {
    vi.stubEnv("MAIL_CONFIGURATION_SET", "");
    const sent = sendMail({ to: ["a@example.com"], subject: "s", text: "t" }, ses({ MessageId: "m1" }).client);
    await expect(sent).rejects.toThrow("MAIL_CONFIGURATION_SET");
  });
});

describe("a mail that SES refuses", () => {
  const refusal = (httpStatusCode: number, attempts?: number) =>
    new SESv2ServiceException({
      name: "TooManyRequestsException",
      $fault: "client",
      message: "no",
      $metadata: { httpStatusCode, ...(attempts !== undefined && { attempts }) },
    });

  it.each([400, 403, 404, 413, 429])("has certainly not gone out: HTTP %i", (status) => {
    expect(isRefusedMail(refusal(status, 1))).toBe(true);
    expect(isRefusedMail(refusal(status))).toBe(true);
    expect(isThrottledMail(refusal(status, 1))).toBe(status === 429);
  });

  it.each([
    ["an error of SES itself", refusal(500)],
    ["an answer that could not be read", refusal(200)],
    ["a refusal of the second try", refusal(429, 2)],
    ["a timeout", Object.assign(new Error("too late"), { name: "TimeoutError" })],
    ["a broken connection", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
    ["something else", "no error"],
  ])("may have gone out: %s", (_what, error) => {
    expect(isRefusedMail(error)).toBe(false);
    expect(isThrottledMail(error)).toBe(false);
  });
});

describe("sending over the network", () => {
  const responses: { readonly status: number; readonly body: object }[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const { status, body } = responses.shift() ?? { status: 200, body: { MessageId: "m1" } };
    request.resume().on("end", () => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  const mail = { to: ["a@example.com"], subject: "s", text: "t" };

  beforeEach(async () => {
    responses.length = 0;
    requests = 0;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv("AWS_REGION", "us-east-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
    vi.stubEnv("MAIL_SENDER", "time@aerotage.test");
    vi.stubEnv("MAIL_CONFIGURATION_SET", "aerotage-local-mail");
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("is tried again after an error of SES, unless there is one try only", async () => {
    responses.push({ status: 500, body: { message: "Try later" } });
    expect(await sendMail(mail, mailClient())).toBe("m1");
    expect(requests).toBe(2);
    responses.push({ status: 500, body: { message: "Try later" } });
    const error = await sendMail(mail, mailClient(1)).catch((thrown: unknown) => thrown);
    expect([requests, isRefusedMail(error)]).toEqual([3, false]);
  });

  it("says by its error that a mail was refused", async () => {
    responses.push({ status: 400, body: { message: "Address blacklisted", __type: "MessageRejected" } });
    const error = await sendMail(mail, mailClient(1)).catch((thrown: unknown) => thrown);
    expect([requests, isRefusedMail(error)]).toEqual([1, true]);
  });
});
