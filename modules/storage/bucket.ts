/** A private, encrypted bucket that is reached over TLS only. */
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketCorsConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-cors-configuration/index.js";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import { Construct } from "constructs";
import { policyDocument } from "../iam/policy.js";
import { PropsCheck } from "../props.js";

/** A cheaper class that objects move to. */
export interface TransitionProps {
  readonly afterDays: number;
  readonly storageClass: "STANDARD_IA" | "INTELLIGENT_TIERING" | "GLACIER_IR" | "GLACIER" | "DEEP_ARCHIVE";
}

/** What pages of some origins may do with presigned URLs. */
export interface BucketCorsProps {
  readonly origins: readonly string[];
  readonly methods: readonly ("GET" | "HEAD" | "PUT" | "POST" | "DELETE")[];
  /** Headers that a page may read. @default none */
  readonly exposedHeaders?: readonly string[];
}

export interface BucketProps {
  /** 3 to 63 characters, unique over all accounts. */
  readonly name: string;
  /** Keeps overwritten and deleted objects. @default true */
  readonly versioned?: boolean;
  /** Days that overwritten and deleted objects of a versioned bucket are kept. @default 90 */
  readonly oldVersionDays?: number;
  /** Days after which objects are deleted. @default never */
  readonly expireAfterDays?: number;
  /** Beginnings of keys whose objects are deleted earlier, each with its days. @default none */
  readonly expirePrefixes?: readonly { readonly prefix: string; readonly afterDays: number }[];
  /** @default none */
  readonly transitions?: readonly TransitionProps[];
  /** @default none */
  readonly cors?: BucketCorsProps;
  /** ARN of a customer-managed key. @default a key that S3 manages */
  readonly encryptionKeyArn?: string;
  /** Days after which parts of an unfinished upload are removed. @default 1 */
  readonly abortUploadsAfterDays?: number;
  /** Unless exactly false, a bucket with objects in it refuses to be deleted. @default true */
  readonly deletionProtection?: boolean;
  /** Unless exactly false, requests without TLS are refused. @default true */
  readonly tlsOnly?: boolean;
}

const defaultOldVersionDays = 90;
const defaultAbortUploadsAfterDays = 1;
const corsMaxAgeSeconds = 3000;
/** S3 refuses to move objects to these classes earlier. */
const minimumInfrequentAccessDays = 30;

export class Bucket extends Construct {
  readonly bucket: S3Bucket;
  /** Refuses requests without TLS. */
  readonly policy: S3BucketPolicy | undefined;
  /** Nothing should wait for it: S3 takes the better part of a minute to confirm a lifecycle. */
  readonly lifecycle: S3BucketLifecycleConfiguration;

  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    const versioned = props.versioned !== false;
    const transitions = props.transitions ?? [];
    const check = new PropsCheck(`Bucket ${props.name}`)
      .matches(
        "name",
        props.name,
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "3 to 63 lower-case letters, digits, dots and hyphens",
      )
      .whole("oldVersionDays", props.oldVersionDays, 1, 3650)
      .whole("expireAfterDays", props.expireAfterDays, 1, 3650)
      .whole("abortUploadsAfterDays", props.abortUploadsAfterDays, 1, 365)
      .require(
        props.cors === undefined || props.cors.origins.length > 0,
        "cors.origins is empty: name an origin or leave cors out",
      );
    for (const [index, { prefix, afterDays }] of (props.expirePrefixes ?? []).entries()) {
      check
        .require(prefix !== "", `expirePrefixes.${index}.prefix is empty: use expireAfterDays for the whole bucket`)
        .whole(`expirePrefixes.${index}.afterDays`, afterDays, 1, 3650);
    }
    for (const [index, transition] of transitions.entries()) {
      check.whole(
        `transitions.${index}.afterDays`,
        transition.afterDays,
        transition.storageClass === "STANDARD_IA" ? minimumInfrequentAccessDays : 0,
        3650,
      );
      const previous = transitions[index - 1];
      check.require(
        previous === undefined || previous.afterDays < transition.afterDays,
        `transitions.${index} is not later than the one before`,
      );
    }
    check.done();

    this.bucket = new S3Bucket(this, "bucket", {
      bucket: props.name,
      forceDestroy: props.deletionProtection === false,
    });
    const bucket = this.bucket.id;
    new S3BucketOwnershipControls(this, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    const publicAccess = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        props.encryptionKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
              bucketKeyEnabled: true,
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: props.encryptionKeyArn },
            },
      ],
    });
    if (versioned)
      new S3BucketVersioningA(this, "versioning", { bucket, versioningConfiguration: { status: "Enabled" } });
    this.policy =
      props.tlsOnly === false
        ? undefined
        : new S3BucketPolicy(this, "policy", {
            bucket,
            policy: policyDocument([
              {
                sid: "TlsOnly",
                effect: "Deny",
                principals: "*",
                actions: ["s3:*"],
                resources: [this.bucket.arn, `${this.bucket.arn}/*`],
                conditions: { Bool: { "aws:SecureTransport": ["false"] } },
              },
            ]),
            // S3 refuses the two at the same moment.
            dependsOn: [publicAccess],
          });
    this.lifecycle = new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: lifecycleRules(props, versioned),
    });
    if (props.cors !== undefined) {
      new S3BucketCorsConfiguration(this, "cors", {
        bucket,
        corsRule: [
          {
            allowedOrigins: [...props.cors.origins],
            allowedMethods: [...props.cors.methods],
            allowedHeaders: ["*"],
            exposeHeaders: [...(props.cors.exposedHeaders ?? [])],
            maxAgeSeconds: corsMaxAgeSeconds,
          },
        ],
      });
    }
  }
}

function lifecycleRules(props: BucketProps, versioned: boolean): S3BucketLifecycleConfigurationRule[] {
  const rule = (
    id: string,
    action: Partial<S3BucketLifecycleConfigurationRule>,
  ): S3BucketLifecycleConfigurationRule => ({
    id,
    status: "Enabled",
    filter: [{ prefix: "" }],
    ...action,
  });
  const daysAfterInitiation = props.abortUploadsAfterDays ?? defaultAbortUploadsAfterDays;
  const rules = [rule("abort-incomplete-uploads", { abortIncompleteMultipartUpload: [{ daysAfterInitiation }] })];
  if (props.expireAfterDays !== undefined)
    rules.push(rule("expire", { expiration: [{ days: props.expireAfterDays }] }));
  for (const { prefix, afterDays } of props.expirePrefixes ?? []) {
    const id = `expire-${prefix.replace(/\W+/g, "-").replace(/-$/, "")}`;
    rules.push(rule(id, { filter: [{ prefix }], expiration: [{ days: afterDays }] }));
  }
  if ((props.transitions ?? []).length > 0) {
    const transition = (props.transitions ?? []).map(({ afterDays, storageClass }) => ({
      days: afterDays,
      storageClass,
    }));
    rules.push(rule("transition", { transition }));
  }
  if (versioned) {
    const noncurrentDays = props.oldVersionDays ?? defaultOldVersionDays;
    rules.push(rule("expire-old-versions", { noncurrentVersionExpiration: [{ noncurrentDays }] }));
  }
  return rules;
}
