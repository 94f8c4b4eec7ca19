/** Whose rows they are, and of which project: what the mappings say first, then what can be told by itself. Pure. */
import { maxNameLength, personNotMapped, projectNotMapped } from "../../contract/import.js";
import { RowRefused } from "./refusals.js";
import type { Row } from "./rows.js";

/** Texts that differ in case and spacing alone are the same. */
export function sameText(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase();
}

/** What names stand for, regardless of case. */
export function mappingOf(names: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> {
  return new Map(Object.entries(names).map(([name, id]) => [sameText(name), id]));
}

/** The names for which nothing was found, as the file has them, each once. */
class Missing {
  readonly #names = new Map<string, string>();

  add(name: string): void {
    const key = sameText(name);
    if (!this.#names.has(key)) this.#names.set(key, name);
  }

  get names(): string[] {
    return [...this.#names.values()];
  }
}

/** Finds people. */
export class People {
  readonly #mapping: ReadonlyMap<string, string>;
  readonly #byEmail: ReadonlyMap<string, string>;
  readonly #missing = new Missing();

  /** @param byEmail user ids by address in lower case */
  constructor(mapping: ReadonlyMap<string, string>, byEmail: ReadonlyMap<string, string>) {
    this.#mapping = mapping;
    this.#byEmail = byEmail;
  }

  /** The id of a row's person: mapped by address, name or account, else who has the address. Two people may have one name. */
  find({ email, name, account = "" }: Pick<Row, "email" | "name" | "account">): string | undefined {
    const known = [email, name, account].filter((text) => text !== "").map(sameText);
    const mapped = (known.length > 0 ? known : [""]).map((text) => this.#mapping.get(text));
    const id = mapped.find((found) => found !== undefined) ?? this.#byEmail.get(sameText(email));
    if (id === undefined) this.#missing.add(nameOf(email || name || account));
    return id;
  }

  get missing(): string[] {
    return this.#missing.names;
  }
}

/** A project by which rows may be found. */
export interface NamedProject {
  readonly id: string;
  readonly name: string;
  /** Known where a file names clients. */
  readonly clientName?: string | undefined;
}

/** Finds projects. */
export class Projects {
  readonly #mapping: ReadonlyMap<string, string>;
  readonly #named = new Map<string, NamedProject[]>();
  readonly #missing = new Missing();

  constructor(mapping: ReadonlyMap<string, string>, projects: readonly NamedProject[]) {
    this.#mapping = mapping;
    for (const project of projects) {
      const key = sameText(project.name);
      this.#named.set(key, [...(this.#named.get(key) ?? []), project]);
    }
  }

  /** The id of a row's project: mapped with its client or alone, else the only one of that name, and of that client. */
  find({ client, project }: Pick<Row, "client" | "project">): string | undefined {
    const label = projectLabel({ client, project });
    const id =
      this.#mapping.get(sameText(label)) ?? this.#mapping.get(sameText(project)) ?? this.#onlyOne(client, project);
    if (id === undefined) this.#missing.add(nameOf(label));
    return id;
  }

  get missing(): string[] {
    return this.#missing.names;
  }

  #onlyOne(client: string, project: string): string | undefined {
    const found = (this.#named.get(sameText(project)) ?? []).filter(
      ({ clientName }) => client === "" || sameText(clientName ?? "") === sameText(client),
    );
    return found.length === 1 ? found[0]?.id : undefined;
  }
}

/** What a mapping calls a project. */
function projectLabel({ client, project }: Pick<Row, "client" | "project">): string {
  return client === "" || project === "" ? project : `${client} / ${project}`;
}

/** A name as it is reported: longer ones cannot be mapped. */
function nameOf(text: string): string {
  return text.slice(0, maxNameLength);
}

/** Whose row it is, and of which project. @throws RowRefused */
export function matched(
  row: Row,
  people: People,
  projects: Projects,
): { readonly userId: string; readonly projectId: string } {
  const [userId, projectId] = [people.find(row), projects.find(row)];
  if (userId === undefined) {
    const who = row.email || row.name || row.account || "";
    throw new RowRefused(
      personNotMapped,
      who === ""
        ? 'The row names nobody. Map "" to somebody.'
        : `Nobody is known as ${nameOf(who)}. Map it to somebody.`,
    );
  }
  if (projectId === undefined) {
    const label = nameOf(projectLabel(row));
    throw new RowRefused(
      projectNotMapped,
      label === ""
        ? 'The row names no project. Map "" to one.'
        : `There is no project ${label}, or more than one. Map it to one.`,
    );
  }
  return { userId, projectId };
}
