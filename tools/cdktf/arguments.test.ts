import { expect, it } from "vitest";
import { environmentsOf } from "./arguments.js";

const environments = ["dev", "staging", "prod"];

it.each([
  [["aerotage-*-dev", "--auto-approve"], ["dev"]],
  [["aerotage-api-prod"], ["prod"]],
  [["*"], environments],
  [["aerotage-data-dev", "aerotage-auth-*"], []],
  [["aerotage-api-de."], []],
  [["--auto-approve"], []],
])("the arguments %j name the API of %j", (args, expected) => {
  expect(environmentsOf(args, environments)).toEqual(expected);
});
