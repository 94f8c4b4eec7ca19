/** Keeps a deploy to AWS from running with the placeholders that the repository's files hold. */
import type { Environment } from "./schema.js";

/** The account id of the examples, which is also the emulator's. */
const placeholderAccountId = "000000000000";
/** Names that can never be reached (RFC 2606). */
const reservedDomain = /(^|[.@/])(example|test|invalid|localhost)(\.(com|net|org))?($|[:/])/;

/** Thrown with every placeholder that is still there. */
export class PlaceholderError extends Error {
  readonly placeholders: readonly string[];

  constructor(environment: string, placeholders: readonly string[]) {
    super(
      `${environment} cannot be deployed to AWS: its settings still hold placeholders. Replace them in environments/:\n` +
        placeholders.map((placeholder) => `  - ${placeholder}`).join("\n"),
    );
    this.name = "PlaceholderError";
    this.placeholders = placeholders;
  }
}

/** Every placeholder of an environment: its path, its value and what belongs there. */
export function placeholdersOf(environment: Environment): string[] {
  const { account } = environment;
  const found: string[] = [];
  const report = (path: string, value: string, wanted: string): void => {
    found.push(`${path} is ${JSON.stringify(value)}: set ${wanted}`);
  };
  if (account.id === placeholderAccountId) report("account.id", account.id, "the account's own id");
  if (reservedDomain.test(account.mailDomain)) report("account.mailDomain", account.mailDomain, "a domain of yours");
  if (account.sourceRepository.startsWith("example/")) {
    report("account.sourceRepository", account.sourceRepository, "the repository whose workflows deploy");
  }
  if (reservedDomain.test(environment.frontendUrl))
    report("frontendUrl", environment.frontendUrl, "the address of the frontend");
  if (reservedDomain.test(environment.mail.sender))
    report("mail.sender", environment.mail.sender, "a sender that people can answer");
  for (const [index, recipient] of environment.alarms.recipients.entries()) {
    if (reservedDomain.test(recipient)) report(`alarms.recipients.${index}`, recipient, "somebody who is on call");
  }
  for (const [index, origin] of environment.cors.origins.entries()) {
    if (!origin.startsWith("http://localhost") && reservedDomain.test(origin))
      report(`cors.origins.${index}`, origin, "an origin of yours");
  }
  return found;
}

/** @throws {PlaceholderError} naming every placeholder; called before a deploy to AWS, not before one to the emulator */
export function assertDeployable(environment: Environment): void {
  const placeholders = placeholdersOf(environment);
  if (placeholders.length > 0) throw new PlaceholderError(environment.name, placeholders);
}
