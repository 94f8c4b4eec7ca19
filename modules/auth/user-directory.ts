/** A Cognito user pool with groups, one public app client, and one by which servers verify passwords. */
import { CognitoUserGroup } from "@cdktf/provider-aws/lib/cognito-user-group/index.js";
import {
  CognitoUserPool,
  type CognitoUserPoolEmailConfiguration,
} from "@cdktf/provider-aws/lib/cognito-user-pool/index.js";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client/index.js";
import { Construct } from "constructs";
import { PropsCheck } from "../props.js";

/** A group; the lowest precedence wins where a person is in several. */
export interface GroupProps {
  readonly name: string;
  readonly description: string;
  readonly precedence: number;
}

/** An attribute of the product's own, `custom:<name>` in tokens. Changing one of these makes a new pool. */
export interface CustomAttributeProps {
  readonly name: string;
  readonly type: "String" | "Number";
  /** Characters at most, for text. @default 256 */
  readonly maxLength?: number;
}

export interface UserDirectoryProps {
  /** The pool's name, at most 128 characters. */
  readonly name: string;
  readonly groups: readonly GroupProps[];
  readonly customAttributes: readonly CustomAttributeProps[];
  /** Attributes that people may change themselves through the app client; everything else is for administrators. */
  readonly writableAttributes: readonly string[];
  /** Attributes that the app client may read. */
  readonly readableAttributes: readonly string[];
  /** Second factor by TOTP. @default "off" */
  readonly mfa?: "off" | "optional" | "required";
  /** Characters at least, 8 to 99; upper case, lower case and a digit are always needed. @default 8 */
  readonly passwordLength?: number;
  /** Days that a temporary password works, 1 to 365. @default 7 */
  readonly temporaryPasswordDays?: number;
  /** True admits `USER_PASSWORD_AUTH` beside SRP. @default false */
  readonly passwordFlow?: boolean;
  /** 5 to 1440. @default 60 */
  readonly accessTokenMinutes?: number;
  /** 5 to 1440. @default 60 */
  readonly idTokenMinutes?: number;
  /** 1 to 3650. @default 30 */
  readonly refreshTokenDays?: number;
  /**
   * Which devices Cognito tracks: none, all, or all of which it remembers those that the person chooses. While it tracks devices, a refresh
   * token works only with the key of the device that it was given to.
   * @default "userOptIn"
   */
  readonly deviceTracking?: "off" | "userOptIn" | "always";
  /** How Cognito sends its own mails: the codes that reset a password. @default by Cognito itself, at most 50 per day in an account */
  readonly mail?: DirectoryMailProps;
  /** Unless exactly false, the pool refuses to be deleted. @default true */
  readonly deletionProtection?: boolean;
}

/** Mails of a user pool that go through SES. */
export interface DirectoryMailProps {
  /** The sender's address. */
  readonly sender: string;
  /** ARN of the SES identity of the address or of its domain. It must be verified before the pool is given it. */
  readonly identityArn: string;
  /** The SES configuration set that reports what became of a mail. @default none */
  readonly configurationSetName?: string;
}

const mfaModes = { off: "OFF", optional: "OPTIONAL", required: "ON" } as const;
const defaultPasswordLength = 8;
const defaultTemporaryPasswordDays = 7;
const defaultTokenMinutes = 60;
const defaultRefreshTokenDays = 30;
const defaultMaxLength = 256;
/** The shortest lives that Cognito gives tokens. */
const shortestTokenMinutes = 5;
const shortestRefreshTokenMinutes = 60;

/** People sign in with their e-mail address, whatever its case; only administrators make accounts. */
export class UserDirectory extends Construct {
  readonly userPool: CognitoUserPool;
  readonly appClient: CognitoUserPoolClient;
  /** Signs in with a password on behalf of a server that IAM lets: how a password is verified without a sign-in page. */
  readonly verificationClient: CognitoUserPoolClient;
  readonly groups: readonly CognitoUserGroup[];

  constructor(scope: Construct, id: string, props: UserDirectoryProps) {
    super(scope, id);
    const mfa = props.mfa ?? "off";
    const deviceTracking = props.deviceTracking ?? "userOptIn";
    const attributes = new Set(props.customAttributes.map((attribute) => `custom:${attribute.name}`));
    const unknown = [...props.writableAttributes, ...props.readableAttributes].filter(
      (attribute) => attribute.startsWith("custom:") && !attributes.has(attribute),
    );
    new PropsCheck(`UserDirectory ${props.name}`)
      .require(
        props.name.length >= 1 && props.name.length <= 128,
        `name has ${props.name.length} characters: must have 1 to 128`,
      )
      .require(unknown.length === 0, `${unknown.join(", ")} is not among the custom attributes`)
      .require(
        new Set(props.groups.map((group) => group.precedence)).size === props.groups.length,
        "groups have the same precedence: each needs its own",
      )
      .require(
        props.customAttributes.length <= 50,
        `there are ${props.customAttributes.length} custom attributes: at most 50`,
      )
      .whole("passwordLength", props.passwordLength, 8, 99)
      .whole("temporaryPasswordDays", props.temporaryPasswordDays, 1, 365)
      .whole("accessTokenMinutes", props.accessTokenMinutes, 5, 1440)
      .whole("idTokenMinutes", props.idTokenMinutes, 5, 1440)
      .whole("refreshTokenDays", props.refreshTokenDays, 1, 3650)
      .matches("mail.sender", props.mail?.sender, /^\S+@\S+$/, "an e-mail address")
      .matches(
        "mail.identityArn",
        props.mail?.identityArn,
        /^arn:[\w-]+:ses:.+:identity\/\S+$/,
        "the ARN of an SES identity",
      )
      .done();

    this.userPool = new CognitoUserPool(this, "pool", {
      name: props.name,
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      // An address in use stays until the new one is confirmed.
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["email"] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      accountRecoverySetting: { recoveryMechanism: [{ name: "verified_email", priority: 1 }] },
      deletionProtection: props.deletionProtection === false ? "INACTIVE" : "ACTIVE",
      mfaConfiguration: mfaModes[mfa],
      ...(mfa !== "off" && { softwareTokenMfaConfiguration: { enabled: true } }),
      ...(deviceTracking !== "off" && {
        deviceConfiguration: {
          challengeRequiredOnNewDevice: mfa !== "off",
          deviceOnlyRememberedOnUserPrompt: deviceTracking === "userOptIn",
        },
      }),
      ...(props.mail !== undefined && { emailConfiguration: emailConfiguration(props.mail) }),
      passwordPolicy: {
        minimumLength: props.passwordLength ?? defaultPasswordLength,
        requireUppercase: true,
        requireLowercase: true,
        requireNumbers: true,
        requireSymbols: false,
        temporaryPasswordValidityDays: props.temporaryPasswordDays ?? defaultTemporaryPasswordDays,
      },
      schema: props.customAttributes.map((attribute) => ({
        name: attribute.name,
        attributeDataType: attribute.type,
        mutable: true,
        required: false,
        developerOnlyAttribute: false,
        ...(attribute.type === "String"
          ? {
              stringAttributeConstraints: {
                minLength: "0",
                maxLength: String(attribute.maxLength ?? defaultMaxLength),
              },
            }
          : { numberAttributeConstraints: { minValue: "0" } }),
      })),
      // Cognito cannot change its schema, and reports it with more than was asked for.
      lifecycle: { ignoreChanges: ["schema"] },
    });

    this.groups = props.groups.map(
      (group) =>
        new CognitoUserGroup(this, `group-${group.name}`, {
          userPoolId: this.userPool.id,
          name: group.name,
          description: group.description,
          precedence: group.precedence,
        }),
    );

    this.appClient = new CognitoUserPoolClient(this, "client", {
      name: `${props.name}-app`,
      userPoolId: this.userPool.id,
      // A browser or desktop app cannot keep a secret.
      generateSecret: false,
      explicitAuthFlows: [
        "ALLOW_REFRESH_TOKEN_AUTH",
        ...(props.passwordFlow === true ? ["ALLOW_USER_PASSWORD_AUTH"] : []),
        "ALLOW_USER_SRP_AUTH",
      ],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      readAttributes: [...props.readableAttributes].sort(),
      writeAttributes: [...props.writableAttributes].sort(),
      accessTokenValidity: props.accessTokenMinutes ?? defaultTokenMinutes,
      idTokenValidity: props.idTokenMinutes ?? defaultTokenMinutes,
      refreshTokenValidity: props.refreshTokenDays ?? defaultRefreshTokenDays,
      tokenValidityUnits: [{ accessToken: "minutes", idToken: "minutes", refreshToken: "days" }],
    });

    this.verificationClient = new CognitoUserPoolClient(this, "verification-client", {
      name: `${props.name}-verification`,
      userPoolId: this.userPool.id,
      generateSecret: false,
      explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      // Left out, they would be all attributes.
      readAttributes: [...props.readableAttributes].sort(),
      writeAttributes: [...props.writableAttributes].sort(),
      // Its tokens are thrown away at once: as short as Cognito allows.
      accessTokenValidity: shortestTokenMinutes,
      idTokenValidity: shortestTokenMinutes,
      refreshTokenValidity: shortestRefreshTokenMinutes,
      tokenValidityUnits: [{ accessToken: "minutes", idToken: "minutes", refreshToken: "minutes" }],
    });
  }
}

function emailConfiguration({
  sender,
  identityArn,
  configurationSetName,
}: DirectoryMailProps): CognitoUserPoolEmailConfiguration {
  return {
    emailSendingAccount: "DEVELOPER",
    fromEmailAddress: sender,
    sourceArn: identityArn,
    ...(configurationSetName !== undefined && { configurationSet: configurationSetName }),
  };
}
