/**
 * The pages beside the local cloud, in a small process of its own: the API's reference made of docs/openapi.yaml, which can call the
 * API, and the mailbox. Everything comes from this machine; the page's policy forbids any other source.
 *
 * `node --import tsx local/reference-server.ts <port> <endpoint> <apiUrl> <Scalar's script>`
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { root } from "../tools/paths.js";
import { type Message, type MessageAttachment, openMailbox } from "./mailbox.js";
import { host } from "./ports.js";

const apiPrefix = "/api";
const contentPolicy =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:";
/** Headers that belong to one connection and are not passed on. */
const connectionHeaders = new Set([
  "connection",
  "host",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "content-encoding",
]);

const mailsPath = "/mails";
/** Types of files that a browser shows without running anything in them; all others are saved. */
const shownTypes = new Set(["application/pdf", "image/png", "image/jpeg"]);
/** A file that came with a mail may do nothing but be shown. Browsers show a PDF as an object of the page. */
const attachmentPolicy = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}

const referencePage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Aerotage Time API</title></head>
<body>
<div id="reference"></div>
<script src="/scalar.js"></script>
<script>
Scalar.createApiReference("#reference", {
  url: "/openapi.yaml",
  servers: [{ url: location.origin + "${apiPrefix}", description: "The local cloud" }],
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  showDeveloperTools: "never",
});
</script>
</body>
</html>`;

/** The links to the files of a mail. */
function attachmentLinks({ id, attachments }: Message): string {
  const links = attachments.map(({ fileName, content }, index) => {
    const size = `${Math.ceil(content.length / 1024)} KB`;
    return `<a href="${mailsPath}/${encodeURIComponent(id)}/${index}">${escapeHtml(fileName)}</a> (${size})`;
  });
  return links.length === 0 ? "" : `<p>Attached: ${links.join(", ")}</p>`;
}

/** Whom a mail went to, and who gets answers. */
function addressesOf({ from, to, cc, replyTo = [] }: Message): string {
  const others = [
    ...(cc.length > 0 ? [`in copy to ${cc.join(", ")}`] : []),
    ...(replyTo.length > 0 ? [`answers go to ${replyTo.join(", ")}`] : []),
  ];
  return escapeHtml([`from ${from} to ${to.join(", ")}`, ...others].join(" · "));
}

/** The mailbox, newest first; links in a mail's text can be followed, and its files opened. */
export function mailboxPage(messages: readonly Message[]): string {
  const mails = messages.toReversed().map((mail) => {
    const text = escapeHtml(mail.text || (mail.html ?? "")).replace(
      /https?:\/\/[^\s<&"]+(?:&amp;[^\s<&"]+)*/g,
      '<a href="$&">$&</a>',
    );
    const about = `<h2>${escapeHtml(mail.subject)}</h2><p>${escapeHtml(mail.sentAt)} · ${addressesOf(mail)}</p>`;
    return `<article>${about}<pre>${text}</pre>${attachmentLinks(mail)}</article>`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Mails (${messages.length})</title>
<style>body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}article{border-top:1px solid #ccc}
h2{font-size:1.1rem;margin:1rem 0 0}p{color:#555;margin:0}pre{white-space:pre-wrap;font:inherit}</style></head>
<body><h1>Mails</h1>${mails.join("") || "<p>No mail has been sent yet.</p>"}</body>
</html>`;
}

/** The headers with which a file of a mail is sent, so that it runs no script of whoever sent it. */
export function attachmentHeaders({
  fileName,
  contentType,
}: Pick<MessageAttachment, "fileName" | "contentType">): Record<string, string> {
  const isShown = shownTypes.has(contentType);
  const encoded = encodeURIComponent(Buffer.from(fileName).toString()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    "Content-Type": isShown ? contentType : "application/octet-stream",
    "Content-Disposition": `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${encoded}`,
    "Content-Security-Policy": attachmentPolicy,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  };
}

/** The file that a path such as `/mails/<id>/0` names. */
async function findAttachment(endpoint: string, path: string): Promise<MessageAttachment | undefined> {
  const [id = "", index = ""] = path.slice(`${mailsPath}/`.length).split("/");
  if (!/^\d+$/.test(index)) return undefined;
  const messages = await (await openMailbox(endpoint)).messages();
  return messages.find((message) => [message.id, encodeURIComponent(message.id)].includes(id))?.attachments[
    Number(index)
  ];
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Passes a call of the reference page on to the API, so that it is one of the page's own origin. */
async function passOn(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !connectionHeaders.has(name)) headers.set(name, String(value));
  }
  const body = await readBody(request);
  const method = request.method ?? "GET";
  const answer = await fetch(url, {
    method,
    headers,
    redirect: "manual",
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  for (const [name, value] of answer.headers) if (!connectionHeaders.has(name)) response.setHeader(name, value);
  response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
}

/** The server of the pages. @param scalar the file with Scalar's script */
export function createReferenceServer(endpoint: string, apiUrl: string, scalar: string) {
  const send = (response: ServerResponse, type: string, content: string | Buffer) =>
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": contentPolicy }).end(content);

  const notFound = (response: ServerResponse, message: string) =>
    response.writeHead(404, { "Content-Type": "text/plain" }).end(message);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    if (path.startsWith(`${apiPrefix}/`)) await passOn(request, response, apiUrl + path.slice(apiPrefix.length));
    else if (path === "/") send(response, "text/html; charset=utf-8", referencePage);
    else if (path === "/scalar.js") send(response, "text/javascript; charset=utf-8", await readFile(scalar));
    else if (path === "/openapi.yaml")
      send(response, "application/yaml", await readFile(join(root, "docs", "openapi.yaml")));
    else if (path === mailsPath) {
      send(response, "text/html; charset=utf-8", mailboxPage(await (await openMailbox(endpoint)).messages()));
    } else if (path.startsWith(`${mailsPath}/`)) {
      const attachment = await findAttachment(endpoint, path);
      if (attachment === undefined) notFound(response, "There is no such file in a mail.");
      else response.writeHead(200, attachmentHeaders(attachment)).end(attachment.content);
    } else notFound(response, "There is / (the API's reference) and /mails.");
  };
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(502, { "Content-Type": "text/plain" });
      response.end(`The local cloud did not answer: ${String(error)}`);
    });
  });
}

if (process.argv[1] === import.meta.filename) {
  const [port, endpoint, apiUrl, scalar] = process.argv.slice(2);
  if (!port || !endpoint || !apiUrl || !scalar)
    throw new Error("Give the port, the emulator's endpoint, the API's URL and the file with Scalar's script.");
  createReferenceServer(endpoint, apiUrl.replace(/\/$/, ""), scalar).listen(Number(port), host);
}
