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
  /**
   * Requests in five minutes that one address sends with one `Authorization` header, 10 to 2,000,000,000; more are refused.
   * @default 2000
   */
  readonly requestsPerToken?: number;
  /**
   * Requests of one address in five minutes, whatever they carry, 10 to 2,000,000,000; more are refused. An office or a VPN shows one
   * address for all of its people.
   * @default 20000
   */
  readonly requestsPerAddress?: number;
  /** AWS's rule groups, in this order. @default known bad inputs, common vulnerabilities, bad addresses */
  readonly managedRules?: readonly string[];
}

/** One person in five minutes: more than six requests per second all the time. */
export const defaultRequestsPerToken = 2000;
/**
 * A hundred people behind one address, 200 requests each in five minutes. The desktop client loads about 16 lists twice when somebody
 * signs in, 32 requests: a hundred sign-ins take 3,200 of them, and leave 168 for each person's work.
 */
export const defaultRequestsPerAddress = 20_000;
const defaultManagedRules = [
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesAmazonIpReputationList",
];
/**
 * Rules of AWS's groups that only count. Those of the common group look into bodies, which here hold what people write: a description may
 * have a tag of HTML, a path or an address of the web in it, and an import is larger than 8 KB. Functions validate bodies and put none of
 * them into a page, a path or a request.
 */
const countedRules: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesCommonRuleSet: [
    "SizeRestrictions_BODY",
    "EC2MetaDataSSRF_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "CrossSiteScripting_BODY",
  ],
};

// The provider's construct passes statements on as they are: their arguments have Terraform's names.
const asItIs = [{ priority: 0, type: "NONE" }];
/** Preflights carry no token, and browsers send one before most requests: they count nowhere. */
const noPreflight = {
  not_statement: {
    statement: {
      byte_match_statement: {
        field_to_match: { method: {} },
        positional_constraint: "EXACTLY",
        search_string: "OPTIONS",
        text_transformation: asItIs,
      },
    },
  },
};

/** Requests without the header pass this rule: AWS leaves out those that lack a part of the key. */
function perToken(limit: number): object {
  return {
    rate_based_statement: {
      limit,
      aggregate_key_type: "CUSTOM_KEYS",
      custom_key: [{ ip: {} }, { header: { name: "authorization", text_transformation: asItIs } }],
      scope_down_statement: noPreflight,
    },
  };
}

function perAddress(limit: number): object {
  return { rate_based_statement: { limit, aggregate_key_type: "IP", scope_down_statement: noPreflight } };
}

function managed(name: string): object {
  const counted = countedRules[name] ?? [];
  return {
    managed_rule_group_statement: {
      vendor_name: "AWS",
      name,
      ...(counted.length > 0 && {
        rule_action_override: counted.map((rule) => ({ name: rule, action_to_use: { count: {} } })),
      }),
    },
  };
}

export class Firewall extends Construct {
  readonly webAcl: Wafv2WebAcl;

  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    const requestsPerToken = props.requestsPerToken ?? defaultRequestsPerToken;
    const requestsPerAddress = props.requestsPerAddress ?? defaultRequestsPerAddress;
    new PropsCheck(`Firewall ${props.name}`)
      .matches("name", props.name, /^[\w-]{1,128}$/, "1 to 128 letters, digits, hyphens and underscores")
      .whole("requestsPerToken", requestsPerToken, 10, 2_000_000_000)
      .whole("requestsPerAddress", requestsPerAddress, 10, 2_000_000_000)
      .require(
        requestsPerToken < requestsPerAddress,
        `requestsPerToken is ${requestsPerToken}: must be below requestsPerAddress, which is ${requestsPerAddress}`,
      )
      .done();
    const visibilityConfig = (metricName: string) => ({
      cloudwatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
      metricName,
    });
    const rates = [
      { name: "requests-per-token", statement: perToken(requestsPerToken) },
      { name: "requests-per-address", statement: perAddress(requestsPerAddress) },
    ];
    const managedRules = props.managedRules ?? defaultManagedRules;
    this.webAcl = new Wafv2WebAcl(this, "acl", {
      name: props.name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visibilityConfig(props.name),
      rule: [
        ...rates.map(({ name, statement }, priority) => ({
          name,
          priority,
          action: { block: {} },
          statement,
          visibilityConfig: visibilityConfig(name),
        })),
        ...managedRules.map((name, index) => ({
          name,
          priority: rates.length + index,
          overrideAction: { none: {} },
          statement: managed(name),
          visibilityConfig: visibilityConfig(name),
        })),
      ],
    });
    new Wafv2WebAclAssociation(this, "association", { resourceArn: props.stageArn, webAclArn: this.webAcl.arn });
  }
}
