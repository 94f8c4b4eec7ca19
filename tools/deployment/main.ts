/**
 * `deploy`, `diff` and `destroy` of an environment, and the bootstrap of an account, by Terraform:
 * `main.ts <deploy|diff|destroy> <environment>`, `main.ts bootstrap <account>`.
 *
 * They go to AWS with the credentials of the shell, or to the endpoint that AWS_ENDPOINT_URL names.
 */
import { accountNames, environmentNames } from "../../environments/schema.js";
import { OperatorError, runCommandLine } from "../command-line.js";
import { deployAccount } from "./bootstrap.js";
import { type Command, commands, type Interruptions, runOnEnvironment } from "./environment.js";

const usage = [
  "Usage: npm run deploy:<environment>, diff:<environment>, destroy:<environment> with one of",
  `${environmentNames.filter((name) => name !== "local").join(", ")}; npm run deploy:bootstrap:<account> with one of`,
  `${accountNames.filter((name) => name !== "local").join(", ")}. The local environment is \`npm start\`.`,
].join(" ");

const onInterrupt =
  "Terraform finishes what is under way and writes its state. Interrupt again to end it at once, which can lose resources from the state.";

await runCommandLine(async (signal, force) => {
  try {
    await runCommand({ signal, force });
  } catch (error) {
    if (signal.aborted && !force.aborted)
      console.error("What was under way has ended, and the state is written. Run the same command again to go on.");
    throw error;
  }
}, onInterrupt);

async function runCommand(interruptions: Interruptions): Promise<void> {
  const [command, name, ...others] = process.argv.slice(2);
  if (name === undefined || name === "local" || others.length > 0) throw new OperatorError(usage);
  if (command === "bootstrap") return await deployAccount(name, interruptions);
  const known: Command | undefined = commands.find((each) => each === command);
  if (known === undefined) throw new OperatorError(usage);
  await runOnEnvironment(known, name, interruptions);
}
