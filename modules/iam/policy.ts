/** Policy documents. */

/** One statement; who it concerns follows from where the policy is attached, unless principals are named. */
export interface Statement {
  readonly sid?: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Principals of a resource's policy or a role's trust: `{ Service: [...] }`, `{ AWS: [...] }`, `"*"`. */
  readonly principals?: "*" | Readonly<Record<string, readonly string[]>>;
  /** Operators, keys and values: `{ StringEquals: { "aws:SourceAccount": ["123456789012"] } }`. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The JSON of a policy. Trust policies have no resources: leave the list empty. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      ...(statement.sid !== undefined && { Sid: statement.sid }),
      Effect: statement.effect ?? "Allow",
      ...(statement.principals !== undefined && {
        Principal:
          statement.principals === "*"
            ? "*"
            : Object.fromEntries(Object.entries(statement.principals).map(([kind, ids]) => [kind, oneOrMany(ids)])),
      }),
      Action: oneOrMany(statement.actions),
      ...(statement.resources.length > 0 && { Resource: oneOrMany(statement.resources) }),
      ...(statement.conditions !== undefined && { Condition: conditions(statement.conditions) }),
    })),
  });
}

/** The trust policy that lets a service of AWS take a role, for resources of this account only where the service says so. */
export function serviceTrust(service: string, sourceAccount?: string): string {
  return policyDocument([
    {
      actions: ["sts:AssumeRole"],
      resources: [],
      principals: { Service: [service] },
      ...(sourceAccount !== undefined && { conditions: { StringEquals: { "aws:SourceAccount": [sourceAccount] } } }),
    },
  ]);
}

function conditions(operators: NonNullable<Statement["conditions"]>): object {
  return Object.fromEntries(
    Object.entries(operators).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, oneOrMany(values)])),
    ]),
  );
}

/** AWS returns a list of one as its only element; written the same way, a plan shows no difference. */
function oneOrMany(values: readonly string[]): string | readonly string[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}
