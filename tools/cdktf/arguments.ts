/** The arguments of the cdktf CLI. */

/** The environments whose API a command names, by the CLI's patterns of stack names: `aerotage-*-dev`, `*`. */
export function environmentsOf(args: readonly string[], environments: readonly string[]): string[] {
  const patterns = args.filter((argument) => !argument.startsWith("-")).map(pattern);
  return environments.filter((name) => patterns.some((one) => one.test(`aerotage-api-${name}`)));
}

function pattern(text: string): RegExp {
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`);
}
