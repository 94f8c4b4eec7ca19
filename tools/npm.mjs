/**
 * The npm of this machine.
 *
 * Plain JavaScript without dependencies: the launcher calls it before they are installed.
 */

/**
 * The command that runs npm: the npm that runs this process, else the one on the PATH.
 * @param {readonly string[]} args
 * @returns {{ readonly program: string, readonly args: readonly string[] }}
 */
export function npmCommand(args) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith("js") ? { program: process.execPath, args: [npm, ...args] } : { program: "npm", args };
}

/** The arguments that install exactly what a lock file names, and print errors alone. */
export const cleanInstall = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
