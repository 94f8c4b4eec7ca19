/** The cloud accounts. Ids and names of the examples are placeholders: a deploy to AWS refuses them by name. */
import type { Account, AccountName } from "./schema.js";

export const accounts: Record<AccountName, Account> = {
  nonprod: {
    name: "nonprod",
    id: "000000000000",
    region: "eu-central-1",
    mailDomain: "nonprod.aerotage.example",
    sourceRepository: "example/aerotage-time",
    costCenter: "engineering",
  },
  prod: {
    name: "prod",
    id: "000000000000",
    region: "eu-central-1",
    mailDomain: "aerotage.example",
    sourceRepository: "example/aerotage-time",
    costCenter: "product",
  },
  local: {
    name: "local",
    id: "000000000000",
    region: "us-east-1",
    mailDomain: "aerotage.test",
    sourceRepository: "example/aerotage-time",
    costCenter: "engineering",
  },
};
