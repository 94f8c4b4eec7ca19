/** The parts of a function's access, as lists. */
import type { Access, BucketAction, BucketName, TableAccess } from "@aerotage/core/contract/manifest";
import type { TableName } from "@aerotage/core/contract/tables";

/** True for a function that publishes domain events. */
export function publishes(access: Access): boolean {
  return (access.topics ?? []).length > 0;
}

/** The tables that a function may use, with its rights. */
export function tableEntries(access: Access): [TableName, TableAccess][] {
  return Object.entries(access.tables ?? {}) as [TableName, TableAccess][];
}

/** The buckets that a function may use, with its rights. */
export function bucketEntries(access: Access): [BucketName, readonly BucketAction[]][] {
  return Object.entries(access.buckets ?? {}) as [BucketName, readonly BucketAction[]][];
}

/** A word in Pascal case, as statement ids have it: `events` is `Events`. */
export function pascal(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
