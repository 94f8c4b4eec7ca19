import { createClient, listClients } from "@aerotage/clients/contract";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { ApiClient, ApiClientError } from "./api-client.js";
import { signIn } from "./sign-in.js";

/** The outputs of the deployed environment, and a user of it. */
interface Access {
  readonly apiUrl: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** Signs in, creates a client, and returns its id. A client with this name may exist already. */
export async function addClient(access: Access, name: string, cognito = new CognitoIdentityProviderClient()) {
  const tokens = await signIn(cognito, access);
  const api = new ApiClient({ apiUrl: access.apiUrl, tokens, maxRetries: 3 });
  try {
    return (await api.call(createClient, { body: { name } })).data.id;
  } catch (error) {
    if (!(error instanceof ApiClientError && error.code === "CLIENT_ALREADY_EXISTS")) throw error;
    const { items } = (await api.call(listClients, { query: { search: name } })).data;
    return items.find((client) => client.name === name)?.id;
  }
}
