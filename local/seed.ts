/** Makes the demo company: accounts in Cognito, everything else through the API itself. Running it again makes nothing twice. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from "@aws-sdk/client-cognito-identity-provider";
import { type DemoPerson, demoClients, demoPeople } from "./demo-company.js";
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

async function createAccount(
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
          { Name: "custom:role", Value: person.role },
          { Name: "custom:department", Value: person.department },
          { Name: "custom:hourlyRate", Value: String(person.hourlyRate) },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await cognito.send(new AdminSetUserPasswordCommand({ ...account, Password: person.password, Permanent: true }));
  await cognito.send(new AdminAddUserToGroupCommand({ ...account, GroupName: person.role }));
}

/** Calls the API and returns the status; throws for an answer that none of `accepted` stands for. */
async function call(url: string, init: RequestInit, accepted: readonly number[]): Promise<number> {
  const response = await fetch(url, init);
  const body = await response.text();
  if (!accepted.includes(response.status))
    throw new Error(`${init.method ?? "GET"} ${url} answers ${response.status}: ${body}`);
  return response.status;
}

/** The access token of a demo person. */
export async function demoAccessToken(
  options: SeedOptions,
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
  const { apiUrl, signal } = options;
  const cognito = new CognitoIdentityProviderClient(emulatorClient(options.endpoint));
  const queue = [...demoPeople];
  const work = async () => {
    for (let person = queue.shift(); person !== undefined; person = queue.shift()) {
      signal?.throwIfAborted();
      await createAccount(cognito, options.userPoolId, person);
      // The first call of a person makes their row.
      const token = await demoAccessToken(options, person);
      await call(`${apiUrl}/clients?limit=1`, { headers: { Authorization: `Bearer ${token}` } }, [200]);
    }
  };
  try {
    await Promise.all(Array.from({ length: parallelPeople }, work));
  } finally {
    cognito.destroy();
  }
  const [admin] = demoPeople;
  if (admin === undefined) throw new Error("The demo company has no administrator.");
  const token = await demoAccessToken(options, admin);
  for (const client of demoClients) {
    signal?.throwIfAborted();
    // 409: it is there since a day on which the key was another one's.
    await call(
      `${apiUrl}/clients`,
      {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token}`,
          "Content-Type": "application/json",
          "Idempotency-Key": `seed-client-${client.name.replaceAll(" ", "-")}`,
        },
        body: JSON.stringify(client),
      },
      [201, 409],
    );
  }
}
