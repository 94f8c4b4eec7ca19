import { describe, expect, it } from "vitest";
import { UserDirectory, type UserDirectoryProps } from "../../../modules/auth/user-directory.js";
import { InvalidPropsError } from "../../../modules/props.js";
import { all, named, only, synthesizeConstruct } from "../synthesized.js";

const props: UserDirectoryProps = {
  name: "people",
  groups: [{ name: "chief", description: "Leads", precedence: 1 }],
  customAttributes: [
    { name: "room", type: "String" },
    { name: "floor", type: "Number" },
  ],
  writableAttributes: ["name"],
  readableAttributes: ["name", "email", "custom:room"],
};

function make(overrides: Partial<UserDirectoryProps> = {}) {
  return synthesizeConstruct((scope) => new UserDirectory(scope, "directory", { ...props, ...overrides }));
}

const pool = (overrides: Partial<UserDirectoryProps> = {}) => only(make(overrides), "aws_cognito_user_pool");
const client = (overrides: Partial<UserDirectoryProps> = {}) =>
  named(make(overrides), "aws_cognito_user_pool_client", /-app$/);

describe("a user directory by default", () => {
  it("has a pool that is protected, for people whom administrators make", () => {
    expect(pool()).toEqual({
      name: "people",
      username_attributes: ["email"],
      username_configuration: { case_sensitive: false },
      auto_verified_attributes: ["email"],
      user_attribute_update_settings: { attributes_require_verification_before_update: ["email"] },
      admin_create_user_config: { allow_admin_create_user_only: true },
      account_recovery_setting: { recovery_mechanism: [{ name: "verified_email", priority: 1 }] },
      deletion_protection: "ACTIVE",
      mfa_configuration: "OFF",
      device_configuration: { challenge_required_on_new_device: false, device_only_remembered_on_user_prompt: true },
      password_policy: {
        minimum_length: 8,
        require_uppercase: true,
        require_lowercase: true,
        require_numbers: true,
        require_symbols: false,
        temporary_password_validity_days: 7,
      },
      schema: [
        {
          name: "room",
          attribute_data_type: "String",
          mutable: true,
          required: false,
          developer_only_attribute: false,
          string_attribute_constraints: { min_length: "0", max_length: "256" },
        },
        {
          name: "floor",
          attribute_data_type: "Number",
          mutable: true,
          required: false,
          developer_only_attribute: false,
          number_attribute_constraints: { min_value: "0" },
        },
      ],
      lifecycle: { ignore_changes: ["schema"] },
    });
  });

  it("has a public client for SRP that writes only what it is told to", () => {
    const { user_pool_id, ...settings } = client();
    expect(user_pool_id).toMatch(/^\$\{aws_cognito_user_pool\./);
    expect(settings).toEqual({
      name: "people-app",
      generate_secret: false,
      explicit_auth_flows: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
      prevent_user_existence_errors: "ENABLED",
      enable_token_revocation: true,
      read_attributes: ["custom:room", "email", "name"],
      write_attributes: ["name"],
      access_token_validity: 60,
      id_token_validity: 60,
      refresh_token_validity: 30,
      token_validity_units: [{ access_token: "minutes", id_token: "minutes", refresh_token: "days" }],
    });
  });

  it("has the groups", () => {
    expect(all(make(), "aws_cognito_user_group")).toEqual([
      expect.objectContaining({ name: "chief", description: "Leads", precedence: 1 }),
    ]);
  });
});

describe("a user directory takes", () => {
  it.each([
    ["optional", "OPTIONAL"],
    ["required", "ON"],
  ] as const)("mfa %s", (mfa, mfa_configuration) => {
    expect(pool({ mfa })).toMatchObject({
      mfa_configuration,
      software_token_mfa_configuration: { enabled: true },
      device_configuration: { challenge_required_on_new_device: true, device_only_remembered_on_user_prompt: true },
    });
  });

  it("password rules", () => {
    expect(pool({ passwordLength: 14, temporaryPasswordDays: 2 })).toMatchObject({
      password_policy: { minimum_length: 14, temporary_password_validity_days: 2 },
    });
  });

  it("the tracking of devices", () => {
    expect(pool({ deviceTracking: "always", mfa: "optional" })).toMatchObject({
      device_configuration: { challenge_required_on_new_device: true, device_only_remembered_on_user_prompt: false },
    });
    expect(pool({ deviceTracking: "off" })).not.toHaveProperty("device_configuration");
  });

  it("an identity of SES for its mails", () => {
    const identityArn = "arn:aws:ses:eu-central-1:123456789012:identity/acme.io";
    const byDeveloper = {
      email_sending_account: "DEVELOPER",
      from_email_address: "a@acme.io",
      source_arn: identityArn,
    };
    expect(pool()).not.toHaveProperty("email_configuration");
    expect(pool({ mail: { sender: "a@acme.io", identityArn } }).email_configuration).toEqual(byDeveloper);
    expect(
      pool({ mail: { sender: "a@acme.io", identityArn, configurationSetName: "acme-mail" } }).email_configuration,
    ).toEqual({ ...byDeveloper, configuration_set: "acme-mail" });
  });

  it("no deletion protection, only if exactly false", () => {
    expect(pool({ deletionProtection: false })).toMatchObject({ deletion_protection: "INACTIVE" });
    expect(pool({ deletionProtection: true })).toMatchObject({ deletion_protection: "ACTIVE" });
  });

  it("the password flow", () => {
    expect(client({ passwordFlow: true })).toMatchObject({
      explicit_auth_flows: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"],
    });
  });

  it("token lifetimes", () => {
    expect(client({ accessTokenMinutes: 5, idTokenMinutes: 6, refreshTokenDays: 7 })).toMatchObject({
      access_token_validity: 5,
      id_token_validity: 6,
      refresh_token_validity: 7,
    });
  });

  it("a length of an attribute", () => {
    const made = pool({ customAttributes: [{ name: "room", type: "String", maxLength: 5 }] });
    expect(made.schema).toMatchObject([{ string_attribute_constraints: { max_length: "5" } }]);
  });
});

it("all wrong props are reported together", () => {
  const wrong = {
    name: "",
    writableAttributes: ["custom:salary"],
    groups: [...props.groups, { name: "other", description: "", precedence: 1 }],
    passwordLength: 7,
    temporaryPasswordDays: 0,
    accessTokenMinutes: 4,
    idTokenMinutes: 1441,
    refreshTokenDays: 0.5,
    mail: { sender: "nobody", identityArn: "arn:aws:sns:x" },
  };
  expect(() => make(wrong)).toThrow(InvalidPropsError);
  expect(() => make(wrong)).toThrow(
    /name has 0[\s\S]*custom:salary[\s\S]*same precedence[\s\S]*passwordLength is 7[\s\S]*temporaryPasswordDays is 0[\s\S]*accessTokenMinutes is 4[\s\S]*idTokenMinutes is 1441[\s\S]*refreshTokenDays is 0.5[\s\S]*mail.sender is "nobody"[\s\S]*mail.identityArn is "arn:aws:sns:x"/,
  );
});
