/** A name of its own for a REST API. */
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping/index.js";
import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name/index.js";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";
import type { RestApi } from "./rest-api.js";

export interface CustomDomainProps {
  readonly api: RestApi;
  readonly name: string;
  /** A certificate of the API's region. */
  readonly certificateArn: string;
  /** The Route 53 zone that gets the name's record. @default the record is made elsewhere */
  readonly zoneId?: string;
}

export class CustomDomain extends Construct {
  readonly domain: ApiGatewayDomainName;

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    new PropsCheck(`CustomDomain ${props.name}`)
      .matches("name", props.name, /^([a-z0-9-]+\.)+[a-z]{2,}$/, "a host name in lower case")
      .matches("certificateArn", props.certificateArn, /^arn:[\w-]+:acm:/, "the ARN of an ACM certificate")
      .done();
    this.domain = new ApiGatewayDomainName(this, "name", {
      domainName: props.name,
      regionalCertificateArn: props.certificateArn,
      endpointConfiguration: { types: ["REGIONAL"] },
      securityPolicy: "TLS_1_2",
    });
    new ApiGatewayBasePathMapping(this, "mapping", {
      apiId: props.api.api.id,
      stageName: props.api.stage.stageName,
      domainName: this.domain.domainName,
    });
    if (props.zoneId !== undefined) {
      new Route53Record(this, "record", {
        zoneId: props.zoneId,
        name: props.name,
        type: "A",
        alias: {
          name: this.domain.regionalDomainName,
          zoneId: this.domain.regionalZoneId,
          evaluateTargetHealth: false,
        },
      });
    }
  }
}
