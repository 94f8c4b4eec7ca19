/** The physical names of logical tables, buckets and topics. */
import type { BucketName, TopicName } from "@aerotage/core/contract/manifest";
import type { TableName } from "@aerotage/core/contract/tables";
import type { Naming } from "../../modules/naming/naming.js";

/** The physical name of a table. */
export function physicalTableName(naming: Naming, table: TableName): string {
  return naming.name(table, "table");
}

/** The physical name of a bucket. */
export function physicalBucketName(naming: Naming, bucket: BucketName): string {
  return naming.bucketName(bucket);
}

/** The physical name of a topic. */
export function physicalTopicName(naming: Naming, topic: TopicName): string {
  return naming.name(topic, "topic");
}
