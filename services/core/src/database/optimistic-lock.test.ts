import { describe, expect, it, vi } from "vitest";
import { OptimisticLockError, retryOnConflict } from "./optimistic-lock.js";

const pause = async () => undefined;

describe("an optimistic write", () => {
  it("is decided again until nobody got ahead of it", async () => {
    let rounds = 0;
    const attempt = async () => {
      rounds += 1;
      if (rounds < 5) throw new OptimisticLockError();
      return rounds;
    };
    expect(await retryOnConflict(attempt, { pause })).toBe(5);
  });

  it("is not repeated for another error", async () => {
    let rounds = 0;
    const attempt = async () => {
      rounds += 1;
      throw new Error("other");
    };
    await expect(retryOnConflict(attempt, { pause })).rejects.toThrow("other");
    expect(rounds).toBe(1);
  });

  it("ends with 503 when its time is over, and when it never comes through", async () => {
    const attempt = async () => {
      throw new OptimisticLockError();
    };
    const unavailable = { definition: { code: "SERVICE_UNAVAILABLE" }, retryAfterSeconds: 1 };
    await expect(retryOnConflict(attempt, { pause, deadline: Date.now() })).rejects.toMatchObject(unavailable);
    // Five seconds where no deadline says when.
    vi.useFakeTimers({ toFake: ["Date"] });
    const started = Date.now();
    const passing = async (milliseconds: number) => vi.advanceTimersByTime(milliseconds);
    await expect(retryOnConflict(attempt, { pause: passing })).rejects.toMatchObject(unavailable);
    expect(Date.now() - started).toBeGreaterThan(4000);
    expect(Date.now() - started).toBeLessThanOrEqual(5000);
    vi.useRealTimers();
  });

  it("pauses longer and longer, and never longest", async () => {
    const pauses: number[] = [];
    const attempt = async () => {
      throw new OptimisticLockError();
    };
    vi.useFakeTimers({ toFake: ["Date"] });
    const note = async (milliseconds: number) => {
      pauses.push(milliseconds);
      vi.advanceTimersByTime(milliseconds);
    };
    await expect(retryOnConflict(attempt, { pause: note })).rejects.toThrow();
    vi.useRealTimers();
    expect(Math.max(...pauses)).toBeLessThanOrEqual(600);
    expect(pauses.slice(0, 2).every((milliseconds) => milliseconds <= 80)).toBe(true);
  });
});
