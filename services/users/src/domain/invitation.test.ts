import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  acceptedInvitation,
  cancelledInvitation,
  type Invitation,
  linkResponseOf,
  newInvitation,
  resentInvitation,
  statusOf,
  toInvitationResponse,
  validDays,
} from "./invitation.js";

const start = new Date("2026-11-24T10:00:00.000Z");
const days = (count: number) => new Date(start.getTime() + count * 86_400_000);
const context = { caller: { id: "admin" }, now: start, companyCurrency: "EUR" };
const invitation = newInvitation({ email: "a@example.com", role: "manager", hourlyRate: 12.5 }, "hash-0", context);

describe("an invitation", () => {
  it("is good for seven days to the moment", () => {
    expect(statusOf(invitation, days(validDays - 0.001))).toBe("pending");
    expect(statusOf(invitation, days(validDays))).toBe("expired");
    expect(() => acceptedInvitation(invitation, days(validDays))).toThrow(/expired/);
    const accepted = acceptedInvitation(invitation, days(6));
    expect(accepted.state).toBe("accepted");
    // The desktop client looks for these words.
    expect(() => acceptedInvitation(accepted, days(6))).toThrow(/already accepted/);
  });

  it("tells its rate to administrators, and its token's hash to nobody", () => {
    expect(toInvitationResponse(invitation, start)).toMatchObject({
      hourlyRate: 12.5,
      invitedBy: "admin",
      status: "pending",
    });
    const shown = JSON.stringify([toInvitationResponse(invitation, start), linkResponseOf(invitation, start)]);
    expect(shown).not.toContain("hash-0");
    expect(linkResponseOf(invitation, start)).not.toHaveProperty("hourlyRate");
  });

  it("keeps to its states whatever happens to it, in any order", () => {
    type Step = "accept" | "cancel" | "resend" | "wait";
    const steps = fc.array(fc.constantFrom<Step>("accept", "cancel", "resend", "wait"), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (sequence) => {
        let current: Invitation = invitation;
        let now = start;
        for (const [index, step] of sequence.entries()) {
          const before = current;
          try {
            if (step === "wait") now = new Date(now.getTime() + 5 * 86_400_000);
            if (step === "accept") current = acceptedInvitation(current, now);
            if (step === "cancel" && current.state === "pending") current = cancelledInvitation(current, now);
            if (step === "resend") current = resentInvitation(current, `hash-${index + 1}`, { id: "admin" }, now);
          } catch {
            // Refused: it is as it was.
            expect(current).toBe(before);
          }
          if (current !== before) {
            expect(before.state).toBe("pending");
            expect(current.version).toBe(before.version + 1);
          }
          expect(current.resentCount).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
