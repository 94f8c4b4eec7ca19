/** Update expressions of DynamoDB, made from the attributes that change. */
import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";

/** What an update changes of an item. */
export interface Changes {
  /** Attributes that get a value. A value that is undefined removes the attribute. */
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  /** Attributes of maps that get a value. */
  readonly setAt?: readonly { readonly path: readonly string[]; readonly value: unknown }[] | undefined;
  readonly remove?: readonly string[] | undefined;
  /** Numbers that are added to numbers, and sets whose members are added to sets. A missing attribute begins at zero, or empty. */
  readonly add?: Readonly<Record<string, number | ReadonlySet<string>>> | undefined;
  /** Sets whose members are taken out of sets. */
  readonly delete?: Readonly<Record<string, ReadonlySet<string>>> | undefined;
}

/** The condition of a write, in DynamoDB's syntax, with the values and the names that it mentions. */
export interface Where {
  readonly condition: string;
  /** By placeholder: `:now`. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  /** By placeholder: `#status`. For reserved words and names that are computed. */
  readonly names?: Readonly<Record<string, string>> | undefined;
}

/** The parameters of an update that say what changes, and on which condition. */
export type UpdateParameters = { readonly UpdateExpression: string } & ConditionParameters;

type ConditionParameters = Pick<
  UpdateCommandInput,
  "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/** The parameters of a condition. */
export function conditionOf({ condition, values = {}, names = {} }: Where): ConditionParameters {
  return {
    ConditionExpression: condition,
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: { ...names } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
  };
}

/**
 * The parameters of an update. Placeholders of changes are `#u0` and `:u0` onwards, so a condition may use all others.
 * @throws RangeError if nothing changes: DynamoDB refuses an empty expression
 */
export function updateExpression(changes: Changes, where?: Where): UpdateParameters {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const aliasOf = (path: readonly string[]) =>
    path
      .map((name) => {
        const alias = `#u${Object.keys(names).length}`;
        names[alias] = name;
        return alias;
      })
      .join(".");
  const placeholderOf = (value: unknown) => {
    const placeholder = `:u${Object.keys(values).length}`;
    values[placeholder] = value;
    return placeholder;
  };
  const assigned = [
    ...Object.entries(changes.set ?? {}).map(([name, value]) => ({ path: [name], value })),
    ...(changes.setAt ?? []),
  ];
  const removed = assigned.filter(({ value }) => value === undefined).map(({ path }) => path);
  const clauses = {
    SET: assigned
      .filter(({ value }) => value !== undefined)
      .map(({ path, value }) => `${aliasOf(path)} = ${placeholderOf(value)}`),
    REMOVE: [...removed, ...(changes.remove ?? []).map((name) => [name])].map(aliasOf),
    ADD: Object.entries(changes.add ?? {}).map(([name, value]) => `${aliasOf([name])} ${placeholderOf(value)}`),
    DELETE: Object.entries(changes.delete ?? {}).map(([name, value]) => `${aliasOf([name])} ${placeholderOf(value)}`),
  };
  const texts = Object.entries(clauses).flatMap(([keyword, parts]) =>
    parts.length === 0 ? [] : [`${keyword} ${parts.join(", ")}`],
  );
  if (texts.length === 0) throw new RangeError("An update changes at least one attribute.");
  const condition = where && conditionOf(where);
  return {
    UpdateExpression: texts.join(" "),
    ...(condition !== undefined && { ConditionExpression: condition.ConditionExpression }),
    ExpressionAttributeNames: { ...names, ...condition?.ExpressionAttributeNames },
    ...(Object.keys(values).length + Object.keys(where?.values ?? {}).length > 0 && {
      ExpressionAttributeValues: { ...values, ...condition?.ExpressionAttributeValues },
    }),
  };
}
