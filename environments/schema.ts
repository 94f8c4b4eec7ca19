/**
 * What an environment may set, with every limit. A file of this folder states one environment; nothing has a hidden default, so
 * a reader sees all of it in one place.
 */
import * as z from "zod";

/** The environments, in the order in which a change travels. */
export const environmentNames = ["dev", "staging", "prod", "local"] as const;
export type EnvironmentName = (typeof environmentNames)[number];

/** The cloud accounts that environments live in. `local` is the emulator on a developer's machine. */
export const accountNames = ["nonprod", "prod", "local"] as const;
export type AccountName = (typeof accountNames)[number];

/** Retention periods that CloudWatch Logs accepts, in days (PutRetentionPolicy). */
const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Log levels that Lambda's JSON logging and the code's logger share. */
const logLevels = ["DEBUG", "INFO", "WARN", "ERROR"] as const;

const regionSchema = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as eu-central-1");

/** An origin as browsers send it: scheme, host, optional port; `*` for any; `null` and `file://` for packaged desktop apps. */
const originSchema = z
  .string()
  .regex(
    /^(\*|null|file:\/\/|https?:\/\/[a-z0-9.-]+(:\d{1,5})?)$/,
    "must be scheme://host[:port] without a path, null, file:// or *",
  );

/** What stands for the environment's `frontendUrl` in a link. */
export const frontendPlaceholder = "{frontendUrl}";

/** A link in mails: it begins with `{frontendUrl}` or a scheme, and has each of the placeholders, which the mail's values replace. */
function linkSchema(...placeholders: readonly string[]) {
  const needed = placeholders.map((name) => `{${name}}`);
  return z
    .string()
    .regex(/^(\{frontendUrl\}|[a-z][a-z0-9+.-]*:\/\/)[^\s<>"]*$/, `must begin with ${frontendPlaceholder} or a scheme`)
    .check(({ value, issues }) => {
      const refuse = (message: string) => issues.push({ code: "custom", input: value, message });
      for (const placeholder of needed) if (!value.includes(placeholder)) refuse(`must contain ${placeholder}`);
      const known = [frontendPlaceholder, ...needed];
      const unknown = (value.match(/\{[^}]*\}?|\}/g) ?? []).filter((found) => !known.includes(found));
      for (const found of unknown) refuse(`has ${found}, but knows ${known.join(", ")} only`);
    });
}

/** One account of the cloud, shared by all its environments. */
export const accountSchema = z.strictObject({
  name: z.enum(accountNames),
  /** Twelve digits. A deploy to AWS refuses `000000000000`. */
  id: z.string().regex(/^\d{12}$/, "must be the account's 12 digits"),
  /** Where the account's state and artifacts lie; its environments live in the same region. */
  region: regionSchema,
  /** The domain that the account's environments send mail from; verified once an account. */
  mailDomain: z.hostname(),
  /** GitHub's `owner/name` whose workflows may plan and apply. */
  sourceRepository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "must be owner/name"),
  costCenter: z.string().min(1),
});
export type Account = Readonly<z.output<typeof accountSchema>>;

/** One environment. Units are in the names. */
export const environmentSchema = z
  .strictObject({
    name: z.enum(environmentNames),
    account: accountSchema,
    region: regionSchema,
    /** The tag that costs are assigned by. */
    costCenter: z.string().min(1),
    /** Where people open the product. No slash at the end. */
    frontendUrl: z.url({ protocol: /^https?$/ }).regex(/[^/]$/, "must not end with a slash"),
    /** The pages of the product that mails link to. `{frontendUrl}` stands for the setting of that name. */
    links: z.strictObject({
      /** Where people sign in. */
      signIn: linkSchema(),
      /** Where an invitation is accepted; `{token}` is the invitation's. */
      invitation: linkSchema("token"),
      /** Where an address is verified; `{type}` is `current` or `new`, the address that the link was mailed to. */
      emailVerification: linkSchema("token", "type"),
    }),
    logs: z.strictObject({
      level: z.enum(logLevels),
      retentionDays: z.literal(logRetentionDays, `must be one of ${logRetentionDays.join(", ")}`),
    }),
    /** How long records of who changed what are kept, in days (at most ten years). */
    activityRetentionDays: z.int().min(1).max(3653),
    throttling: z.strictObject({
      /** Requests a second over all routes (an account's default limit is 10,000). */
      requestsPerSecond: z.int().min(1).max(10_000),
      /** Requests at once beyond the rate (an account's default limit is 5,000). */
      burst: z.int().min(1).max(5_000),
    }),
    cors: z.strictObject({
      /** Origins of the product's web pages. */
      origins: z.array(originSchema).min(1),
      /** What packaged desktop apps send: `null` or `file://`. Empty where none is served. */
      desktopOrigins: z.array(z.enum(["null", "file://"])),
    }),
    protection: z.strictObject({
      /** Tables can be restored to any second of the last 35 days. */
      pointInTimeRecovery: z.boolean(),
      /** Tables, user pool and buckets refuse to be deleted. */
      deletionProtection: z.boolean(),
      /** Buckets keep overwritten and deleted objects (except exports). */
      bucketVersioning: z.boolean(),
      /** A customer-managed key encrypts tables, buckets and topics; else keys that AWS owns. */
      customerManagedKeys: z.boolean(),
      /** A web application firewall stands before the API. */
      firewall: z.boolean(),
    }),
    signIn: z.strictObject({
      /** Second factor by TOTP. */
      mfa: z.enum(["off", "optional", "required"]),
      /** Passwords need upper case, lower case and a digit whatever their length. */
      passwordLength: z.int().min(8).max(99),
      /** True admits `USER_PASSWORD_AUTH` (tools and tests); people sign in with SRP. */
      passwordFlow: z.boolean(),
      /** Days that a temporary password works. */
      temporaryPasswordDays: z.int().min(1).max(365),
      accessTokenMinutes: z.int().min(5).max(1440),
      idTokenMinutes: z.int().min(5).max(1440),
      refreshTokenDays: z.int().min(1).max(3650),
      /**
       * Which devices Cognito tracks: none, all, or all of which it remembers those that the person chooses. While it tracks devices, a
       * client must confirm its device and send the device's key when it refreshes tokens (docs/authentication.md).
       */
      deviceTracking: z.enum(["off", "userOptIn", "always"]),
      /** The longest that one sign-in lasts, in hours, however often its tokens are refreshed. */
      longestSessionHours: z.int().min(1).max(87_600),
    }),
    functions: z.strictObject({
      /** Lambda's runtime and processor, one setting for all functions. */
      runtime: z.enum(["nodejs22.x"]),
      architecture: z.enum(["arm64", "x86_64"]),
      /** Megabytes of a function whose manifest names none. */
      memoryMegabytes: z.int().min(128).max(10_240),
      /** Seconds of a function whose manifest names none; the gateway waits 29, the start of a function included. */
      timeoutSeconds: z.int().min(1).max(26),
    }),
    mail: z.strictObject({
      sender: z.email(),
      /**
       * Who sends the mails of Cognito, which reset passwords: Cognito itself, at most 50 per day in an account, or SES. Cognito refuses
       * `ses` until SES has verified the account's mail domain (docs/operations.md).
       */
      passwordResets: z.enum(["cognito", "ses"]),
    }),
    alarms: z.strictObject({
      recipients: z.array(z.email()),
      /** Percentage of answers with 5XX in five minutes. */
      serverErrorPercent: z.number().positive().max(100),
      /** Percentage of answers with 4XX in five minutes. */
      clientErrorPercent: z.number().positive().max(100),
      /** 95th percentile of the API's latency in milliseconds. */
      latencyP95Milliseconds: z.int().min(1).max(29_000),
      /** Failed invocations of a service's functions in five minutes. */
      functionErrors: z.int().min(1),
      /** Longest invocation as a percentage of the function's timeout. */
      durationPercentOfTimeout: z.number().positive().max(100),
    }),
    /** Saved queries of CloudWatch Logs Insights; off where the cloud does not know them. */
    savedQueries: z.boolean(),
    /** The API's own name, with a certificate of the same region; without a zone its record is made elsewhere. */
    domain: z
      .strictObject({
        name: z.hostname(),
        certificateArn: z
          .string()
          .regex(/^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, "must be the ARN of an ACM certificate"),
        zoneId: z
          .string()
          .regex(/^Z[A-Z0-9]+$/, "must be the id of a Route 53 hosted zone")
          .exactOptional(),
      })
      .exactOptional(),
  })
  .check((context) => {
    const environment = context.value;
    const refuse = (path: PropertyKey[], message: string): void => {
      context.issues.push({ code: "custom", input: valueAt(environment, path), path, message });
    };
    const { account, signIn, protection, cors, mail } = environment;
    if (environment.region !== account.region) refuse(["region"], `must be the account's region ${account.region}`);
    if (!mail.sender.endsWith(`@${account.mailDomain}`)) {
      refuse(["mail", "sender"], `must be an address at the account's mail domain ${account.mailDomain}`);
    }
    if (signIn.refreshTokenDays * 1440 < Math.max(signIn.accessTokenMinutes, signIn.idTokenMinutes)) {
      refuse(["signIn", "refreshTokenDays"], "must not be shorter than the access and ID tokens");
    }
    if (signIn.longestSessionHours * 60 < signIn.accessTokenMinutes) {
      refuse(["signIn", "longestSessionHours"], "must not be shorter than the access token");
    }
    if (
      environment.domain !== undefined &&
      !environment.domain.certificateArn.startsWith(`arn:aws:acm:${environment.region}:`)
    ) {
      refuse(["domain", "certificateArn"], `must be of the environment's region ${environment.region}`);
    }
    if (environment.name === "prod") {
      if (cors.origins.includes("*")) refuse(["cors", "origins"], "must name each origin in prod, * is not allowed");
      for (const [index, origin] of cors.origins.entries()) {
        if (origin.startsWith("http://")) refuse(["cors", "origins", index], "must use https in prod");
      }
      for (const setting of [
        "pointInTimeRecovery",
        "deletionProtection",
        "bucketVersioning",
        "customerManagedKeys",
      ] as const) {
        if (!protection[setting]) refuse(["protection", setting], "must be true in prod");
      }
      if (signIn.passwordFlow) refuse(["signIn", "passwordFlow"], "must be false in prod");
      if (environment.alarms.recipients.length === 0)
        refuse(["alarms", "recipients"], "must name at least one person in prod");
      if (environment.logs.level === "DEBUG") refuse(["logs", "level"], "must not be DEBUG in prod");
      if (!environment.frontendUrl.startsWith("https://")) refuse(["frontendUrl"], "must use https in prod");
      for (const [name, link] of Object.entries(environment.links)) {
        if (link.startsWith("http://")) refuse(["links", name], "must not use http in prod");
      }
    }
    if ((environment.name === "prod") !== (account.name === "prod")) {
      refuse(["account", "name"], "must be prod for prod and for nothing else");
    }
    if ((environment.name === "local") !== (account.name === "local")) {
      refuse(["account", "name"], "must be local for local and for nothing else");
    }
  });

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
export type Environment = DeepReadonly<z.output<typeof environmentSchema>>;

/** The value below a path of keys; undefined where there is none. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
