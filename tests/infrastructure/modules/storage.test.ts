import { describe, expect, it } from "vitest";
import { InvalidPropsError } from "../../../modules/props.js";
import { Bucket, type BucketProps } from "../../../modules/storage/bucket.js";
import { all, only, parsed, synthesizeConstruct } from "../synthesized.js";

function make(overrides: Partial<BucketProps> = {}) {
  return synthesizeConstruct((scope) => new Bucket(scope, "files", { name: "acme-files", ...overrides }));
}

/** The arguments but the reference to the bucket. */
function part(type: string, overrides: Partial<BucketProps> = {}) {
  const { bucket, ...settings } = only(make(overrides), type);
  expect(bucket).toMatch(/^\$\{aws_s3_bucket\.files_bucket_\w+\.id\}$/);
  return settings;
}

const abort = {
  id: "abort-incomplete-uploads",
  status: "Enabled",
  filter: [{ prefix: "" }],
  abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
};
const oldVersions = {
  id: "expire-old-versions",
  status: "Enabled",
  filter: [{ prefix: "" }],
  noncurrent_version_expiration: [{ noncurrent_days: 90 }],
};

it("a bucket takes requests without TLS where that is said exactly", () => {
  expect(all(make({ tlsOnly: false }), "aws_s3_bucket_policy")).toEqual([]);
});

describe("a bucket by default", () => {
  it("is private, encrypted, versioned and kept", () => {
    expect(only(make(), "aws_s3_bucket")).toEqual({ bucket: "acme-files", force_destroy: false });
    expect(part("aws_s3_bucket_public_access_block")).toEqual({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(part("aws_s3_bucket_ownership_controls")).toEqual({ rule: { object_ownership: "BucketOwnerEnforced" } });
    expect(part("aws_s3_bucket_server_side_encryption_configuration")).toEqual({
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
    expect(part("aws_s3_bucket_versioning")).toEqual({ versioning_configuration: { status: "Enabled" } });
    expect(part("aws_s3_bucket_lifecycle_configuration")).toEqual({ rule: [abort, oldVersions] });
    expect(all(make(), "aws_s3_bucket_cors_configuration")).toEqual([]);
  });

  it("is reached over TLS only", () => {
    expect(parsed(only(make(), "aws_s3_bucket_policy"), "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [expect.stringMatching(/\.arn\}$/), expect.stringMatching(/\.arn\}\/\*$/)],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("keeps nothing waiting for its lifecycle", () => {
    expect(JSON.stringify(make())).not.toMatch(/"depends_on":\[[^\]]*lifecycle/);
  });
});

describe("a bucket takes", () => {
  it("no versions", () => {
    expect(all(make({ versioned: false }), "aws_s3_bucket_versioning")).toEqual([]);
    expect(part("aws_s3_bucket_lifecycle_configuration", { versioned: false })).toEqual({ rule: [abort] });
  });

  it("every rule of a lifecycle", () => {
    const transitions = [
      { afterDays: 30, storageClass: "STANDARD_IA" },
      { afterDays: 90, storageClass: "GLACIER_IR" },
    ] as const;
    expect(
      part("aws_s3_bucket_lifecycle_configuration", {
        transitions,
        expireAfterDays: 700,
        abortUploadsAfterDays: 3,
        oldVersionDays: 5,
      }),
    ).toEqual({
      rule: [
        { ...abort, abort_incomplete_multipart_upload: [{ days_after_initiation: 3 }] },
        { id: "expire", status: "Enabled", filter: [{ prefix: "" }], expiration: [{ days: 700 }] },
        {
          id: "transition",
          status: "Enabled",
          filter: [{ prefix: "" }],
          transition: [
            { days: 30, storage_class: "STANDARD_IA" },
            { days: 90, storage_class: "GLACIER_IR" },
          ],
        },
        { ...oldVersions, noncurrent_version_expiration: [{ noncurrent_days: 5 }] },
      ],
    });
  });

  it("origins", () => {
    const cors = { origins: ["https://acme.io", "null"], methods: ["GET", "PUT"], exposedHeaders: ["ETag"] } as const;
    expect(part("aws_s3_bucket_cors_configuration", { cors })).toEqual({
      cors_rule: [
        {
          allowed_origins: ["https://acme.io", "null"],
          allowed_methods: ["GET", "PUT"],
          allowed_headers: ["*"],
          expose_headers: ["ETag"],
          max_age_seconds: 3000,
        },
      ],
    });
  });

  it("a key", () => {
    expect(part("aws_s3_bucket_server_side_encryption_configuration", { encryptionKeyArn: "arn:key" })).toEqual({
      rule: [
        {
          bucket_key_enabled: true,
          apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: "arn:key" },
        },
      ],
    });
  });

  it("no protection, only if exactly false", () => {
    expect(only(make({ deletionProtection: false }), "aws_s3_bucket")).toMatchObject({ force_destroy: true });
    expect(only(make({ deletionProtection: true }), "aws_s3_bucket")).toMatchObject({ force_destroy: false });
  });
});

it("all wrong props are reported together", () => {
  const wrong: Partial<BucketProps> = {
    name: "Files",
    oldVersionDays: 0,
    expireAfterDays: -1,
    abortUploadsAfterDays: 366,
    cors: { origins: [], methods: ["GET"] },
    transitions: [
      { afterDays: 29, storageClass: "STANDARD_IA" },
      { afterDays: 20, storageClass: "GLACIER" },
    ],
  };
  expect(() => make(wrong)).toThrow(InvalidPropsError);
  expect(() => make(wrong)).toThrow(
    /name is "Files"[\s\S]*oldVersionDays is 0[\s\S]*expireAfterDays is -1[\s\S]*abortUploadsAfterDays is 366[\s\S]*cors.origins is empty[\s\S]*transitions.0.afterDays is 29[\s\S]*transitions.1 is not later/,
  );
});
