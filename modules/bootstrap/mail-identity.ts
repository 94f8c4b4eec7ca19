/** A domain that mail is sent from, signed with DKIM. */
import { Sesv2EmailIdentity } from "@cdktf/provider-aws/lib/sesv2-email-identity/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

export interface MailIdentityProps {
  /** Its DNS needs the CNAME records that SES names before mail is sent. */
  readonly domain: string;
}

export class MailIdentity extends Construct {
  readonly identity: Sesv2EmailIdentity;

  constructor(scope: Construct, id: string, props: MailIdentityProps) {
    super(scope, id);
    new PropsCheck(`MailIdentity ${props.domain}`)
      .matches("domain", props.domain, /^([a-z0-9-]+\.)+[a-z]{2,}$/, "a host name in lower case")
      .done();
    this.identity = new Sesv2EmailIdentity(this, "identity", { emailIdentity: props.domain });
  }
}
