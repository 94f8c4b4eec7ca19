/**
 * Physical names and ARNs, computed in one place from project, environment and account, so that a stack can be planned before its
 * neighbours exist.
 */
import { createHash } from "node:crypto";
import { PropsCheck } from "../props.js";

/** What all names are made of. */
export interface NamingProps {
  /** The product, in lower case: the first part of every name. */
  readonly project: string;
  /** The environment or, for what is shared in an account, the account's name. */
  readonly environment: string;
  /** The account's twelve digits; part of bucket names, which are unique over all accounts, and of ARNs. */
  readonly accountId: string;
  readonly region: string;
  /**
   * The cloud's partition in ARNs.
   * @default "aws"
   */
  readonly partition?: string;
}

/** The longest names that AWS accepts, by kind. */
export const nameLimits = {
  role: 64,
  function: 64,
  bucket: 63,
  queue: 80,
  schedule: 64,
  topic: 256,
  table: 255,
  userPool: 128,
  alarm: 255,
  configurationSet: 64,
  default: 128,
} as const;
export type NameKind = keyof typeof nameLimits;

/** Characters of a hash that keep two shortened names apart. */
const hashLength = 6;
const partPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export class Naming {
  readonly project: string;
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;

  constructor(props: NamingProps) {
    new PropsCheck("Naming")
      .matches("project", props.project, partPattern, "lower-case words joined by hyphens")
      .matches("environment", props.environment, partPattern, "lower-case words joined by hyphens")
      .matches("accountId", props.accountId, /^\d{12}$/, "twelve digits")
      .matches("region", props.region, /^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as eu-central-1")
      .done();
    this.project = props.project;
    this.environment = props.environment;
    this.accountId = props.accountId;
    this.region = props.region;
    this.partition = props.partition ?? "aws";
  }

  /**
   * `<project>-<environment>-<thing>`; a name beyond the limit of its kind ends in a hash of the whole, the same on every run.
   * @param thing words in lower case or Pascal case: `time-entries` and `TimeEntries` are the same
   */
  name(thing: string, kind: NameKind = "default"): string {
    const limit = nameLimits[kind];
    const whole = [this.project, this.environment, kebab(thing)].filter((part) => part !== "").join("-");
    if (whole.length <= limit) return whole;
    const hash = createHash("sha256").update(whole).digest("hex").slice(0, hashLength);
    return `${whole.slice(0, limit - hashLength - 1).replace(/-+$/, "")}-${hash}`;
  }

  /** `<project>-<environment>-<thing>-<account id>`, at most 63 characters. */
  bucketName(thing: string): string {
    return this.name(`${kebab(thing)}-${this.accountId}`, "bucket");
  }

  tableArn(tableName: string): string {
    return this.#arn("dynamodb", `table/${tableName}`);
  }

  indexArn(tableName: string, indexName: string): string {
    return `${this.tableArn(tableName)}/index/${indexName}`;
  }

  bucketArn(bucketName: string): string {
    return `arn:${this.partition}:s3:::${bucketName}`;
  }

  topicArn(topicName: string): string {
    return this.#arn("sns", topicName);
  }

  queueArn(queueName: string): string {
    return this.#arn("sqs", queueName);
  }

  functionArn(functionName: string): string {
    return this.#arn("lambda", `function:${functionName}`);
  }

  /** The ARN by which API Gateway invokes a function. @param functionArn of the function or of one of its aliases */
  invokeArn(functionArn: string): string {
    return `arn:${this.partition}:apigateway:${this.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  }

  alarmArn(alarmName: string): string {
    return this.#arn("cloudwatch", `alarm:${alarmName}`);
  }

  scheduleArn(scheduleName: string): string {
    return this.#arn("scheduler", `schedule/default/${scheduleName}`);
  }

  mailIdentityArn(identity: string): string {
    return this.#arn("ses", `identity/${identity}`);
  }

  /** Every identity of the account and region: domains and addresses. */
  get anyMailIdentityArn(): string {
    return this.mailIdentityArn("*");
  }

  configurationSetArn(configurationSetName: string): string {
    return this.#arn("ses", `configuration-set/${configurationSetName}`);
  }

  roleArn(roleName: string): string {
    return `arn:${this.partition}:iam::${this.accountId}:role/${roleName}`;
  }

  /** The account itself, as a principal. */
  get accountArn(): string {
    return `arn:${this.partition}:iam::${this.accountId}:root`;
  }

  #arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
  }
}

/** `TimeEntries` and `time-entries` both become `time-entries`. */
export function kebab(words: string): string {
  return words.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}
