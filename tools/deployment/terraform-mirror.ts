/** The Terraform on this machine, and where it gets its provider from. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { OperatorError } from "../command-line.js";
import { CommandError, run } from "../commands.js";
import { localDirectory } from "../paths.js";

const minimumVersion = { major: 1, minor: 11 } as const;
/** The provider that the stacks are written for; @cdktf/provider-aws pins it. */
export const providerAddress = "registry.terraform.io/hashicorp/aws";
export const providerVersion = "5.100.0";

const howToInstall =
  "Install Terraform 1.11 or newer (https://developer.hashicorp.com/terraform/install) or OpenTofu and put it on the PATH; " +
  "with OpenTofu, or under another name, set TERRAFORM_BINARY_NAME to the program's name.";

/** The name of the program: `terraform`, unless TERRAFORM_BINARY_NAME names another. */
export function terraformProgram(): string {
  return process.env.TERRAFORM_BINARY_NAME || "terraform";
}

/** True if `terraform version -json`'s version is new enough. OpenTofu counts as the Terraform of the same number. */
export function isSupportedTerraform(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major > minimumVersion.major || (major === minimumVersion.major && minor >= minimumVersion.minor);
}

/** Folders that hold no mirror, are large or belong to somebody's work: a plugin cache is not a mirror. */
const skipped =
  /^(proc|sys|dev|run|node_modules|__pycache__|site-packages|dist-packages|Library|\..*|.*plugin[-_]?cache.*)$/i;
const searchedLevels = 4;
/** Bounds the search on large disks; a mirror beyond it is named by TF_PLUGIN_MIRROR. */
const searchedFolders = 20_000;

/** The folder names that Terraform gives to this machine's kind, as `linux_amd64`. */
export function platformFolder(platform: NodeJS.Platform = process.platform, arch: string = process.arch): string {
  return `${platform === "win32" ? "windows" : platform}_${arch === "x64" ? "amd64" : arch}`;
}

/** True if a folder is a filesystem mirror with the provider's program for this machine (unpacked or packed). */
export function isMirror(folder: string): boolean {
  const provider = join(folder, providerAddress);
  const unpacked = join(provider, providerVersion, platformFolder());
  if (listFolder(unpacked).some((entry) => entry.name.startsWith("terraform-provider-aws"))) return true;
  return existsSync(join(provider, `terraform-provider-aws_${providerVersion}_${platformFolder()}.zip`));
}

function listFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // Not there, or not ours to read: no mirror for us.
  }
}

/** Looks for a mirror a few levels below the given folders, level by level. */
export function searchMirror(roots: readonly string[]): string | undefined {
  let level = roots.filter((folder) => existsSync(folder));
  const seen = new Set(level);
  for (let depth = 0; depth <= searchedLevels; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of listFolder(folder)) {
        if (!entry.isDirectory()) continue;
        if (entry.name === "registry.terraform.io") {
          if (isMirror(folder)) return folder;
          continue;
        }
        const path = join(folder, entry.name);
        if (skipped.test(entry.name) || seen.has(path)) continue;
        if (seen.size >= searchedFolders) return undefined;
        seen.add(path);
        next.push(path);
      }
    }
    level = next;
  }
  return undefined;
}

/** The usual roots: where Terraform itself looks first, then where administrators put things. */
function usualRoots(): string[] {
  const implied = ["/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"];
  const home = [join(homedir(), ".terraform.d", "plugins"), join(homedir(), ".local", "share", "terraform", "plugins")];
  return [
    ...home,
    ...implied,
    "/opt",
    "/srv",
    "/mnt",
    "/usr/local",
    "/usr/share",
    "/var/lib",
    homedir(),
    "/usr/lib",
    "/",
  ];
}

/** The mirror to use, or undefined if the registry is to be asked. */
function findMirror(): string | undefined {
  const named = process.env.TF_PLUGIN_MIRROR;
  if (!named) return searchMirror(usualRoots());
  if (isMirror(named)) return named;
  throw new OperatorError(
    `TF_PLUGIN_MIRROR is ${named}, but there is no ${join(named, providerAddress, providerVersion, platformFolder())} ` +
      "with the provider's program. Correct it, or unset it to search for a mirror or ask the registry.",
  );
}

/** The person's own CLI configuration; the variable may name a file that does not exist. */
function ownConfiguration(): string {
  const path = process.env.TF_CLI_CONFIG_FILE || join(homedir(), ".terraformrc");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The CLI configuration that takes the provider from a mirror alone; without include and exclude Terraform still asks the registry. */
export function mirrorConfiguration(mirror: string): string {
  const provider = JSON.stringify([providerAddress]);
  return [
    "provider_installation {",
    `  filesystem_mirror {\n    path    = ${JSON.stringify(mirror)}\n    include = ${provider}\n  }`,
    `  direct {\n    exclude = ${provider}\n  }`,
    "}\n",
  ].join("\n");
}

/** The variable by which the cdktf CLI leaves Terraform's plugin cache alone. */
const noPluginCache = "CDKTF_DISABLE_PLUGIN_CACHE_ENV";

async function checkVersion(environment: Record<string, string>, signal?: AbortSignal): Promise<void> {
  const program = terraformProgram();
  let output: string;
  try {
    output = await run(program, ["version", "-json"], { environment: { ...process.env, ...environment }, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new OperatorError(`Terraform is needed, but there is no \`${program}\` on the PATH. ${howToInstall}`);
    }
    if (!(error instanceof CommandError)) throw error;
    throw new OperatorError(`\`${program} version\` failed:\n${error.output}\n${howToInstall}`);
  }
  const version = /"terraform_version":\s*"([^"]+)"/.exec(output)?.[1] ?? "unknown";
  if (!isSupportedTerraform(version)) {
    throw new OperatorError(`Terraform 1.11 or newer is needed; \`${program}\` is version ${version}. ${howToInstall}`);
  }
}

/**
 * Checks Terraform and returns the variables that it, and the cdktf CLI, are to be run with.
 *
 * The provider comes from a filesystem mirror if this machine has one (TF_PLUGIN_MIRROR, else found), unless the person's own CLI
 * configuration already says where providers come from.
 *
 * @throws {OperatorError} if Terraform is missing or too old, or TF_PLUGIN_MIRROR names no mirror.
 */
export async function terraformEnvironment(signal?: AbortSignal): Promise<Record<string, string>> {
  const own = ownConfiguration();
  const configured = /^\s*provider_installation\s*\{/m.test(own) && !process.env.TF_PLUGIN_MIRROR;
  const mirror = configured ? undefined : findMirror();
  const path = join(localDirectory, "terraform.tfrc");
  mkdirSync(localDirectory, { recursive: true });
  const kept = mirror === undefined ? own : own.replace(/^\s*provider_installation\s*\{[\s\S]*?^\}/m, "");
  const content = mirror === undefined ? kept : `${kept}\n${mirrorConfiguration(mirror)}`;
  // Several commands of one clone may run at once: the file is only written when it differs.
  if (!existsSync(path) || readFileSync(path, "utf8") !== content) writeFileSync(path, content);
  const environment: Record<string, string> = {
    TF_CLI_CONFIG_FILE: path,
    TF_IN_AUTOMATION: "1",
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    // A plugin cache would only copy what the mirror already has unpacked.
    ...(mirror !== undefined && { [noPluginCache]: "1" }),
  };
  await checkVersion(environment, signal);
  return environment;
}

/** True if Terraform, run with these variables, takes its provider from a mirror. */
export function usesMirror(environment: Readonly<Record<string, string>>): boolean {
  return environment[noPluginCache] !== undefined;
}

/** What to tell a person whose Terraform got no provider; undefined if its output tells of something else. */
export function explainMissingProvider(output: string): string | undefined {
  if (
    !/Failed to query available provider packages|Failed to install provider|could not connect to registry/i.test(
      output,
    )
  ) {
    return undefined;
  }
  return (
    `Terraform could not get the provider hashicorp/aws ${providerVersion}: no filesystem mirror with it was found on this machine, ` +
    "and the registry could not be reached. Either give this machine access to registry.terraform.io, or make a mirror where there " +
    "is access (`terraform providers mirror <folder>`), copy it here and set TF_PLUGIN_MIRROR to its folder."
  );
}
