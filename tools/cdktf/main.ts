/**
 * Runs the CLI of CDK for Terraform as it is: `npx cdktf deploy 'aerotage-*-dev'`, `diff`, `synth`, `destroy` and all others.
 *
 * The CLI has 431 packages and nothing else here needs them, so they have a lock file of their own and are installed on first use.
 * What the stacks need is done before: the functions are built, and before a deployment uploaded.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { placeholdersOf } from "../../environments/deployable.js";
import { environmentNames } from "../../environments/schema.js";
import { type BuildManifest, buildFunctions } from "../build.js";
import { OperatorError, runCommandLine } from "../command-line.js";
import { CommandError, endTree, run } from "../commands.js";
import { checkedEnvironment, refusePlaceholders, targetOf, uploadFunctions } from "../deployment/environment.js";
import { terraformEnvironment, usesMirror } from "../deployment/terraform-mirror.js";
import { replaceFile } from "../files.js";
import { withLock } from "../lock.js";
import { cleanInstall, npmCommand } from "../npm.mjs";
import { localDirectory, root } from "../paths.js";
import type { ProcessIdentity } from "../processes.js";
import { step } from "../progress.js";
import { environmentsOf } from "./arguments.js";

const cliFolder = join(root, "tools", "cdktf", "cli");
const program = join(cliFolder, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf.js");
const stamp = join(cliFolder, "node_modules", ".lock-hash");
/** Names the npm that installs the CLI; it stays if the command was killed. */
const npmRecord = join(localDirectory, "cdktf-cli-npm.json");

/** Commands that run the app, which reads the build. */
const synthesizing = new Set(["synth", "synthesize", "diff", "plan", "deploy", "apply", "destroy", "list", "output"]);
/** Commands that run Terraform's lock step. It asks the registry, which a machine with a mirror may not reach. */
const locking = new Set(["diff", "plan", "deploy", "apply", "destroy"]);

async function installCli(signal: AbortSignal): Promise<void> {
  const wanted = createHash("sha256")
    .update(readFileSync(join(cliFolder, "package-lock.json")))
    .digest("hex");
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isInstalled()) return;
  const onWait = (pid: number | undefined) => console.error(`Waiting for process ${pid} to install the cdktf CLI …`);
  await withLock(join(localDirectory, "cdktf-cli.lock"), { signal, onWait }, async () => {
    if (isInstalled()) return;
    await step("Installing the cdktf CLI (first use)", async () => {
      rmSync(stamp, { force: true });
      // An npm that a killed command has left at work would write into the same folder.
      if (existsSync(npmRecord)) await endTree(JSON.parse(readFileSync(npmRecord, "utf8")) as ProcessIdentity);
      const onStart = (npmProcess: ProcessIdentity) => replaceFile(npmRecord, JSON.stringify(npmProcess));
      const npm = npmCommand(cleanInstall);
      try {
        await run(npm.program, npm.args, { cwd: cliFolder, environment: npmEnvironment(), signal, onStart });
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        throw new OperatorError(`The cdktf CLI could not be installed:\n${error.output}`);
      }
      rmSync(npmRecord, { force: true });
      replaceFile(stamp, wanted);
    });
  });
}

/** The environment without what `npx` says of the package that it runs: npm would install into that one. */
function npmEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_local_prefix|package_)/.test(name)),
  );
}

/** Refuses placeholders and uploads the functions of the environments whose API is about to be deployed. */
async function prepareDeployment(names: readonly string[], build: BuildManifest): Promise<void> {
  for (const name of names) {
    const environment = checkedEnvironment(name);
    const target = targetOf(name);
    refusePlaceholders(name, target, placeholdersOf(environment));
    await step(`Uploading the functions of ${name}`, async (note) =>
      note(await uploadFunctions(target, environment, build)),
    );
  }
}

await runCommandLine(async (signal) => {
  const [command = "help", ...args] = process.argv.slice(2);
  await installCli(signal);
  if (synthesizing.has(command)) {
    const build = await step("Building the functions", () => buildFunctions());
    if (command === "deploy" || command === "apply")
      await prepareDeployment(environmentsOf(args, environmentNames), build);
  }
  const terraform = await terraformEnvironment(signal);
  const lockStep = locking.has(command) && usesMirror(terraform) ? ["--skip-provider-lock"] : [];
  // In the terminal's own process group: the CLI asks for approval, and a Ctrl-C reaches it and Terraform as without this wrapper.
  const child = spawn(process.execPath, [program, command, ...args, ...lockStep], {
    cwd: root,
    env: { ...process.env, ...terraform },
    stdio: "inherit",
  });
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}, "the cdktf CLI ends what it has begun …");
