/** Queries of CloudWatch Logs Insights that a person finds in the console. */
import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

export interface SavedQueryProps {
  readonly name: string;
  readonly query: string;
  /** A query of more than 50 becomes several, each of at most 50: `errors`, `errors-2`. */
  readonly logGroupNames: readonly string[];
}

export interface SavedQueriesProps {
  /** The folder in the console. */
  readonly folder: string;
  readonly queries: readonly SavedQueryProps[];
}

/** Log groups that one query may read (StartQuery). `SOURCE` in a query has no such limit, but the console does not know it. */
export const maximumLogGroups = 50;

export class SavedQueries extends Construct {
  readonly definitions: readonly CloudwatchQueryDefinition[];

  constructor(scope: Construct, id: string, props: SavedQueriesProps) {
    super(scope, id);
    const check = new PropsCheck(`SavedQueries ${props.folder}`);
    for (const { name, logGroupNames } of props.queries) {
      check.require(logGroupNames.length >= 1, `${name} reads no log group: must read at least one`);
    }
    check.done();
    this.definitions = props.queries.flatMap(({ name, query, logGroupNames }) =>
      parts(logGroupNames).map((part, index) => {
        const numbered = index === 0 ? name : `${name}-${index + 1}`;
        return new CloudwatchQueryDefinition(this, numbered, {
          name: `${props.folder}/${numbered}`,
          queryString: query,
          logGroupNames: part,
        });
      }),
    );
  }
}

function parts(logGroupNames: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(logGroupNames.length / maximumLogGroups) }, (_, index) =>
    logGroupNames.slice(index * maximumLogGroups, (index + 1) * maximumLogGroups),
  );
}
