import { beforeEach, describe, expect, it, vi } from "vitest";
import { invitationMail, verificationMail, welcomeMail } from "./mails.js";

const invitation = { email: "a@example.com", role: "manager", validUntil: "2026-12-01T23:59:00.000Z" };

describe("a mail", () => {
  beforeEach(() => {
    vi.stubEnv("SIGN_IN_LINK", "https://time.example.com/#/sign-in");
    vi.stubEnv("INVITATION_LINK", "https://time.example.com/accept-invitation?token={token}");
    vi.stubEnv("EMAIL_VERIFICATION_LINK", "https://time.example.com/#/verify?token={token}&type={type}");
  });

  it("of an invitation has its link, its last day and who invites, in a subject of one line", () => {
    const mail = invitationMail({ ...invitation, personalMessage: "Hi there" }, "tok-en_1", "Eve\nBcc: x");
    expect(mail.to).toEqual(["a@example.com"]);
    expect(mail.subject).toBe("Eve Bcc: x invites you to report your time");
    expect(mail.text).toContain("https://time.example.com/accept-invitation?token=tok-en_1\n");
    expect(mail.text).toContain("1 December 2026");
    expect(mail.text).toContain("Hi there");
    expect(invitationMail(invitation, "t", "Eve").text).not.toContain("writes:");
  });

  it("of a first sign-in has the address and the password", () => {
    const { text } = welcomeMail({ email: "a@example.com", name: "Ada" }, "Temp-Pass1");
    expect(text).toContain("Temporary password: Temp-Pass1\n");
    expect(text).toContain("\n  https://time.example.com/#/sign-in\n");
  });

  it("of a verification goes to the address that it is about", () => {
    const change = { currentEmail: "old@example.com", newEmail: "new@example.com" };
    const [current, next] = (["current", "new"] as const).map((type) => verificationMail(change, type, "t"));
    expect([current?.to, next?.to]).toEqual([["old@example.com"], ["new@example.com"]]);
    expect(next?.text).toContain("\n  https://time.example.com/#/verify?token=t&type=new\n");
  });
});
