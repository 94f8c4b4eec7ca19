/** What the tests about time share: projects, entries, and days to put them on. */
import { randomUUID } from "node:crypto";
import { createClient } from "@aerotage/clients/contract";
import { updateSettings } from "@aerotage/organization/contract/organization";
import { createProject } from "@aerotage/projects/contract";
import { createTimeEntry } from "@aerotage/time-entries/contract/time-entries";
import { call, type Person, person, withoutConflict } from "./api.js";

/** A client with a name of its own. */
export async function newClient(body: Record<string, unknown> = {}): Promise<string> {
  const { data } = await call(createClient, await person("admin"), {
    body: { name: `Client ${randomUUID()}`, ...body },
  });
  return data.id;
}

/** A project with a name of its own, open to everybody unless it has members. */
export async function newProject(body: Record<string, unknown> = {}): Promise<string> {
  const clientId = body.clientId ?? (await newClient());
  const answer = await call(createProject, await person("admin"), {
    body: { name: `Project ${randomUUID()}`, ...body, clientId },
  });
  if (answer.status !== 201) throw new Error(`createProject answered ${answer.status} ${answer.text}`);
  return answer.data.id;
}

/** Records time, which must succeed. */
export async function recorded(who: Person, body: Record<string, unknown>) {
  const answer = await call(createTimeEntry, who, { body: { description: "Work", ...body } });
  if (answer.status !== 201) throw new Error(`createTimeEntry answered ${answer.status} ${answer.text}`);
  return answer.data;
}

/** The UTC date some days ago. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** The minute of a day as `HH:MM`. */
export function clock(minute: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Changes the company's settings; other tests may do so at the same time. */
export async function withSettings(body: Record<string, unknown>): Promise<void> {
  const admin = await person("admin");
  const answer = await withoutConflict(() => call(updateSettings, admin, { body }));
  if (answer.status !== 200) throw new Error(`updateSettings answered ${answer.status} ${answer.text}`);
}
