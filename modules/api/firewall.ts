/** A web application firewall before a stage of a REST API. What it refuses is counted and sampled, not logged. */
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl/index.js";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

export interface FirewallProps {
  /** At most 128 characters. */
  readonly name: string;
  /** The stage that is protected. */
  readonly stageArn: string;
  /** Requests of one address in five minutes, 10 to 2,000,000,000; more are refused. @default 2000 */
  readonly requestsPerAddress?: number;
  /** AWS's rule groups, in this order. @default known bad inputs, common vulnerabilities, bad addresses */
  readonly managedRules?: readonly string[];
}

const defaultRequestsPerAddress = 2000;
const defaultManagedRules = [
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesAmazonIpReputationList",
];
/** Refuses bodies above 8 KB, which the API allows: counted only. */
const bodySizeRule = { ruleSet: "AWSManagedRulesCommonRuleSet", rule: "SizeRestrictions_BODY" };

export class Firewall extends Construct {
  readonly webAcl: Wafv2WebAcl;

  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    new PropsCheck(`Firewall ${props.name}`)
      .matches("name", props.name, /^[\w-]{1,128}$/, "1 to 128 letters, digits, hyphens and underscores")
      .whole("requestsPerAddress", props.requestsPerAddress, 10, 2_000_000_000)
      .done();
    const visibility = (metricName: string) => ({
      cloudwatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
      metricName,
    });
    // The provider's construct passes statements on as they are: their arguments have Terraform's names.
    const managedRules = props.managedRules ?? defaultManagedRules;
    this.webAcl = new Wafv2WebAcl(this, "acl", {
      name: props.name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visibility(props.name),
      rule: [
        {
          name: "requests-per-address",
          priority: 0,
          action: { block: {} },
          statement: {
            rate_based_statement: {
              limit: props.requestsPerAddress ?? defaultRequestsPerAddress,
              aggregate_key_type: "IP",
            },
          },
          visibilityConfig: visibility("requests-per-address"),
        },
        ...managedRules.map((name, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managed_rule_group_statement: {
              vendor_name: "AWS",
              name,
              ...(name === bodySizeRule.ruleSet && {
                rule_action_override: [{ name: bodySizeRule.rule, action_to_use: { count: {} } }],
              }),
            },
          },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    new Wafv2WebAclAssociation(this, "association", { resourceArn: props.stageArn, webAclArn: this.webAcl.arn });
  }
}
