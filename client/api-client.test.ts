import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { defineOperation, type Operation } from "@aerotage/core/contract/operation";
import { listOf, repeatable, text, ulidSchema } from "@aerotage/core/contract/schemas";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod/mini";
import { ApiClient, ApiClientError, type ApiClientOptions, type RequestOf } from "./api-client.js";

const thing = z.strictObject({ id: z.string(), name: z.string() });
const shared = { token: "access", roles: ["admin"], tag: "Things", summary: "A thing", errors: [] } as const;

const getThing = defineOperation({
  ...shared,
  id: "getThing",
  method: "GET",
  path: "/things/{id}/parts/{partId}",
  request: { path: z.object({ id: ulidSchema, partId: z.string() }) },
  response: { status: 200, description: "The thing.", data: thing },
});
const listThings = defineOperation({
  ...shared,
  id: "listThings",
  method: "GET",
  path: "/things",
  request: { query: z.object({ tag: repeatable(text(1, 10), 5), search: z.optional(text(1, 10)) }) },
  response: { status: 200, description: "Things.", data: listOf(thing) },
});
const createThing = defineOperation({
  ...shared,
  id: "createThing",
  method: "POST",
  path: "/things",
  request: { body: z.object({ name: text(1, 10), tags: z.optional(z.array(z.string())) }) },
  response: { status: 201, accepted: "Later.", partly: "In part.", description: "The thing.", data: thing },
});
const replaceThing = defineOperation({ ...createThing, id: "replaceThing", method: "PUT" });
const createSecret = defineOperation({
  ...createThing,
  id: "createSecret",
  response: { ...createThing.response, secret: true },
});
const getProfile = defineOperation({
  ...shared,
  id: "getProfile",
  method: "GET",
  path: "/profile",
  token: "id",
  request: {},
  response: { status: 200, description: "The profile.", data: thing },
});
const followLink = defineOperation({
  ...shared,
  id: "followLink",
  method: "GET",
  path: "/link",
  token: "none",
  roles: [],
  request: {},
  response: { status: 302, description: "The file.", data: z.object({ downloadUrl: z.string() }) },
});

interface Received extends Pick<IncomingMessage, "method" | "url" | "headers"> {
  readonly body: string;
}

const success = { success: true, data: { id: "1", name: "One" } };
const error = {
  code: "VALIDATION_ERROR",
  message: "The request does not fit.",
  requestId: "request-1",
  details: [{ path: "name", message: "must have at least 1 character" }],
};

describe("the API client", () => {
  let server: Server;
  let apiUrl: string;
  let received: Received[];
  let respond: (response: ServerResponse, request: IncomingMessage) => void;

  beforeEach(async () => {
    received = [];
    respond = (response) => json(response, 200, success);
    server = createServer(async (request, response) => {
      const { method, url, headers } = request;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      respond(response, request);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
  const tokens = { accessToken: "access-token", idToken: "id-token" };
  const newClient = (options: Partial<ApiClientOptions> = {}) => new ApiClient({ apiUrl, tokens, ...options });
  const errorOf = (sent: Promise<unknown>) =>
    sent.then(
      () => expect.fail("The call succeeded."),
      (thrown: unknown) => thrown,
    );

  describe("the request", () => {
    it("has encoded parameters in its path", async () => {
      await newClient().call(getThing, { path: { id: "a/b ?c", partId: "ä#1" } });
      expect(received[0]).toMatchObject({ method: "GET", url: "/v1/things/a%2Fb%20%3Fc/parts/%C3%A4%231", body: "" });
      expect(received[0]?.headers).not.toHaveProperty("content-type");
    });

    it.each(["", ".", ".."])("is not sent with the path parameter %j, which leads to another operation", async (id) => {
      const sent = newClient().call(getThing, { path: { id, partId: "1" } });
      await expect(sent).rejects.toThrow(`getThing needs the path parameter id, which is ${JSON.stringify(id)}.`);
      expect(received).toEqual([]);
    });

    it("repeats a query parameter with several values, and leaves out one without a value", async () => {
      await newClient().call(listThings, { query: { tag: ["a b", "c&d"], search: undefined } });
      await newClient().call(listThings, { query: { tag: "one" } });
      await newClient().call(listThings);
      expect(received.map(({ url }) => url)).toEqual([
        "/v1/things?tag=a+b&tag=c%26d",
        "/v1/things?tag=one",
        "/v1/things",
      ]);
    });

    it("has a body as JSON, or as the text that it is given", async () => {
      respond = (response) => json(response, 201, success);
      await newClient().call(createThing, { body: { name: "One", tags: ["a"] } });
      await newClient().sendUnchecked(createThing, { rawBody: "{", headers: { "Content-Type": "text/plain" } });
      expect(received.map(({ body, headers }) => [body, headers["content-type"]])).toEqual([
        ['{"name":"One","tags":["a"]}', "application/json"],
        ["{", "text/plain"],
      ]);
    });

    it("has headers of the client and its own, which win", async () => {
      const client = newClient({ headers: { origin: "http://app.test", "x-one": "1" } });
      await client.call(getProfile, { headers: { "X-One": "2", "if-match": '"3"' } });
      expect(received[0]?.headers).toMatchObject({ origin: "http://app.test", "x-one": "2", "if-match": '"3"' });
    });

    it("carries the kind of token that the operation takes", async () => {
      const client = newClient();
      const authorization = async (sender: ApiClient, operation: Operation, token?: string) => {
        await sender.sendUnchecked(operation, { ...(token !== undefined && { token }) });
        return received.at(-1)?.headers.authorization;
      };
      expect(await authorization(client, listThings)).toBe("Bearer access-token");
      expect(await authorization(client, getProfile)).toBe("Bearer id-token");
      expect(await authorization(client, followLink)).toBeUndefined();
      expect(await authorization(client, followLink, "other")).toBe("Bearer other");
      expect(await authorization(client.withTokens({ accessToken: "another" }), listThings)).toBe("Bearer another");
      expect(await authorization(client.withTokens(undefined), listThings)).toBeUndefined();
    });

    it("is typed by the schemas of the operation", () => {
      expectTypeOf<RequestOf<typeof getThing>["path"]>().toEqualTypeOf<{
        readonly id: string;
        readonly partId: string;
      }>();
      expectTypeOf<RequestOf<typeof getThing>["body"]>().toEqualTypeOf<undefined>();
      const client = newClient();
      // @ts-expect-error The operation needs a body.
      const withoutBody = () => client.call(createThing);
      // @ts-expect-error The name must be a text.
      const withWrongName = () => client.call(createThing, { body: { name: 1 } });
      expect([withoutBody, withWrongName]).toHaveLength(2);
    });
  });

  describe("the response", () => {
    it("is a success with the data of the operation", async () => {
      respond = (response) => json(response, 201, success, { etag: '"1"' });
      const { status, headers, data, error: none } = await newClient().call(createThing, { body: { name: "One" } });
      expectTypeOf(data).toEqualTypeOf<{ id: string; name: string }>();
      expect([status, headers.get("etag"), data, none]).toEqual([201, '"1"', success.data, undefined]);
    });

    it.each([202, 207])("is a success with %i if the operation says so", async (status) => {
      respond = (response) => json(response, status, success);
      expect((await newClient().call(createThing, { body: { name: "One" } })).status).toBe(status);
      expect(await errorOf(newClient().call(listThings))).toMatchObject({ name: "ApiClientError", status });
    });

    it("is the redirect itself", async () => {
      const data = { downloadUrl: `${apiUrl}file` };
      respond = (response) => json(response, 302, { success: true, data }, { location: data.downloadUrl });
      const { status, headers } = await newClient().call(followLink);
      expect([status, headers.get("location"), received.length]).toEqual([302, data.downloadUrl, 1]);
    });

    it("is an error: call throws it, send returns it", async () => {
      respond = (response) => json(response, 400, { success: false, error });
      const request = { body: { name: "" } };
      const thrown = await errorOf(newClient().call(createThing, request));
      expect(thrown).toBeInstanceOf(ApiClientError);
      expect(thrown).toMatchObject({
        message:
          "createThing returned 400 VALIDATION_ERROR: The request does not fit.\n  name must have at least 1 character",
        operationId: "createThing",
        status: 400,
        code: "VALIDATION_ERROR",
        requestId: "request-1",
        details: error.details,
      });
      expect(await newClient().send(createThing, request)).toMatchObject({ status: 400, data: undefined, error });
    });

    it.each([
      [502, "<html>Bad Gateway</html>"],
      [403, '{"message":"Forbidden"}'],
      [200, "null"],
      [200, "not JSON"],
    ])("is an error without a code if a server in front of the API sends %i %s", async (status, body) => {
      respond = (response) => response.writeHead(status).end(body);
      const sent = await newClient().send(listThings);
      expect(sent).toMatchObject({ status, text: body, data: undefined, error: undefined });
      const thrown = await errorOf(newClient().call(listThings));
      expect(thrown).toMatchObject({ status, code: undefined, requestId: undefined, details: [] });
      expect(String(thrown)).toContain(`listThings returned ${status} ${body}`);
    });
  });

  describe("an abort", () => {
    it.each(["client", "request"])("of the signal of the %s ends the request", async (owner) => {
      const controller = new AbortController();
      const other = new AbortController();
      respond = () => controller.abort(new Error("enough"));
      const client = newClient({ signal: owner === "client" ? controller.signal : other.signal });
      const sent = client.call(listThings, owner === "request" ? { signal: controller.signal } : {});
      await expect(sent).rejects.toThrow("enough");
    });

    it("ends the wait for the next try", async () => {
      const controller = new AbortController();
      respond = (response) => {
        json(response, 503, { error }, { "retry-after": "60" });
        setTimeout(() => controller.abort(), 20);
      };
      const sent = newClient({ signal: controller.signal, maxRetries: 1 }).call(listThings);
      await expect(sent).rejects.toThrow("aborted");
      expect(received).toHaveLength(1);
    });
  });

  describe("a retry", () => {
    /** Responds with these statuses, one after another, and then with success. */
    const respondWith = (...statuses: number[]) => {
      respond = (response) => {
        const status = statuses.shift();
        if (status === undefined) return json(response, 201, success);
        return json(response, status, { error }, { "retry-after": "0" });
      };
    };
    const keys = () => received.map(({ headers }) => headers["idempotency-key"]);

    it("sends a POST again with the same idempotency key", async () => {
      respondWith(503, 429);
      expect((await newClient({ maxRetries: 2 }).call(createThing, { body: { name: "One" } })).status).toBe(201);
      expect(received).toHaveLength(3);
      expect(new Set(keys()).size).toBe(1);
      expect(keys()[0]).toMatch(/^[\da-f-]{36}$/);
    });

    it("keeps the idempotency key of the request", async () => {
      respondWith(503);
      const headers = { "Idempotency-Key": "mine" };
      await newClient({ maxRetries: 1 }).call(createThing, { body: { name: "One" }, headers });
      expect(keys()).toEqual(["mine", "mine"]);
    });

    it("ends after as many as the client allows", async () => {
      respondWith(503, 503, 503);
      const sent = newClient({ maxRetries: 1 }).call(createThing, { body: { name: "One" } });
      expect(await errorOf(sent)).toMatchObject({ status: 503 });
      expect(received).toHaveLength(2);
    });

    it("is not made unless the client allows it, nor after another error", async () => {
      const body = { name: "One" };
      respondWith(503, 500);
      expect((await newClient().send(createThing, { body })).status).toBe(503);
      expect((await newClient({ maxRetries: 3 }).send(createThing, { body })).status).toBe(500);
      expect(keys()).toEqual([undefined, expect.any(String)]);
    });

    it.each([replaceThing, createSecret])(
      "of $id is not made after 503, since the API stores no response for its key",
      async (operation) => {
        respondWith(503);
        expect((await newClient({ maxRetries: 3 }).send(operation, { body: { name: "One" } })).status).toBe(503);
        expect(received).toHaveLength(1);
        respondWith(429);
        expect((await newClient({ maxRetries: 3 }).send(operation, { body: { name: "One" } })).status).toBe(201);
      },
    );
  });
});
