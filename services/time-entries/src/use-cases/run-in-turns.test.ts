import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { inTurns } from "./run-in-turns.js";

const always = Number.POSITIVE_INFINITY;

describe("parts in turns", () => {
  it("are all run: of a person one after another, of no more people at once than may be", async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 4 }), async (counts, peopleAtOnce) => {
        const people = counts.map((count, person) => Array.from({ length: count }, (_, part) => ({ person, part })));
        const running = new Set<number>();
        const done: { readonly person: number; readonly part: number }[] = [];
        await inTurns({
          people,
          peopleAtOnce,
          closingAt: always,
          run: async (one) => {
            expect(running.has(one.person)).toBe(false);
            running.add(one.person);
            expect(running.size).toBeLessThanOrEqual(peopleAtOnce);
            await Promise.resolve();
            running.delete(one.person);
            done.push(one);
          },
          leaveOff: () => expect.unreachable(),
        });
        for (const [person, parts] of people.entries())
          expect(done.filter((one) => one.person === person)).toEqual(parts);
      }),
    );
  });

  it("begin with whoever has the most", async () => {
    const order: string[] = [];
    const run = async (part: string) => void order.push(part);
    const people = [["a1"], ["b1", "b2", "b3"], ["c1", "c2"]];
    await inTurns({ people, peopleAtOnce: 1, closingAt: always, run, leaveOff: () => expect.unreachable() });
    expect(order).toEqual(["b1", "b2", "b3", "c1", "c2", "a1"]);
  });

  it("are left off by name once the time is over, also in the middle of a person's", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1000 });
    try {
      const [run, left]: string[][] = [[], []];
      await inTurns({
        people: [["a1", "a2"], ["b1"]],
        peopleAtOnce: 1,
        closingAt: 1500,
        run: async (part) => {
          run?.push(part);
          vi.setSystemTime(1500);
        },
        leaveOff: (part) => left?.push(part),
      });
      expect([run, left]).toEqual([["a1"], ["a2", "b1"]]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("that fail let the others end before the error is thrown", async () => {
    const ended: string[] = [];
    const run = async (part: string) => {
      if (part === "bad") throw new Error("no");
      await sleep(5);
      ended.push(part);
    };
    const people = [["bad"], ["good"]];
    const turns = inTurns({ people, peopleAtOnce: 2, closingAt: always, run, leaveOff: () => expect.unreachable() });
    await expect(turns).rejects.toThrow("no");
    expect(ended).toEqual(["good"]);
  });
});
