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
import { idOf, inParallel, SeedApi, type SeededUser } from "./seed-api.js";
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
    await createFirstAdministrator(cognito, options.userPoolId, admin);
    const api = new SeedApi(options, await demoAccessToken(options, admin));
    await api.call("PUT", "/settings", demoSettings(new Date().getFullYear()));
    await inParallel([...others, demoLeaver], async (person) => {
      await api.create("/users", { ...profileOf(person), invite: false }, `user-${person.email}`);
      await setPassword(cognito, options.userPoolId, person);
    });
    const users = (await api.call<{ items: SeededUser[] }>("GET", "/users")).items;
    await api.call("PUT", `/users/${idOf(users, admin.name)}`, profileOf(admin));
    await api.call("DELETE", `/users/${idOf(users, demoLeaver.name)}`);
    for (const team of demoTeams) await createTeam(api, team, users);
    for (const client of demoClients) await api.create("/clients", client, `client-${client.name}`);
    for (const invitation of demoInvitations) await invite(api, options.endpoint, invitation);
    const apis = new Map([[admin.name, api]]);
    await inParallel(others, async (person) => {
      apis.set(person.name, new SeedApi(options, await demoAccessToken(options, person)));
    });
    const entries = await seedTime({ users, apis });
    await seedInvoices(api);
    await seedSchedules(api);
    return entries;
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
  return { email, name, role, department, hourlyRate, preferences: { timezone: demoTimezone } };
}

async function createTeam(api: SeedApi, team: (typeof demoTeams)[number], users: readonly SeededUser[]): Promise<void> {
  const memberIds = team.members.map((name) => idOf(users, name));
  const present = (await api.call<{ items: { name: string }[] }>("GET", "/teams")).items;
  if (present.some(({ name }) => name === team.name)) return;
  await api.create("/teams", { name: team.name, managerId: idOf(users, team.manager), memberIds }, `team-${team.name}`);
}

async function invite(api: SeedApi, endpoint: string, invitation: (typeof demoInvitations)[number]): Promise<void> {
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
