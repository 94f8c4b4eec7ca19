/**
 * Makes the demo company. Its first administrator is made in Cognito, as an operator would; everything else comes through the API
 * itself, but for what only time makes: a password that was chosen, an invitation that has expired. Running it again makes nothing twice.
 */
import { createClient } from "@aerotage/clients/contract";
import { updateSettings } from "@aerotage/organization/contract/organization";
import { createTeam, listTeams } from "@aerotage/teams/contract";
import { createInvitation, listInvitations } from "@aerotage/users/contract/invitations";
import { createUser, deleteUser, listUsers, updateUser } from "@aerotage/users/contract/users";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ensureAccount, setPassword } from "../client/accounts.js";
import { ApiClient } from "../client/api-client.js";
import { signIn } from "../client/sign-in.js";
import { emulatorClient } from "../tools/deployment/emulator-clients.js";
import {
  type DemoPerson,
  demoClients,
  demoInvitations,
  demoLeaver,
  demoPeople,
  demoSettings,
  demoTeams,
  demoTimezone,
} from "./demo-company.js";
import { createOnce, idOf, inParallel, type SeededUser } from "./seed-api.js";
import { seedInvoices } from "./seed-invoices.js";
import { seedSchedules } from "./seed-schedules.js";
import { seedTime } from "./seed-time.js";

export interface SeedOptions {
  readonly endpoint: string;
  readonly apiUrl: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly signal?: AbortSignal | undefined;
}

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

/** Seeds an environment, and returns how many time entries it has. */
export async function seed(options: SeedOptions): Promise<number> {
  const [admin, ...others] = demoPeople;
  if (admin === undefined) throw new Error("The demo company has no administrator.");
  const cognito = new CognitoIdentityProviderClient(emulatorClient(options.endpoint));
  try {
    await ensureAccount(cognito, options.userPoolId, admin);
    const { apiUrl, signal } = options;
    const apiOf = async (person: DemoPerson) =>
      new ApiClient({ apiUrl, signal, tokens: { accessToken: await demoAccessToken(options, person) } });
    const api = await apiOf(admin);
    await api.call(updateSettings, { body: demoSettings(new Date().getFullYear()) });
    await inParallel([...others, demoLeaver], async (person) => {
      await createOnce(api, createUser, { ...profileOf(person), invite: false }, `user-${person.email}`);
      await setPassword(cognito, options.userPoolId, person);
    });
    const users = (await api.call(listUsers)).data.items;
    await api.call(updateUser, { path: { id: idOf(users, admin.name) }, body: profileOf(admin) });
    await api.call(deleteUser, { path: { id: idOf(users, demoLeaver.name) } });
    for (const team of demoTeams) await addTeam(api, team, users);
    for (const client of demoClients) await createOnce(api, createClient, client, `client-${client.name}`);
    for (const invitation of demoInvitations) await invite(api, options.endpoint, invitation);
    const apis = new Map([[admin.name, api]]);
    await inParallel(others, async (person) => {
      apis.set(person.name, await apiOf(person));
    });
    const entries = await seedTime({ users, apis });
    await seedInvoices(api);
    await seedSchedules(api);
    return entries;
  } finally {
    cognito.destroy();
  }
}

function profileOf({ email, name, role, department, hourlyRate }: DemoPerson) {
  return { email, name, role, department, hourlyRate, preferences: { timezone: demoTimezone } };
}

async function addTeam(
  api: ApiClient,
  { name, manager, members }: (typeof demoTeams)[number],
  users: readonly SeededUser[],
): Promise<void> {
  const present = (await api.call(listTeams)).data.items;
  if (present.some((team) => team.name === name)) return;
  const memberIds = members.map((member) => idOf(users, member));
  await createOnce(api, createTeam, { name, managerId: idOf(users, manager), memberIds }, `team-${name}`);
}

async function invite(
  api: ApiClient,
  endpoint: string,
  { expired, ...body }: (typeof demoInvitations)[number],
): Promise<void> {
  const present = (await api.call(listInvitations)).data.items;
  if (present.some(({ email }) => email === body.email)) return;
  const id = await createOnce(api, createInvitation, body, `invitation-${body.email}`);
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
