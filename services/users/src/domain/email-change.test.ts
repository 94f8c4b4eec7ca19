import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  approvedEmailChange,
  cancelledEmailChange,
  completedEmailChange,
  type EmailChange,
  isOpen,
  newEmailChange,
  rejectedEmailChange,
  resentVerification,
  toEmailChangeResponse,
  verifiedEmailChange,
} from "./email-change.js";

const start = new Date("2026-11-24T10:00:00.000Z");
const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
const input = { newEmail: "new@example.com", reason: "other", currentPassword: "x" } as const;
const caller = { id: "u", email: "old@example.com" };
const change = newEmailChange(input, { current: "c0", new: "n0" }, caller, start);

describe("an e-mail change", () => {
  it("waits for a decision once both addresses are verified, in either order", () => {
    for (const order of [
      ["current", "new"],
      ["new", "current"],
    ] as const) {
      const first = verifiedEmailChange(change, order[0], change[order[0]].tokenHash, start);
      expect(first.state).toBe("pending_verification");
      const second = verifiedEmailChange(first, order[1], first[order[1]].tokenHash, start);
      expect(second.state).toBe("pending_approval");
      expect(toEmailChangeResponse(second)).toMatchObject({
        currentEmailVerified: true,
        newEmailVerified: true,
        verifiedAt: start.toISOString(),
      });
    }
  });

  it("has links for a day, for their own address, until a newer one", () => {
    expect(() => verifiedEmailChange(change, "current", "n0", start)).toThrow(/link/);
    expect(() => verifiedEmailChange(change, "current", "c0", later(24))).toThrow(/expired/);
    const resent = resentVerification(change, "current", "c1", later(30));
    expect(() => verifiedEmailChange(resent, "current", "c0", later(31))).toThrow(/newer/);
    expect(verifiedEmailChange(resent, "current", "c1", later(31)).current.verifiedAt).toBeDefined();
  });

  it("is the same when a valid link is sent again, also after the approval, and refuses the link later", () => {
    const once = verifiedEmailChange(change, "current", "c0", later(1));
    expect(verifiedEmailChange(once, "current", "c0", later(23))).toBe(once);
    expect(() => verifiedEmailChange(once, "current", "c0", later(24))).toThrow(/verified already/);
    expect(() => verifiedEmailChange(once, "current", "n0", later(2))).toThrow(/link/);
    const approved = approvedEmailChange(
      verifiedEmailChange(once, "new", "n0", later(2)),
      { id: "admin" },
      undefined,
      later(3),
    );
    expect(verifiedEmailChange(approved, "new", "n0", later(4))).toBe(approved);
    const rejected = rejectedEmailChange(once, { id: "admin" }, "no", later(3));
    expect(() => verifiedEmailChange(rejected, "current", "c0", later(4))).toThrow(/open request/);
  });

  it("tells no hash of a token", () => {
    expect(JSON.stringify(toEmailChangeResponse(change))).not.toMatch(/c0|n0/);
  });

  it("is approved only with both addresses verified, and ends only once", () => {
    type Step = "verifyCurrent" | "verifyNew" | "resend" | "approve" | "reject" | "cancel" | "complete";
    const step = fc.constantFrom<Step>(
      "verifyCurrent",
      "verifyNew",
      "resend",
      "approve",
      "reject",
      "cancel",
      "complete",
    );
    const apply = (current: EmailChange, what: Step, index: number): EmailChange => {
      if (what === "verifyCurrent") return verifiedEmailChange(current, "current", current.current.tokenHash, start);
      if (what === "verifyNew") return verifiedEmailChange(current, "new", current.new.tokenHash, start);
      if (what === "resend") return resentVerification(current, "new", `n${index + 1}`, start);
      if (what === "approve") return approvedEmailChange(current, { id: "admin" }, undefined, start);
      if (what === "reject") return rejectedEmailChange(current, { id: "admin" }, "no", start);
      if (what === "cancel") return cancelledEmailChange(current, start);
      return current.state === "approved" ? completedEmailChange(current, start) : current;
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (sequence) => {
        let current: EmailChange = change;
        for (const [index, what] of sequence.entries()) {
          const before = current;
          try {
            current = apply(current, what, index);
          } catch {
            expect(current).toBe(before);
          }
          if (current !== before) expect(isOpen(before)).toBe(true);
          if (current.state === "approved" || current.state === "completed")
            expect([current.current.verifiedAt, current.new.verifiedAt]).not.toContain(undefined);
        }
      }),
    );
  });
});
