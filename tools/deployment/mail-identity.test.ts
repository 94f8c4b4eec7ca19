import type { SESv2Client } from "@aws-sdk/client-sesv2";
import { describe, expect, it, vi } from "vitest";
import { loadEnvironment } from "../../environments/registry.js";
import type { Environment } from "../../environments/schema.js";
import { OperatorError } from "../command-line.js";
import { requireVerifiedMailDomain } from "./mail-identity.js";

function environment(passwordResets: Environment["mail"]["passwordResets"]): Environment {
  const prod = loadEnvironment("prod");
  return { ...prod, mail: { ...prod.mail, passwordResets } };
}

/** SES as far as it is asked here. */
function ses(answer: () => object) {
  const send = vi.fn(async (_command: { readonly input: object }) => answer());
  return { client: { send } as unknown as SESv2Client, send };
}

describe("a deployment whose password resets go through SES", () => {
  it("is admitted once SES has verified the mail domain", async () => {
    const { client, send } = ses(() => ({ VerifiedForSendingStatus: true }));
    await requireVerifiedMailDomain(environment("ses"), client);
    expect(send.mock.calls.map(([{ input }]) => input)).toEqual([{ EmailIdentity: "aerotage.example" }]);
  });

  it.each<[string, () => object]>([
    ["has not verified the domain", () => ({ VerifiedForSendingStatus: false })],
    [
      "does not know the domain",
      () => {
        throw Object.assign(new Error("no such identity"), { name: "NotFoundException" });
      },
    ],
  ])("is refused while SES %s, with what to do", async (_, answer) => {
    const refused = requireVerifiedMailDomain(environment("ses"), ses(answer).client);
    await expect(refused).rejects.toThrow(OperatorError);
    await expect(requireVerifiedMailDomain(environment("ses"), ses(answer).client)).rejects.toThrow(
      /prod cannot be deployed: .*SES has not verified aerotage.example in eu-central-1[\s\S]*get-email-identity --email-identity aerotage.example/,
    );
  });

  it("fails with SES's own error where SES cannot be asked", async () => {
    const { client } = ses(() => {
      throw Object.assign(new Error("denied"), { name: "AccessDeniedException" });
    });
    await expect(requireVerifiedMailDomain(environment("ses"), client)).rejects.toThrow("denied");
  });
});

it("a deployment whose password resets Cognito sends itself asks nothing", async () => {
  const { client, send } = ses(() => ({}));
  await requireVerifiedMailDomain(environment("cognito"), client);
  expect(send).not.toHaveBeenCalled();
});
