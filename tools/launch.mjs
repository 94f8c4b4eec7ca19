/**
 * The entry of the npm scripts: makes a fresh clone ready and runs a TypeScript file, `node tools/launch.mjs <file> [arguments]`.
 *
 * Plain JavaScript without dependencies, because it runs before they are installed.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const minimumNode = [20, 19];
/** An `npm ci` that another process of this clone began longer ago than this is taken for dead. */
const installationLimitMilliseconds = 15 * 60_000;
const parentPollMilliseconds = 300;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".aerotage-lock-hash");
const lock = join(root, ".local", "npm-ci.lock");

/** @param {string} message */
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

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Takes the lock of this clone's installation; waits while a living process has it. */
function takeLock() {
  mkdirSync(dirname(lock), { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    try {
      const owner = Number(readFileSync(lock, "utf8"));
      const age = Date.now() - statSync(lock).mtimeMs;
      if ((owner > 0 && !isAlive(owner)) || age > installationLimitMilliseconds) rmSync(lock, { force: true });
      else if (!told) {
        console.log(`Waiting for another process of this clone (${owner}) to install the dependencies …`);
        told = true;
      }
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    sleep(200);
  }
}

/**
 * Ends npm at once when this process is interrupted: npm itself would undo what it has begun, for many seconds after its caller is
 * gone. It writes what it has installed last of all, so the next start knows that it must begin anew.
 */
async function runNpmCi() {
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []];
  const args = [...first, "ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const child = spawn(program, args, { cwd: root, stdio: "inherit" });
  let interruption;
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const interrupt = (signal) => {
    interruption = signal;
    child.kill("SIGKILL");
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const [code] = await once(child, "exit");
    if (interruption !== undefined)
      return `Interrupted (${interruption}) while installing; the next start installs anew.`;
    return code === 0 ? undefined : "The dependencies could not be installed; npm's message stands above.";
  } catch (error) {
    return `npm could not be started: ${error.message}`;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

async function install() {
  takeLock();
  try {
    if (isInstalled()) return;
    const started = Date.now();
    console.log("• Installing the dependencies (npm ci) …");
    const problem = await runNpmCi();
    if (problem !== undefined) {
      rmSync(lock, { force: true });
      fail(problem);
    }
    writeFileSync(stamp, lockHash());
    console.log(`✓ Installed the dependencies  ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } finally {
    rmSync(lock, { force: true });
  }
}

checkNode();
if (process.platform === "win32") fail("Windows is served through WSL 2: clone the repository there and start again.");
const [file, ...rest] = process.argv.slice(2);
if (file === undefined) fail("Name the file to run: node tools/launch.mjs <file> [arguments]");
if (!isInstalled()) await install();

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
