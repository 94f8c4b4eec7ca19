import { describe, expect, it } from "vitest";
import { EncryptionKey, type EncryptionKeyProps } from "../../../modules/data/encryption-key.js";
import { Table, type TableProps } from "../../../modules/data/table.js";
import { InvalidPropsError } from "../../../modules/props.js";
import { only, parsed, synthesizeConstruct } from "../synthesized.js";

const tableProps: TableProps = { name: "orders", key: { partition: { name: "id" } } };

function table(overrides: Partial<TableProps> = {}) {
  return only(
    synthesizeConstruct((scope) => new Table(scope, "orders", { ...tableProps, ...overrides })),
    "aws_dynamodb_table",
  );
}

describe("a table", () => {
  it("is on demand, protected and can be restored by default", () => {
    expect(table()).toEqual({
      name: "orders",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      attribute: [{ name: "id", type: "S" }],
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
    });
  });

  it("takes every override", () => {
    const made = table({
      key: { partition: { name: "id" }, sort: { name: "line", type: "N" } },
      indexes: [
        { name: "All", partition: { name: "customer" }, sort: { name: "line", type: "N" } },
        { name: "Keys", partition: { name: "customer" }, attributes: [] },
        { name: "Some", partition: { name: "day" }, attributes: ["total"] },
      ],
      expiryAttribute: "expiresAt",
      stream: "NEW_IMAGE",
      pointInTimeRecovery: false,
      deletionProtection: false,
      encryptionKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/1",
    });
    expect(made).toEqual({
      name: "orders",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      range_key: "line",
      attribute: [
        { name: "id", type: "S" },
        { name: "line", type: "N" },
        { name: "customer", type: "S" },
        { name: "day", type: "S" },
      ],
      global_secondary_index: [
        { name: "All", hash_key: "customer", range_key: "line", projection_type: "ALL" },
        { name: "Keys", hash_key: "customer", projection_type: "KEYS_ONLY" },
        { name: "Some", hash_key: "day", projection_type: "INCLUDE", non_key_attributes: ["total"] },
      ],
      ttl: { attribute_name: "expiresAt", enabled: true },
      stream_enabled: true,
      stream_view_type: "NEW_IMAGE",
      point_in_time_recovery: { enabled: false },
      deletion_protection_enabled: false,
      server_side_encryption: { enabled: true, kms_key_arn: "arn:aws:kms:eu-central-1:123456789012:key/1" },
    });
  });

  it("reports all wrong props together", () => {
    const wrong = {
      name: "no spaces allowed",
      indexes: [
        { name: "Same", partition: { name: "id", type: "N" as const } },
        { name: "Same", partition: { name: "expiresAt" } },
      ],
      expiryAttribute: "expiresAt",
    };
    expect(() => table(wrong)).toThrow(InvalidPropsError);
    expect(() => table(wrong)).toThrow(
      /name is "no spaces[\s\S]*same name: Same, Same[\s\S]*id has two types[\s\S]*expiry expiresAt/,
    );
    const many = Array.from({ length: 21 }, (_, index) => ({ name: `I${index}`, partition: { name: `a${index}` } }));
    expect(() => table({ indexes: many })).toThrow(/21 indexes: at most 20/);
  });
});

const keyProps: EncryptionKeyProps = {
  name: "acme-data",
  description: "Tables",
  accountArn: "arn:aws:iam::123456789012:root",
  accountId: "123456789012",
};
const account = {
  Sid: "Account",
  Effect: "Allow",
  Principal: { AWS: keyProps.accountArn },
  Action: "kms:*",
  Resource: "*",
};

function key(overrides: Partial<EncryptionKeyProps> = {}) {
  return synthesizeConstruct((scope) => new EncryptionKey(scope, "key", { ...keyProps, ...overrides }));
}

describe("an encryption key", () => {
  it("turns over, and takes a month to be deleted, by default", () => {
    const { policy, ...made } = only(key(), "aws_kms_key");
    expect(made).toEqual({ description: "Tables", enable_key_rotation: true, deletion_window_in_days: 30 });
    expect(parsed({ policy }, "policy")).toEqual({ Version: "2012-10-17", Statement: [account] });
    expect(only(key(), "aws_kms_alias")).toMatchObject({ name: "alias/acme-data" });
  });

  it("admits services for resources of the account, and takes another window", () => {
    const made = only(
      key({ services: ["cloudwatch.amazonaws.com", "sns.amazonaws.com"], deletionDays: 7 }),
      "aws_kms_key",
    );
    expect(made.deletion_window_in_days).toBe(7);
    expect(parsed(made, "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        account,
        {
          Sid: "Services",
          Effect: "Allow",
          Principal: { Service: ["cloudwatch.amazonaws.com", "sns.amazonaws.com"] },
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: "*",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
    });
  });

  it("admits a service that does not name its account, for one topic alone", () => {
    const made = only(
      key({ topicPublishers: [{ service: "ses.amazonaws.com", topicArn: "arn:topic" }] }),
      "aws_kms_key",
    );
    expect(parsed(made, "policy")).toMatchObject({
      Statement: [
        account,
        {
          Sid: "Publisher0",
          Principal: { Service: "ses.amazonaws.com" },
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": "arn:topic" } },
        },
      ],
    });
  });

  it("reports all wrong props together", () => {
    expect(() => key({ name: "a b", accountId: "1", deletionDays: 6 })).toThrow(
      /name is[\s\S]*accountId is "1"[\s\S]*deletionDays is 6/,
    );
  });
});
