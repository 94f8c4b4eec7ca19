/**
 * Makes the demo company. Its first administrator is made in Cognito, as an operator would; everything else comes through the API
 * itself, but for what only time makes: a password that was chosen, an invitation that has expired. Running it again makes nothing twice.
 */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  type DemoPerson,
  demoClients,
  demoInvitations,
  demoLeaver,
  demoPeople,
  demoSettings,
  demoTeams,
} from "./demo-company.js";
import { emulatorClient } from "./emulator-clients.js";
import { signIn } from "./srp.js";

export interface SeedOptions {
  readonly endpoint: string;
  readonly apiUrl: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly signal?: AbortSignal | undefined;
}

/** A function's first calls on one process each are slow; more at once would only wait. */
const parallelPeople = 4;
/** The table in which an invitation's time is moved; the name that the stacks give it. */
const invitationsTable = "aerotage-local-user-invitations";
const millisecondsPerDay = 86_400_000;

/** The access token of a demo person. */
export async function demoAccessToken(
  options: Pick<SeedOptions, "endpoint" | "userPoolId" | "userPoolClientId">,
  person: { email: string; password: string },
): Promise<string> {
  const cognito = new CognitoIdentityProviderClient(emulatorClient(options.endpoint));
  try {
    const { userPoolId, userPoolClientId: clientId } = options;
    return (await signIn(cognito, { userPoolId, clientId, username: person.email, password: person.password }))
      .accessToken;
  } finally {
    cognito.destroy();
  }
}

/** Seeds an environment. */
export async function seed(options: SeedOptions): Promise<void> {
  const [admin, ...others] = demoPeople;
  if (admin === undefined) throw new Error("The demo company has no administrator.");
  const cognito = new CognitoIdentityProviderClient(emulatorClient(options.endpoint));
  try {
    await createFirstAdministrator(cognito, options.userPoolId, admin);
    const api = new Api(options, await demoAccessToken(options, admin));
    await api.call("PUT", "/settings", demoSettings);
    await inParallel([...others, demoLeaver], async (person) => {
      await api.create("/users", { ...profileOf(person), invite: false }, `user-${person.email}`);
      await setPassword(cognito, options.userPoolId, person);
    });
    const people = await api.people();
    await api.call("PUT", `/users/${idOf(people, admin.email)}`, profileOf(admin));
    await api.call("DELETE", `/users/${idOf(people, demoLeaver.email)}`);
    for (const team of demoTeams) await createTeam(api, team, people);
    for (const client of demoClients) await api.create("/clients", client, `client-${client.name}`);
    for (const invitation of demoInvitations) await invite(api, options.endpoint, invitation);
  } finally {
    cognito.destroy();
  }
}

async function createFirstAdministrator(
  cognito: CognitoIdentityProviderClient,
  userPoolId: string,
  person: DemoPerson,
): Promise<void> {
  const account = { UserPoolId: userPoolId, Username: person.email };
  try {
    await cognito.send(
      new AdminCreateUserCommand({
        ...account,
        MessageAction: "SUPPRESS",
        UserAttributes: [
          { Name: "email", Value: person.email },
          { Name: "email_verified", Value: "true" },
          { Name: "name", Value: person.name },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await setPassword(cognito, userPoolId, person);
  await cognito.send(new AdminAddUserToGroupCommand({ ...account, GroupName: person.role }));
}

async function setPassword(
  cognito: CognitoIdentityProviderClient,
  userPoolId: string,
  { email, password }: DemoPerson,
): Promise<void> {
  const account = { UserPoolId: userPoolId, Username: email };
  await cognito.send(new AdminSetUserPasswordCommand({ ...account, Password: password, Permanent: true }));
}

function profileOf({ email, name, role, department, hourlyRate }: DemoPerson) {
  return { email, name, role, department, hourlyRate, preferences: { timezone: demoSettings.timezone } };
}

async function createTeam(api: Api, team: (typeof demoTeams)[number], people: readonly Person[]): Promise<void> {
  const named = (name: string) => people.find((person) => person.name === name)?.id;
  const memberIds = team.members.map(named);
  const present = (await api.call<{ items: { name: string }[] }>("GET", "/teams")).items;
  if (present.some(({ name }) => name === team.name)) return;
  await api.create("/teams", { name: team.name, managerId: named(team.manager), memberIds }, `team-${team.name}`);
}

async function invite(api: Api, endpoint: string, invitation: (typeof demoInvitations)[number]): Promise<void> {
  const { expired, ...body } = invitation;
  const present = (await api.call<{ items: { email: string }[] }>("GET", "/user-invitations")).items;
  if (present.some(({ email }) => email === body.email)) return;
  const id = await api.create("/user-invitations", body, `invitation-${body.email}`);
  if (!expired || id === undefined) return;
  const then = new Date(Date.now() - millisecondsPerDay);
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient(emulatorClient(endpoint)));
  try {
    const move = (key: string, name: string, value: string | number) =>
      tables.send(
        new UpdateCommand({
          TableName: invitationsTable,
          Key: { id: key },
          UpdateExpression: "SET #name = :value",
          ExpressionAttributeNames: { "#name": name },
          ExpressionAttributeValues: { ":value": value },
        }),
      );
    await move(id, "validUntil", then.toISOString());
    await move(`pending#${body.email}`, "heldUntil", Math.floor(then.getTime() / 1000));
  } finally {
    tables.destroy();
  }
}

/** A user as far as the seed looks at them. */
interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

function idOf(people: readonly Person[], address: string): string {
  const person = people.find(({ email }) => email === address);
  if (person === undefined) throw new Error(`${address} was not made.`);
  return person.id;
}

/** The API as the first administrator calls it. */
class Api {
  readonly #options: SeedOptions;
  readonly #token: string;

  constructor(options: SeedOptions, token: string) {
    this.#options = options;
    this.#token = token;
  }

  /** Calls an operation and returns its data. @throws for an answer that is no success */
  async call<Data>(method: string, path: string, body?: object): Promise<Data> {
    const { response, text } = await this.#send(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`);
    return (JSON.parse(text) as { data: Data }).data;
  }

  /** Makes something once, and returns its id; nothing if it is there since a day on which the key was another one's. */
  async create(path: string, body: object, key: string): Promise<string | undefined> {
    const headers = { "Idempotency-Key": `seed-${key.replaceAll(" ", "-")}` };
    const { response, text } = await this.#send("POST", path, body, headers);
    if (response.status === 409) return undefined;
    if (!response.ok) throw new Error(`POST ${path} answers ${response.status}: ${text}`);
    return (JSON.parse(text) as { data: { id: string } }).data.id;
  }

  async people(): Promise<Person[]> {
    return (await this.call<{ items: Person[] }>("GET", "/users")).items;
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

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: parallelPeople }, worker));
}
