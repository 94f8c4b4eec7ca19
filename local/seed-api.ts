/** The API as the seed calls it. */

export interface SeedApiOptions {
  readonly apiUrl: string;
  readonly signal?: AbortSignal | undefined;
}

/** A function's first calls on one process each are slow; more at once would only wait. */
const parallelCalls = 4;

/** The API as one person calls it. */
export class SeedApi {
  readonly #options: SeedApiOptions;
  readonly #token: string;

  constructor(options: SeedApiOptions, token: string) {
    this.#options = options;
    this.#token = token;
  }

  /** Calls an operation and returns its data. @throws for an answer that is no success */
  async call<Data>(method: string, path: string, body?: object): Promise<Data> {
    const { response, text } = await this.#send(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`);
    return (JSON.parse(text) as { data: Data }).data;
  }

  /** Posts what may have been done already: then it is refused with a code of its own, and nothing is returned. */
  async postOnce<Data>(path: string, body: object, doneCode: string): Promise<Data | undefined> {
    const { response, text } = await this.#send("POST", path, body);
    const { data, error } = JSON.parse(text) as { data: Data; error?: { code: string } };
    if (error?.code === doneCode) return undefined;
    if (!response.ok) throw new Error(`POST ${path} answers ${response.status}: ${text}`);
    return data;
  }

  /** Makes something once, and returns its id; nothing if it is there since a day on which the key was another one's. */
  async create(path: string, body: object, key: string): Promise<string | undefined> {
    const headers = { "Idempotency-Key": `seed-${key.replaceAll(" ", "-")}` };
    const { response, text } = await this.#send("POST", path, body, headers);
    if (response.status === 409) return undefined;
    if (!response.ok) throw new Error(`POST ${path} answers ${response.status}: ${text}`);
    return (JSON.parse(text) as { data: { id: string } }).data.id;
  }

  async #send(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}) {
    this.#options.signal?.throwIfAborted();
    const response = await fetch(`${this.#options.apiUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { response, text: await response.text() };
  }
}

/** A user as far as the seed looks at them. */
export interface SeededUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** The id of somebody by name. @throws if they were not made */
export function idOf(users: readonly SeededUser[], name: string): string {
  const user = users.find((one) => one.name === name);
  if (user === undefined) throw new Error(`${name} was not made.`);
  return user.id;
}

/** Does something for each of some items, some of them at once. */
export async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: parallelCalls }, worker));
}
