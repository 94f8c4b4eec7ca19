import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openMailbox, parseLocalstack, parseMinistack } from "./mailbox.js";
import { attachmentHeaders, createReferenceServer, mailboxPage } from "./reference-server.js";

const expected = {
  id: "m1@email.amazonses.com",
  from: "time@aerotage.test",
  to: ["a@client.example"],
  cc: ["c@client.example"],
  replyTo: undefined,
  subject: "Hello",
  text: "Hi <b>",
  html: undefined,
  sentAt: "2026-11-23T06:00:00.000Z",
  attachments: [],
};
const ministackMail = {
  MessageId: expected.id,
  Source: expected.from,
  To: expected.to,
  CC: expected.cc,
  Subject: "Hello",
  BodyText: "Hi <b>",
  BodyHtml: null,
  Timestamp: "2026-11-23T06:00:00Z",
};
const pdf = {
  fileName: "Rechnung <1>.pdf",
  contentType: "application/pdf",
  content: new TextEncoder().encode("%PDF-"),
};
const withFile = {
  ...ministackMail,
  ReplyTo: ["b@aerotage.test"],
  Attachments: [{ FileName: pdf.fileName, ContentType: pdf.contentType, Content: "JVBERi0=" }],
};

test("reads MiniStack's mails", () => {
  expect(parseMinistack({ messages: { "000000000000": [ministackMail] } })).toEqual([expected]);
});

test("reads the files and the reply addresses that the wrapper of MiniStack keeps", () => {
  expect(parseMinistack({ messages: { "000000000000": [withFile] } })).toEqual([
    { ...expected, replyTo: ["b@aerotage.test"], attachments: [pdf] },
  ]);
});

test("reads LocalStack's mails, which have no files", () => {
  const mail = {
    Id: expected.id,
    Source: expected.from,
    Destination: { ToAddresses: expected.to, CcAddresses: expected.cc },
    Subject: "Hello",
    Body: { text_part: "Hi <b>" },
  };
  expect(parseLocalstack({ messages: [{ ...mail, Timestamp: "2026-11-23T06:00:00Z" }] })).toEqual([expected]);
});

describe("the mailbox's page", () => {
  test("shows mails as text, whatever they contain, with links to follow", () => {
    const page = mailboxPage([
      { ...expected, subject: "<script>", text: "Open https://time.example/accept?a=1&b=2 now" },
    ]);
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script>");
    expect(page).toContain('<a href="https://time.example/accept?a=1&amp;b=2">');
    expect(page).not.toContain("Attached");
  });

  test("shows who else got a mail, and links its files", () => {
    const page = mailboxPage([{ ...expected, replyTo: ["b@aerotage.test"], attachments: [pdf, pdf] }]);
    expect(page).toContain("to a@client.example · in copy to c@client.example · answers go to b@aerotage.test");
    expect(page).toContain('<a href="/mails/m1%40email.amazonses.com/1">Rechnung &lt;1&gt;.pdf</a> (1 KB)');
  });

  test("lets a browser show documents and pictures, and save everything else", () => {
    expect(attachmentHeaders(pdf)).toMatchObject({
      "Content-Type": "application/pdf",
      "Content-Disposition": "inline; filename*=UTF-8''Rechnung%20%3C1%3E.pdf",
      "X-Content-Type-Options": "nosniff",
    });
    for (const contentType of ["text/html", "image/svg+xml", "application/xml", "application/pdf; x=\r\nSet-Cookie: a"])
      expect(attachmentHeaders({ ...pdf, fileName: "a'\"\r\n.x", contentType })).toMatchObject({
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment; filename*=UTF-8''a%27%22%0D%0A.x",
        "Content-Security-Policy": expect.stringContaining("default-src 'none'"),
      });
  });
});

describe("an emulator with a mail", () => {
  const servers: Server[] = [];
  const asked: string[] = [];

  afterEach(async () => {
    asked.length = 0;
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const startEmulator = () =>
    listen(
      createServer((request, response) => {
        asked.push(request.url ?? "");
        response.end(JSON.stringify({ messages: { "000000000000": [withFile] } }));
      }),
    );

  test("is asked for the mails to an address alone, in copy too", async () => {
    const mailbox = await openMailbox(await startEmulator());
    expect((await mailbox.messagesTo("C@Client.example")).map(({ id }) => id)).toEqual([expected.id]);
    expect(await mailbox.messagesTo("d@client.example")).toEqual([]);
    expect(asked.slice(1)).toEqual([
      "/_ministack/ses/messages?to=C%40Client.example",
      "/_ministack/ses/messages?to=d%40client.example",
    ]);
  });

  test("gives the files of its mails to the page", async () => {
    const pages = await listen(createReferenceServer(await startEmulator(), "http://127.0.0.1:1", "none"));
    const address = `${pages}/mails/${encodeURIComponent(expected.id)}`;
    const file = await fetch(`${address}/0`);
    expect([file.status, file.headers.get("content-type"), await file.text()]).toEqual([200, pdf.contentType, "%PDF-"]);
    for (const missing of [`${address}/1`, `${address}/x`, `${address}/`, `${pages}/mails/other/0`])
      expect((await fetch(missing)).status).toBe(404);
  });
});
