import { entryAmount } from "@aerotage/kernel/domain/time-entries";
import { describe, expect, it } from "vitest";
import type { Entry } from "./entry.js";
import { frozenRate, type RateSources } from "./frozen-rates.js";
import { SpendingChanges, spentMinutes } from "./spending.js";

const eur = (major: number) => ({ minor: major * 100, currency: "EUR" });
const since = (rate: ReturnType<typeof eur>, effectiveFrom = "1970-01-01") => [{ effectiveFrom, rate }];
const entry = {
  id: "e",
  userId: "u",
  projectId: "p",
  date: "2026-11-10",
  isBillable: true,
  duration: 90,
  status: "approved",
} as Entry;
const nothing: RateSources = {
  project: undefined,
  client: { currency: "EUR" },
  user: undefined,
  companyCurrency: "USD",
};
const project = (more: Partial<NonNullable<RateSources["project"]>>) => ({ teamMembers: [], ...more });

describe("the billing rate", () => {
  it("is that of the nearest that has one", () => {
    const sources: RateSources[] = [nothing];
    const add = (more: Partial<RateSources>) => sources.push({ ...(sources.at(-1) as RateSources), ...more });
    add({ user: { rates: since(eur(10)) } });
    add({ client: { currency: "EUR", rates: since(eur(20)) } });
    add({ project: project({ rates: since(eur(30)) }) });
    add({
      project: project({
        rates: since(eur(30)),
        teamMembers: [{ userId: "u", role: "member", rates: since(eur(40)) }],
      }),
    });
    expect(sources.map((one) => frozenRate(entry, one))).toEqual([
      undefined,
      { rate: eur(10), origin: "user" },
      { rate: eur(20), origin: "client" },
      { rate: eur(30), origin: "project" },
      { rate: eur(40), origin: "member" },
    ]);
    expect(frozenRate({ ...entry, hourlyRate: eur(50) }, sources.at(-1) as RateSources)).toEqual({
      rate: eur(50),
      origin: "entry",
    });
    expect(frozenRate({ ...entry, isBillable: false }, sources.at(-1) as RateSources)).toBeUndefined();
  });

  it("is that of the entry's date", () => {
    const rates = [...since(eur(10)), ...since(eur(12), "2026-11-10"), ...since(eur(14), "2026-11-11")];
    const on = (date: string) => frozenRate({ ...entry, date }, { ...nothing, user: { rates } })?.rate;
    expect([on("2026-11-09"), on("2026-11-10"), on("2026-11-11")]).toEqual([eur(10), eur(12), eur(14)]);
  });

  it("is in the client's currency: one in another is never billed, whosever it is", () => {
    const usd = { minor: 1000, currency: "USD" };
    expect(frozenRate(entry, { ...nothing, user: { rates: since(usd) } })).toBeUndefined();
    expect(frozenRate(entry, { ...nothing, client: {}, user: { rates: since(usd) } })?.rate).toEqual(usd);
    expect(frozenRate(entry, { ...nothing, project: project({ rates: since(usd) }) })).toBeUndefined();
    expect(
      frozenRate({ ...entry, hourlyRate: usd }, { ...nothing, client: { currency: "EUR", rates: since(eur(7)) } }),
    ).toEqual({
      rate: eur(7),
      origin: "client",
    });
  });

  it("is nought where somebody said so, which is not the same as none", () => {
    const sources = { ...nothing, user: { rates: since(eur(10)) }, project: project({ rates: since(eur(0)) }) };
    expect(frozenRate(entry, sources)).toEqual({ rate: eur(0), origin: "project" });
  });
});

describe("what is spent", () => {
  const frozen = { rate: eur(10), origin: "user" } as const;

  it("are the minutes of all but rejected entries, and the amounts of approved and invoiced ones", () => {
    const statuses = ["draft", "submitted", "approved", "rejected", "invoiced"] as const;
    expect(statuses.map((status) => spentMinutes({ ...entry, status }))).toEqual([90, 90, 90, 0, 90]);
    expect(statuses.map((status) => entryAmount({ ...entry, status, frozen })?.minor)).toEqual([
      undefined,
      undefined,
      1500,
      undefined,
      1500,
    ]);
    expect(entryAmount({ ...entry, isBillable: false, frozen })).toBeUndefined();
  });

  it("changes by the difference of two versions, a project and person at a time", () => {
    const changes = new SpendingChanges();
    changes.add(undefined, { ...entry, status: "draft" });
    changes.add({ ...entry, status: "submitted" }, { ...entry, frozen });
    changes.add(
      { ...entry, projectId: "q", status: "draft" },
      { ...entry, projectId: "r", status: "draft", duration: 30 },
    );
    changes.add({ ...entry, userId: "v", frozen }, undefined);
    expect(changes.deltas()).toEqual([
      { projectId: "p", userId: "u", minutes: 90, entries: 1, amounts: { EUR: 1500 } },
      { projectId: "q", userId: "u", minutes: -90, entries: -1, amounts: {} },
      { projectId: "r", userId: "u", minutes: 30, entries: 1, amounts: {} },
      { projectId: "p", userId: "v", minutes: -90, entries: -1, amounts: { EUR: -1500 } },
    ]);
  });
});
