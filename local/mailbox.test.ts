import { expect, test } from "vitest";
import { parseLocalstack, parseMinistack } from "./mailbox.js";
import { mailboxPage } from "./reference-server.js";

const expected = {
  from: "time@aerotage.test",
  to: ["a@client.example"],
  subject: "Hello",
  text: "Hi <b>",
  html: undefined,
  sentAt: "2026-11-23T06:00:00.000Z",
};

test("reads MiniStack's mails", () => {
  const mail = { Source: expected.from, To: expected.to, Subject: "Hello", BodyText: "Hi <b>", BodyHtml: null };
  expect(parseMinistack({ messages: { "000000000000": [{ ...mail, Timestamp: "2026-11-23T06:00:00Z" }] } })).toEqual([
    expected,
  ]);
});

test("reads LocalStack's mails", () => {
  const mail = {
    Source: expected.from,
    Destination: { ToAddresses: expected.to },
    Subject: "Hello",
    Body: { text_part: "Hi <b>" },
  };
  expect(parseLocalstack({ messages: [{ ...mail, Timestamp: "2026-11-23T06:00:00Z" }] })).toEqual([expected]);
});

test("the mailbox shows mails as text, whatever they contain, with links to follow", () => {
  const page = mailboxPage([
    { ...expected, subject: "<script>", text: "Open https://time.example/accept?a=1&b=2 now" },
  ]);
  expect(page).toContain("&lt;script&gt;");
  expect(page).not.toContain("<script>");
  expect(page).toContain('<a href="https://time.example/accept?a=1&amp;b=2">');
});
