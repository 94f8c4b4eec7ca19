/**
 * The entry of the npm scripts: makes a fresh clone ready and runs a TypeScript file,
 * `node tools/launch.mjs [--python=<environment>,…] <file> [arguments]`. Python environments that are named are made beside `npm ci`.
 *
 * Plain JavaScript without dependencies, because it runs before they are installed.
 */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cleanInstall, npmCommand } from "./npm.mjs";
import { isEnvironmentReady, makeEnvironmentCommand } from "./python/environment.mjs";

const minimumNode = [20, 19];
const parentPollMilliseconds = 300;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".aerotage-lock-hash");
/** Holds the process that installs, and npm's process group, one per line. */
const lock = join(root, ".local", "npm-ci.lock");
const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = minimumNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(
    `Node.js ${minimumNode.join(".")} or newer is needed; this is ${process.versions.node} (${process.execPath}). ` +
      "Install a newer one from https://nodejs.org and start again.",
  );
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** True if node_modules was installed from this package-lock.json, by this launcher or by npm itself. */
function isInstalled() {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash()) return true;
  const installed = join(root, "node_modules", ".package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

/** @param {number} milliseconds */
function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}

/**
 * The command line of a process; empty if it does not live. The system gives ids again: this tells whether it is the one that was meant.
 * @param {number} pid
 */
function commandOf(pid) {
  if (!pid || !isAlive(pid)) return "";
  try {
    if (existsSync("/proc/self/cmdline")) return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return ""; // It ended while we looked.
  }
}

/**
 * Ends the npm that a killed launcher has left at work: it would write into the same folder.
 * @param {number} group
 */
function endAbandoned(group) {
  if (/\bnpm\b.* ci\b/.test(commandOf(group))) process.kill(-group, "SIGKILL");
}

/**
 * Writes a file whole: a process that is killed here leaves no part of one. Returns false if there must be none yet, but is.
 * @param {string} path
 * @param {string} content
 * @param {{ readonly isNew?: boolean }} [options]
 */
function writeWhole(path, content, { isNew = false } = {}) {
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, content);
  if (!isNew) {
    renameSync(aside, path);
    return true;
  }
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Takes the lock of this clone's installation; waits while a living process has it. */
function takeLock() {
  mkdirSync(dirname(lock), { recursive: true });
  let said = false;
  for (;;) {
    if (writeWhole(lock, `${process.pid}\n`, { isNew: true })) return;
    try {
      const [owner = 0, group = 0] = readFileSync(lock, "utf8").split("\n").map(Number);
      if (!/\bnode\b/.test(commandOf(owner))) {
        endAbandoned(group);
        const result = isInstalled() ? "npm has finished it since; going on." : "installing anew.";
        console.log(`The last start was killed while it installed the dependencies: ${result}`);
        rmSync(lock, { force: true });
      } else if (!said) {
        console.log(`Waiting for another process of this clone (${owner}) to install the dependencies …`);
        said = true;
      }
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
    }
    sleep(200);
  }
}

/**
 * Runs a program to its end. An interruption of this process ends the program at once, with all that it has started: npm would undo what
 * it has begun, for many seconds after its caller is gone. What npm and pip write last of all tells the next start to begin anew.
 * @param {string} title
 * @param {string} program
 * @param {readonly string[]} args
 * @param {(group: number) => void} [onStart]
 * @returns {Promise<string | undefined>} what went wrong
 */
async function runToEnd(title, program, args, onStart) {
  const started = Date.now();
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], detached: true });
  /** @type {string | undefined} */
  let interruption;
  /** @param {string} signal */
  const interrupt = (signal) => {
    interruption = signal;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const ended = once(child, "exit");
    if (child.pid !== undefined) onStart?.(child.pid);
    const [code] = await ended;
    if (interruption !== undefined)
      return `Interrupted (${interruption}) while installing; the next start installs anew.`;
    if (code !== 0) return `${title} failed; the message of ${program} is above.`;
    console.log(`✓ ${title}  ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return undefined;
  } catch (error) {
    return `${program} could not be started: ${/** @type {Error} */ (error).message}`;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

function runNpmCi() {
  const { program, args } = npmCommand(cleanInstall);
  return runToEnd("Installing the dependencies", program, args, (group) => {
    writeWhole(lock, `${process.pid}\n${group}\n`);
  });
}

/** @param {import("./python/environment.mjs").VirtualEnvironment} name */
async function makePython(name) {
  if (isEnvironmentReady(name)) return undefined;
  try {
    const { program, args } = makeEnvironmentCommand(name);
    return await runToEnd(`Installing ${name}`, program, args);
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/** @param {readonly import("./python/environment.mjs").VirtualEnvironment[]} pythons */
async function install(pythons) {
  takeLock();
  try {
    if (isInstalled()) return;
    const isBegun = existsSync(join(root, "node_modules"));
    console.log(
      isBegun
        ? "• Installing anew: node_modules is not what package-lock.json asks for …"
        : "• Installing what is missing …",
    );
    const environments = Promise.all(pythons.map(makePython));
    const problems = [await runNpmCi(), ...(await environments)].filter((problem) => problem !== undefined);
    if (problems.length > 0) {
      rmSync(lock, { force: true });
      fail([...new Set(problems)].join("\n"));
    }
    writeWhole(stamp, lockHash());
  } finally {
    rmSync(lock, { force: true });
  }
}

checkNode();
if (process.platform === "win32") fail("Windows is served through WSL 2: clone the repository there and start again.");
const [option = "", ...others] = process.argv.slice(2);
const named = option.startsWith("--python=") ? option.slice("--python=".length).split(",") : undefined;
const [file, ...rest] = named === undefined ? [option, ...others] : others;
if (!file) fail("Name the file to run: node tools/launch.mjs [--python=<environment>,…] <file> [arguments]");
if (!isInstalled() || existsSync(lock))
  await install(/** @type {import("./python/environment.mjs").VirtualEnvironment[]} */ (named ?? []));

// npm ends its shell when it is itself ended, but not what the shell runs: the command's own clean-up does that.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
}, parentPollMilliseconds).unref();

process.chdir(root);
// The SDK would warn about Node 20 on each run; the functions themselves run on a newer one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
const entry = resolve(root, file);
process.argv = [process.execPath, entry, ...rest];
const { register } = await import("tsx/esm/api");
register();
await import(pathToFileURL(entry).href);
