/** A DynamoDB table, on demand and encrypted. */
import { DynamodbTable, type DynamodbTableGlobalSecondaryIndex } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

/** An attribute that is part of a key. */
export interface KeyAttribute {
  readonly name: string;
  /** Text, number or bytes. @default "S" */
  readonly type?: "S" | "N" | "B";
}

export interface KeyProps {
  readonly partition: KeyAttribute;
  readonly sort?: KeyAttribute;
}

/** A global secondary index, of all attributes unless it says otherwise. */
export interface IndexProps extends KeyProps {
  readonly name: string;
  /** Attributes beside the keys; an empty list keeps the keys alone. @default all attributes */
  readonly attributes?: readonly string[];
}

export interface TableProps {
  /** 3 to 255 characters. */
  readonly name: string;
  readonly key: KeyProps;
  /** At most 20. @default none */
  readonly indexes?: readonly IndexProps[];
  /** The attribute with the epoch second at which an item may be removed. @default none */
  readonly expiryAttribute?: string;
  /** What the stream of changes tells. @default no stream */
  readonly stream?: "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";
  /** Unless exactly false, the table can be restored to any second of the last 35 days. @default true */
  readonly pointInTimeRecovery?: boolean;
  /** Unless exactly false, the table refuses to be deleted. @default true */
  readonly deletionProtection?: boolean;
  /** ARN of a customer-managed key. @default a key that AWS owns */
  readonly encryptionKeyArn?: string;
}

const maximumIndexes = 20;

export class Table extends Construct {
  readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    const indexes = props.indexes ?? [];
    const keys = [props.key, ...indexes];
    const types = new Map<string, string>();
    const conflicts = new Set<string>();
    for (const attribute of keys.flatMap((key) =>
      key.sort === undefined ? [key.partition] : [key.partition, key.sort],
    )) {
      const type = attribute.type ?? "S";
      if ((types.get(attribute.name) ?? type) !== type) conflicts.add(attribute.name);
      types.set(attribute.name, type);
    }
    const names = indexes.map((index) => index.name);
    new PropsCheck(`Table ${props.name}`)
      .matches("name", props.name, /^[\w.-]{3,255}$/, "3 to 255 letters, digits, dots, hyphens and underscores")
      .require(indexes.length <= maximumIndexes, `there are ${indexes.length} indexes: at most ${maximumIndexes}`)
      .require(new Set(names).size === names.length, `indexes have the same name: ${names.join(", ")}`)
      .require(conflicts.size === 0, `${[...conflicts].join(", ")} has two types`)
      .require(
        props.expiryAttribute === undefined || (types.get(props.expiryAttribute) ?? "N") === "N",
        `the expiry ${props.expiryAttribute} is a key of text: it must be a number`,
      )
      .done();

    this.table = new DynamodbTable(this, "table", {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: props.key.partition.name,
      ...(props.key.sort !== undefined && { rangeKey: props.key.sort.name }),
      attribute: [...types].map(([name, type]) => ({ name, type })),
      ...(indexes.length > 0 && { globalSecondaryIndex: indexes.map(indexBlock) }),
      ...(props.expiryAttribute !== undefined && { ttl: { attributeName: props.expiryAttribute, enabled: true } }),
      ...(props.stream !== undefined && { streamEnabled: true, streamViewType: props.stream }),
      pointInTimeRecovery: { enabled: props.pointInTimeRecovery !== false },
      deletionProtectionEnabled: props.deletionProtection !== false,
      ...(props.encryptionKeyArn !== undefined && {
        serverSideEncryption: { enabled: true, kmsKeyArn: props.encryptionKeyArn },
      }),
    });
  }
}

function indexBlock({ name, partition, sort, attributes }: IndexProps): DynamodbTableGlobalSecondaryIndex {
  return {
    name,
    hashKey: partition.name,
    ...(sort !== undefined && { rangeKey: sort.name }),
    ...projection(attributes),
  };
}

function projection(attributes: readonly string[] | undefined): {
  projectionType: string;
  nonKeyAttributes?: string[];
} {
  if (attributes === undefined) return { projectionType: "ALL" };
  if (attributes.length === 0) return { projectionType: "KEYS_ONLY" };
  return { projectionType: "INCLUDE", nonKeyAttributes: [...attributes] };
}
