/** Where files lie. */

import { exposedHeaders } from "@aerotage/core/contract/cors";
import type { BucketName } from "@aerotage/core/contract/manifest";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema.js";
import { Bucket, type BucketProps } from "../modules/storage/bucket.js";
import { physicalBucketName } from "./derive/physical-names.js";
import { environmentNaming } from "./product.js";
import { ProductStack } from "./product-stack.js";
import { reachedByTls, type Target } from "./target.js";

export interface StorageStackProps {
  readonly environment: Environment;
  readonly target: Target;
  readonly encryptionKeyArn: string | undefined;
}

/** What each bucket is for, apart from the environment. */
const buckets: Record<
  BucketName,
  Pick<BucketProps, "transitions" | "expireAfterDays" | "expirePrefixes"> & { readonly versioned: boolean }
> = {
  /** Profile pictures and documents. An upload waits below `uploads/` until it is confirmed. */
  general: { versioned: true, expirePrefixes: [{ prefix: "uploads/", afterDays: 1 }] },
  /** Kept for good, seldom read. */
  invoices: {
    versioned: true,
    transitions: [
      { afterDays: 30, storageClass: "STANDARD_IA" },
      { afterDays: 90, storageClass: "GLACIER_IR" },
    ],
  },
  /** Made on demand, fetched once. */
  exports: { versioned: false, expireAfterDays: 7 },
};

export class StorageStack extends ProductStack {
  constructor(scope: Construct, { environment, target, encryptionKeyArn }: StorageStackProps) {
    const naming = environmentNaming(environment);
    super(scope, {
      stack: "storage",
      environment: environment.name,
      account: environment.account,
      costCenter: environment.costCenter,
      naming,
      target,
    });
    const { cors, protection } = environment;
    for (const [name, { versioned, ...settings }] of Object.entries(buckets) as [
      BucketName,
      (typeof buckets)[BucketName],
    ][]) {
      new Bucket(this, name, {
        ...settings,
        name: physicalBucketName(naming, name),
        versioned: versioned && protection.bucketVersioning,
        deletionProtection: protection.deletionProtection,
        tlsOnly: reachedByTls(target),
        cors: { origins: [...cors.origins, ...cors.desktopOrigins], methods: ["GET", "PUT"], exposedHeaders },
        ...(encryptionKeyArn !== undefined && { encryptionKeyArn }),
      });
    }
  }
}
