import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { InterruptedError, OperatorError } from "../command-line.js";
import { workInOrder } from "./stack-order.js";

const stacks = [
  { name: "auth", needs: [] },
  { name: "storage", needs: [] },
  { name: "api", needs: ["auth"] },
  { name: "monitoring", needs: ["api"] },
];

describe("stacks are worked on", () => {
  it("as soon as those that they need are done, beside the others, with their results", async () => {
    const events: string[] = [];
    const work = workInOrder(stacks, async ({ name }, needed: Readonly<Record<string, string>>) => {
      events.push(`start ${name} with ${Object.values(needed).join()}`);
      await sleep(name === "storage" ? 60 : 5);
      events.push(`end ${name}`);
      return name.toUpperCase();
    });
    expect(await work.result("api")).toBe("API");
    expect(events).not.toContain("end storage");
    expect(await work.all).toEqual({ auth: "AUTH", storage: "STORAGE", api: "API", monitoring: "MONITORING" });
    expect(events.slice(0, 2)).toEqual(["start auth with ", "start storage with "]);
    expect(events).toContain("start api with AUTH");
    expect(events.indexOf("end auth")).toBeLessThan(events.indexOf("start api with AUTH"));
    expect(events.indexOf("end api")).toBeLessThan(events.indexOf("start monitoring with API"));
  });

  it("not at all where one that they need failed; the others come to their end first", async () => {
    const ended: string[] = [];
    const work = workInOrder(stacks, async ({ name }) => {
      if (name === "auth") throw new OperatorError("auth broke");
      await sleep(20);
      ended.push(name);
    });
    await expect(work.all).rejects.toThrow(/^auth broke\napi waits for auth\.\nmonitoring waits for api\.$/);
    expect(ended).toEqual(["storage"]);
  });

  it("and an interruption is what counts, unless it has made one fail", async () => {
    const interrupted = new InterruptedError("SIGINT");
    const asked = workInOrder(stacks, async () => {
      throw interrupted;
    });
    await expect(asked.all).rejects.toBe(interrupted);
    const forced = workInOrder(stacks, async ({ name }) => {
      throw name === "auth" ? interrupted : new OperatorError(`${name} was ended`);
    });
    await expect(forced.all).rejects.toThrow(/^storage was ended$/);
  });

  it("and an error that nobody expected is the one that is thrown", async () => {
    const work = workInOrder(stacks, async ({ name }) => {
      if (name === "storage") throw new TypeError("a bug");
    });
    await expect(work.all).rejects.toThrow(new TypeError("a bug"));
    await expect(work.result("nowhere")).rejects.toThrow("There is no stack nowhere.");
  });
});
