/** Who calls the operations that are measured: accounts, sign-ins, and the mails that they get. */
import { randomUUID } from "node:crypto";
import type { Role } from "@aerotage/core/contract/operation";
import { newToken } from "@aerotage/core/runtime/tokens";
import { reportLinkKey } from "@aerotage/reports/persistence/report-links";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ensureAccount, type SignedInUser } from "../client/accounts.js";
import { signInWithPassword } from "../client/sign-in.js";
import { openMailbox } from "../local/mailbox.js";
import type { TestStack } from "../local/test-stack.js";
import { emulatorClient } from "../tools/deployment/emulator-clients.js";

/** The table of saved reports, exports and links to them. */
const settingsTable = "aerotage-local-settings";
const password = "Correct-horse-1";

/** Makes and signs in people of a deployed stack. */
export interface People {
  /** Makes somebody who has an account but no row yet, and signs them in. */
  newStranger(role: Role): Promise<SignedInUser>;
  /** The same person with the tokens of another sign-in. */
  signInAgain(person: SignedInUser): Promise<SignedInUser>;
  /** The token of the link in the newest mail to an address. @throws if there is none */
  mailedToken(address: string): Promise<string>;
  /** The token of a new link to the file of an export: mails of scheduled reports go out at times, which nobody waits for here. */
  reportLink(exportId: string): Promise<string>;
  /** Closes the connections. */
  close(): void;
}

/** The people of a stack. */
export async function peopleOf({ endpoint, outputs }: TestStack): Promise<People> {
  const { userPoolId, userPoolClientId: clientId } = outputs;
  const cognito = new CognitoIdentityProviderClient(emulatorClient(endpoint));
  const tables = new DynamoDBClient(emulatorClient(endpoint));
  const mailbox = await openMailbox(endpoint);
  const tokensOf = (username: string) => signInWithPassword(cognito, { clientId, username, password });
  return {
    async newStranger(role) {
      const email = `bench-${role}-${randomUUID()}@example.com`;
      const account = { email, password, name: "Ada Measure", role };
      const id = await ensureAccount(cognito, userPoolId, account);
      return { id, email, password, tokens: await tokensOf(email) };
    },
    async signInAgain(person) {
      return { ...person, tokens: await tokensOf(person.email) };
    },
    async mailedToken(address) {
      const mail = (await mailbox.messagesTo(address)).at(-1);
      const token = /(?:[?&]token=|\/(?:invoices\/view|reports\/files)\/)([\w-]+)/.exec(mail?.text ?? "")?.[1];
      if (token === undefined) throw new Error(`There is no link in the newest mail to ${address}.`);
      return token;
    },
    async reportLink(exportId) {
      const token = newToken();
      const id = reportLinkKey(token);
      await tables.send(
        new PutItemCommand({ TableName: settingsTable, Item: { id: { S: id }, exportId: { S: exportId } } }),
      );
      return token;
    },
    close() {
      tables.destroy();
      cognito.destroy();
    },
  };
}
