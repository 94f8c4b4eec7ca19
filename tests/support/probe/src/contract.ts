/** Operations of functions that exist only in the tests' stack: each shows what becomes of one kind of failure, or of a trigger. */
import { defineOperation, type Operation } from "@aerotage/core/contract/operation";
import * as z from "zod/mini";

const empty = z.strictObject({});

function failing(id: string, path: Operation["path"], summary: string) {
  return defineOperation({
    id,
    method: "GET",
    path,
    token: "access",
    roles: ["admin", "manager", "employee"],
    tag: "Probe",
    summary,
    request: {},
    response: { status: 200, description: "Never given.", data: empty },
    errors: [],
  });
}

export const probeThrow = failing("probeThrow", "/probe/throw", "Throws");
export const probeUnloadable = failing("probeUnloadable", "/probe/unloadable", "Cannot be loaded");
export const probeMalformed = failing("probeMalformed", "/probe/malformed", "Answers nonsense");
export const probeSlow = failing("probeSlow", "/probe/slow", "Never ends");

/** Takes the other kind of token, as the profile routes do. */
export const probeIdToken = defineOperation({
  id: "probeIdToken",
  method: "GET",
  path: "/probe/id-token",
  token: "id",
  roles: ["admin", "manager", "employee"],
  tag: "Probe",
  summary: "Takes an ID token",
  request: {},
  response: { status: 200, description: "Who called.", data: z.strictObject({ userId: z.string() }) },
  errors: [],
});

/** For administrators alone, so that a change of role shows. */
export const probeMail = defineOperation({
  id: "probeMail",
  method: "POST",
  path: "/probe/mail",
  token: "access",
  roles: ["admin"],
  tag: "Probe",
  summary: "Sends a mail",
  request: { body: z.object({ to: z.email(), subject: z.string(), text: z.string() }) },
  response: { status: 201, description: "Accepted.", data: z.strictObject({ messageId: z.string() }) },
  errors: [],
});
