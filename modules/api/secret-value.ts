/** A random secret that is made once and then kept. */
import { DataAwsSecretsmanagerRandomPassword } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-random-password/index.js";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

export interface SecretValueProps {
  /** The parameter's path, beginning with a slash. */
  readonly name: string;
  readonly description: string;
  /** Letters and digits, 32 to 4096. @default 64 */
  readonly length?: number;
}

const defaultLength = 64;

export class SecretValue extends Construct {
  readonly parameter: SsmParameter;

  constructor(scope: Construct, id: string, props: SecretValueProps) {
    super(scope, id);
    new PropsCheck(`SecretValue ${props.name}`)
      .matches("name", props.name, /^(\/[\w.-]+)+$/, "a path that begins with a slash")
      .whole("length", props.length, 32, 4096)
      .done();
    const random = new DataAwsSecretsmanagerRandomPassword(this, "random", {
      passwordLength: props.length ?? defaultLength,
      excludePunctuation: true,
      includeSpace: false,
    });
    this.parameter = new SsmParameter(this, "parameter", {
      name: props.name,
      description: props.description,
      type: "SecureString",
      value: random.randomPassword,
      // Every plan draws another value; the first one stays.
      lifecycle: { ignoreChanges: ["value"] },
    });
  }

  /** The secret itself; marked sensitive in plans, and in the state, which is encrypted. */
  get value(): string {
    return this.parameter.value;
  }
}
