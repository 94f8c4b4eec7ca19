import { describe, expect, it } from "vitest";
import { EndpointRequestError, type Existing, operationIdOf, readRequest } from "./new-endpoint/request.js";

const generated = "export function newNote() {} noteActivity";
const files: Readonly<Record<string, string>> = {
  "services/clients": "",
  "services/platform": "",
  "services/core": "",
  "services/clients/src/domain/note.ts": generated,
  "services/clients/src/domain/member.ts": "export type Member = string;",
  "docs/openapi.yaml": "components:\n  schemas:\n    Address:\n",
};
const existing: Existing = {
  services: { clients: ["create", "get", "create-note"], platform: ["health"] },
  operations: [
    { id: "createClient", method: "POST", path: "/clients" },
    { id: "getClient", method: "GET", path: "/clients/{id}" },
    { id: "getHealth", method: "GET", path: "/health" },
    { id: "createNote", method: "POST", path: "/clients/{id}/notes" },
  ],
  read: (path) => files[path],
};

const requestOf = (line: string) => readRequest(line.split(" "), existing);

function problemsOf(line: string): readonly string[] {
  try {
    readRequest(line === "" ? [] : line.split(" "), existing);
  } catch (error) {
    if (error instanceof EndpointRequestError) return error.problems;
    throw error;
  }
  return [];
}

describe("the request for an endpoint", () => {
  it("is read from the words of the command", () => {
    expect(requestOf("clients set-rate PUT /clients/{id}/rate --field rate:number")).toEqual({
      service: "clients",
      function: "set-rate",
      method: "PUT",
      path: "/clients/{id}/rate",
      kind: "update",
      resource: "clients",
      fields: [{ name: "rate", type: "number" }],
      newService: false,
      collection: "/clients",
    });
  });

  it.each([
    ["clients summarize GET /clients/{id}/summary", "read", "clients", "summarizeClient"],
    ["clients find GET /client-names --resource=clients", "list", "clients", "findClients"],
    ["clients archive POST /clients/{id}/archive", "action", "clients", "archiveClient"],
    ["clients archive DELETE /clients/{id}", "action", "clients", "archiveClient"],
    ["clients create-contact POST /clients/{id}/contacts", "create", "contacts", "createContact"],
    ["clients add POST /contacts --resource people-contacts", "create", "people-contacts", "addPeopleContact"],
    ["clients list-notes GET /clients/{id}/notes", "list", "notes", "listNotes"],
    ["clients notes GET /clients/{id}/notes --kind list --resource notes", "list", "notes", "notesNotes"],
    ["clients get-note GET /clients/{id}/notes/{noteId}", "read", "notes", "getNote"],
    ["clients pin-note POST /clients/{id}/notes/{noteId}/pin", "action", "notes", "pinNote"],
    ["work-orders create POST /work-orders --new-service", "create", "work-orders", "createWorkOrder"],
  ])("%s is a %s of %s: %s", (line, kind, resource, id) => {
    const request = requestOf(line);
    expect([request.kind, request.resource, operationIdOf(request)]).toEqual([kind, resource, id]);
  });

  it("is refused with all of its problems at once", () => {
    expect(problemsOf("orders Send post orders/ now --force --kind delete --field due:datum")).toEqual([
      "There is no option --force",
      '"now" is one word too many',
      'There is no service "orders": choose one of clients, platform, or add --new-service to make it',
      'The function "Send" must be words in lower case joined by hyphens, as set-rate',
      'The method "post" must be one of GET, POST, PUT, DELETE',
      expect.stringContaining('The path "orders/" must begin with a slash'),
      'The kind "delete" must be one of read, list, create, update, action',
      'The field "due:datum" must be a name and a type (text, lines, number, boolean, date, id), as dueDate:date',
    ]);
    expect(problemsOf("")).toHaveLength(4);
  });

  it.each([
    ["a function that exists", "clients get GET /clients/{id}/x", "The service clients has a function get already"],
    [
      "an operation that exists",
      "clients get-client GET /clients/{id}/x",
      "There is an operation getClient already: give the function another name",
    ],
    ["a route that exists", "clients fetch GET /clients/{id}", "The route GET /clients/{id} is getClient already"],
    [
      "another name of a parameter",
      "clients sum GET /clients/{clientId}/sum",
      "The path /clients/{clientId}/sum has {clientId} where GET /clients/{id} has {id}: use {id}",
    ],
    ["a parameter twice", "clients sum GET /sums/{id}/{id}", "The path /sums/{id}/{id} has the parameter {id} twice"],
    [
      "a path in upper case",
      "clients sum GET /Sums",
      'The path "/Sums" must begin with a slash, with words in lower case or {parameters} between slashes, as /clients/{id}/archive',
    ],
    [
      "a package that is no service",
      "core sum GET /sum --new-service",
      "services/core has no functions and is not in stacks/services.ts: choose one of clients, platform",
    ],
    [
      "a new service that exists",
      "clients sum GET /sum --new-service",
      "The service clients exists already: leave --new-service out",
    ],
    ["an option without a value", "clients sum GET /sum --kind", "--kind needs a value"],
    ["an option twice", "clients sum GET /sum --kind list --kind read", "--kind is there 2 times: give it once"],
    ["a kind of another method", "clients sum GET /sum --kind update", "The kind update has the method PUT, not GET"],
    [
      "an action without a record",
      "clients sum POST /sum --kind action",
      "The kind action needs the id of a record in its path, as /clients/{id}/sum. A list has --kind list, a new record --kind create",
    ],
    [
      "a field that records have",
      "clients add POST /tags --field id:id",
      "Every record has the field id: leave it out",
    ],
    ["a field twice", "clients add POST /tags --field a:id --field a:text", "The field a is there twice"],
    [
      "an update without fields",
      "clients set PUT /clients/{id}/x",
      "An update of clients needs its fields: for example --field notes:lines",
    ],
    [
      "new clients",
      "clients copy POST /clients/copies --resource clients",
      "The service clients creates clients already: use --kind action, or --resource for records of another kind",
    ],
    [
      "records that nothing creates",
      "clients list-tags GET /tags",
      "There are no tags in clients. If they are new, write first what creates them: npm run new-endpoint -- clients create-tag POST /tags. If the endpoint is for other records, name them with --resource",
    ],
    [
      "records that were written by hand",
      "clients list-members GET /members",
      "The generator does not know the members of clients: write the endpoint by hand, or choose another --resource",
    ],
    [
      "records that exist",
      "clients add-note POST /notes",
      "The file services/clients/src/domain/note.ts exists already: choose another --resource",
    ],
    [
      "a schema that exists",
      "clients add POST /addresses",
      "The API has a schema Address already: choose another --resource",
    ],
    [
      "a resource in the singular",
      "clients add POST /stock",
      "The resource stock must be a plural, as notes: give it with --resource",
    ],
    [
      "a path outside of its records",
      "clients get-note GET /notes/{noteId}",
      "The path /notes/{noteId} must begin with the path that creates notes",
    ],
    [
      "a second record in its path",
      "clients get-note GET /clients/{id}/notes/{noteId}/x/{x} --resource notes",
      "The path of a read of notes must be /clients/{id}/notes/{id}, with words behind it",
    ],
  ])("is refused for %s", (_what, line, problem) => {
    expect(problemsOf(line)).toEqual([problem]);
  });
});
