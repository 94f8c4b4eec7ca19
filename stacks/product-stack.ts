/** A stack of this product: its backend, its provider, its names and tags. */
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Account } from "../environments/schema.js";
import type { Naming } from "../modules/naming/naming.js";
import { project, projectTag, stateBucketName } from "./product.js";
import type { Target } from "./target.js";

export interface ProductStackProps {
  /** The stack's part in its name: `data` in `aerotage-data-dev`. */
  readonly stack: string;
  /** The environment's name, or the account's for its bootstrap. */
  readonly environment: string;
  readonly account: Account;
  readonly costCenter: string;
  readonly naming: Naming;
  readonly target: Target;
}

/** The emulator takes any keys; these are the ones that its own tools use. */
const emulatorKey = "test";

export class ProductStack extends TerraformStack {
  readonly naming: Naming;

  constructor(scope: Construct, props: ProductStackProps) {
    super(scope, `${project}-${props.stack}-${props.environment}`);
    this.naming = props.naming;
    const { account, target } = props;
    const key = `${props.environment}/${props.stack}.tfstate`;
    const onEmulator = target.endpoint !== undefined;

    if (target.localState || account.name === "local") {
      new LocalBackend(this, { path: `${target.stateDirectory}/${key}` });
    } else {
      new S3Backend(this, {
        bucket: stateBucketName(account),
        key,
        region: account.region,
        encrypt: true,
        ...(onEmulator && {
          accessKey: emulatorKey,
          secretKey: emulatorKey,
          usePathStyle: true,
          skipCredentialsValidation: true,
          skipMetadataApiCheck: true,
          skipRequestingAccountId: true,
        }),
      });
      // Locks by conditional writes; the construct was made before Terraform knew them.
      this.addOverride("terraform.backend.s3.use_lockfile", true);
    }

    new AwsProvider(this, "aws", {
      region: account.region,
      allowedAccountIds: [account.id],
      defaultTags: [
        {
          tags: {
            Project: projectTag,
            Environment: props.environment,
            ManagedBy: "terraform",
            CostCenter: props.costCenter,
          },
        },
      ],
      ...(onEmulator && {
        accessKey: emulatorKey,
        secretKey: emulatorKey,
        s3UsePathStyle: true,
        skipCredentialsValidation: true,
        skipMetadataApiCheck: "true",
      }),
    });
  }
}
