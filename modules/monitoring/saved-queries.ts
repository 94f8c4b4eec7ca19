/** Queries of CloudWatch Logs Insights that a person finds in the console. */
import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

export interface SavedQueryProps {
  readonly name: string;
  readonly query: string;
  /** At most 50. */
  readonly logGroupNames: readonly string[];
}

export interface SavedQueriesProps {
  /** The folder in the console. */
  readonly folder: string;
  readonly queries: readonly SavedQueryProps[];
}

/** Log groups that one query may read. */
export const maximumLogGroups = 50;

export class SavedQueries extends Construct {
  readonly definitions: readonly CloudwatchQueryDefinition[];

  constructor(scope: Construct, id: string, props: SavedQueriesProps) {
    super(scope, id);
    const check = new PropsCheck(`SavedQueries ${props.folder}`);
    for (const { name, logGroupNames } of props.queries) {
      check.require(
        logGroupNames.length >= 1 && logGroupNames.length <= maximumLogGroups,
        `${name} reads ${logGroupNames.length} log groups: must read 1 to ${maximumLogGroups}`,
      );
    }
    check.done();
    this.definitions = props.queries.map(
      ({ name, query, logGroupNames }) =>
        new CloudwatchQueryDefinition(this, name, {
          name: `${props.folder}/${name}`,
          queryString: query,
          logGroupNames: [...logGroupNames],
        }),
    );
  }
}
