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
import { type Message, openMailbox } from "./mailbox.js";
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

/** The mailbox, newest first; links in a mail's text can be followed. */
export function mailboxPage(messages: readonly Message[]): string {
  const mails = messages.toReversed().map((mail) => {
    const text = escapeHtml(mail.text || (mail.html ?? "")).replace(
      /https?:\/\/[^\s<&"]+(?:&amp;[^\s<&"]+)*/g,
      '<a href="$&">$&</a>',
    );
    return `<article><h2>${escapeHtml(mail.subject)}</h2><p>${escapeHtml(mail.sentAt)} · from ${escapeHtml(mail.from)} to ${escapeHtml(
      mail.to.join(", "),
    )}</p><pre>${text}</pre></article>`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Mails (${messages.length})</title>
<style>body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}article{border-top:1px solid #ccc}
h2{font-size:1.1rem;margin:1rem 0 0}p{color:#555;margin:0}pre{white-space:pre-wrap;font:inherit}</style></head>
<body><h1>Mails</h1>${mails.join("") || "<p>No mail has been sent yet.</p>"}</body>
</html>`;
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

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    if (path.startsWith(`${apiPrefix}/`)) await passOn(request, response, apiUrl + path.slice(apiPrefix.length));
    else if (path === "/") send(response, "text/html; charset=utf-8", referencePage);
    else if (path === "/scalar.js") send(response, "text/javascript; charset=utf-8", await readFile(scalar));
    else if (path === "/openapi.yaml")
      send(response, "application/yaml", await readFile(join(root, "docs", "openapi.yaml")));
    else if (path === "/mails") {
      send(response, "text/html; charset=utf-8", mailboxPage(await (await openMailbox(endpoint)).messages()));
    } else
      response.writeHead(404, { "Content-Type": "text/plain" }).end("There is / (the API's reference) and /mails.");
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
