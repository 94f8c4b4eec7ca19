/** The chapters of docs/benchmarks.md. */
import { cpus, totalmem } from "node:os";
import { type BuildManifest, productPackages } from "../tools/build.js";
import { type ConflictRow, conflictRounds, holds, refusedBefore } from "./conflicts.js";
import { chapter, kilobytes, median, milliseconds, seconds, table } from "./document.js";
import type { DocumentRow } from "./documents.js";
import type { GrowthRow } from "./growth.js";
import type { InvoiceRow } from "./invoices.js";
import { type LoadTimes, loadRounds } from "./load.js";
import { latencyCalls, type MeasuredCase, type Usage } from "./operations.js";
import { type ReportRow, reportCalls } from "./reports.js";
import { timedRounds } from "./times.js";

/** Title, date and machine. `busy` is the machine's load average of a minute before anything was measured. */
export function machineChapter({ functionsNode, busy }: { functionsNode: string; busy: number }): string {
  const [processor] = cpus();
  const machine = [
    ["Date", new Date().toISOString().slice(0, 10)],
    ["Processor", `${processor?.model.trim() ?? "unknown"}, ${cpus().length} cores`],
    ["Memory", `${Math.round(totalmem() / 2 ** 30)} GB`],
    ["System", `${process.platform} ${process.arch}`],
    ["Processes that ran or waited at the start", busy.toFixed(1)],
    ["Node of the tools", process.version],
    ["Node of the functions", functionsNode],
  ];
  return `# Benchmarks

Written by \`npm run bench\`; \`npm run bench -- --no-deploy\` prints what can be measured without a deployed stack, in a minute.
Sizes, calls and capacity are the same on every machine. Times are not: compare them within one run only, and nothing is asserted on them.

${table(["", "This run"], machine)}
`;
}

/** What each function weighs beside its budget. */
export function sizesChapter(build: BuildManifest): string {
  const rows = productPackages().flatMap(({ manifest }) =>
    Object.entries(manifest.functions).map(([name, { budget }]) => {
      const built = build.functions[`${manifest.name}-${name}`];
      if (built === undefined) throw new Error(`${manifest.name}-${name} was not built.`);
      return [
        `${manifest.name}-${name}`,
        kilobytes(built.codeBytes),
        kilobytes(budget.code),
        kilobytes(built.zipBytes),
        kilobytes(budget.zip),
      ];
    }),
  );
  return chapter(
    "Bundles",
    "Minified JavaScript and its zip, 1 KB = 1,000 bytes. The build fails above a budget, which stands in the function's manifest.",
    table(["Function", "Code", "Budget", "Zip", "Budget"], rows),
  );
}

/** How long each function takes to load. */
export function loadChapter(load: LoadTimes): string {
  const rows = Object.entries(load.functions).map(([id, one]) => [
    id,
    milliseconds(one.process),
    milliseconds(one.process - load.bareProcess),
    milliseconds(one.import),
    milliseconds(one.fastestImport),
  ]);
  return chapter(
    "Load times",
    `The zip's \`index.mjs\` imported in a fresh process of ${load.node}, the version that Lambda runs, on a whole core of this machine; Lambda gives a function as much
of one as its memory pays for. "Process" is from start to end, medians of ${loadRounds}; "above Node" is what it takes longer than a process that imports nothing, started
in turn with the functions; "import" is the import alone by the process's own clock.`,
    table(
      ["Function", "Process", "Above Node", "Import", "Fastest import"],
      [["Node alone", milliseconds(load.bareProcess), "", "", ""], ...rows],
    ),
  );
}

/** What each operation uses of DynamoDB, and its latency: a table for each heading of the API's reference. */
export function operationsChapter(operations: readonly MeasuredCase[]): string {
  const tags = [...new Set(operations.map(({ operation }) => operation.tag))];
  const tables = tags.map(
    (tag) => `### ${tag}\n\n${operationsTable(operations.filter(({ operation }) => operation.tag === tag))}`,
  );
  return chapter(
    "Operations",
    `Each operation of a stack deployed to the emulator, called through the gateway. The functions are a test build, whose client counts its calls of DynamoDB, retries
included, and adds up the capacity that the answers tell. Calls of Cognito, S3 and SES are not counted, nor what other functions do: the one that writes accounts, which some
operations call, and those that hear of events. An administrator calls, or an employee where it is a person's own page; who follows a link has no token. A \`POST\` has an
idempotency key where that is said.

"First" is the first call of a person who has an account but no row yet: it makes their row with its activity record, and the row of their session. It is missing where the
call is public, and where the same person has to call something else before it.

Write units are those of an on-demand table: indexes included, and double for a transaction's items. The emulator reckons them by the items' sizes, as DynamoDB does, but tells
nothing of a refused write, which DynamoDB charges too.

Read units are reckoned from the items that were answered, by the rules of DynamoDB's developer guide: an emulator tells the same of every read, or nothing. "Untold" are
the calls of which nothing is known: refused ones.

The latency is the median of ${latencyCalls} warm calls, one at a time, for information only: emulator, gateway and function share this machine's cores. It is that of
one call where a call moves 1,000 entries.`,
    tables.join("\n\n"),
  );
}

function operationsTable(operations: readonly MeasuredCase[]): string {
  const rows = operations.map(({ operation, title, usage, firstCall, responseBytes, latency }) => [
    `${operation.id}: ${title}`,
    String(usage.calls),
    String(usage.write),
    String(usage.read),
    String(usage.unmetered),
    firstCall === undefined ? "" : String(firstCall.calls),
    firstCall === undefined ? "" : String(firstCall.write),
    kilobytes(responseBytes),
    milliseconds(latency),
  ]);
  return table(
    ["Operation", "Calls", "Write", "Read", "Untold", "First: calls", "First: write", "Answer", "Latency"],
    rows,
  );
}

/** Milliseconds of the tools. */
export interface ToolTimes {
  readonly build: number;
  readonly synthesis: number;
}

/** How long building and synthesis take. Deployments are in the chapter of what a developer waits for. */
export function timesChapter({ build, synthesis }: ToolTimes): string {
  return chapter(
    "Tools",
    "By the clock, on a machine that may do other things.",
    table(
      ["What", "Time"],
      [
        [`Build of all functions, median of ${timedRounds}`, seconds(build)],
        [`Synthesis of all environments in a process of its own, median of ${timedRounds}`, seconds(synthesis)],
      ],
    ),
  );
}

/** The heading of the chapter about growing tables. */
export const growthHeading = "Time entries as they grow";

/** What recording and lists use of DynamoDB as entries pile up. */
export function growthChapter(growth: readonly GrowthRow[]): string {
  const figures = ({ calls, read, write }: Usage) => [String(calls), String(read), String(write)];
  const rows = growth.flatMap(({ entries, waiting, create, month, queue }) =>
    [
      ["record an entry", ...figures(create)],
      ["list a month of 100 entries", ...figures(month)],
      ["a manager's queue, a page of 100", ...figures(queue)],
    ].map((row) => [
      `${entries.toLocaleString("en")} entries, ${waiting.toLocaleString("en")} waiting: ${row[0]}`,
      ...row.slice(1),
    ]),
  );
  const sizes = growth.map(({ entries }) => entries).join(",");
  return chapter(
    growthHeading,
    `Written by \`npm run bench -- --growth ${sizes}\` alone. Ten people of one team record five entries on twenty days of each month, imported over HTTP, so guards, days and sums are
all there; half of what there is has been submitted, 5,000 entries at most. Each call is made by somebody who has called before. Calls of DynamoDB include the one for the caller's own rows.
Read units are reckoned from the items that were answered, by the rules of DynamoDB's developer guide; write units are what the emulator tells.`,
    table(["With", "Calls", "Read", "Write"], rows),
  );
}

/** The heading of the chapter about reports. */
export const reportsHeading = "Reports";

/** What reports use of DynamoDB, by how many people and entries there are. */
export function reportsChapter(
  rows: readonly ReportRow[],
  sizes: readonly number[],
  documents: readonly DocumentRow[],
): string {
  const figures = rows.map(({ having, report, usage, milliseconds: taken, multiple }) => [
    `${having}: ${report}`,
    String(usage.calls),
    String(usage.read),
    milliseconds(taken),
    multiple.toFixed(1),
  ]);
  const files = documents.map(({ format, rows: count, milliseconds: taken, bytes, peakBytes }) => [
    `${format}, ${count.toLocaleString("en")} rows`,
    milliseconds(taken),
    kilobytes(bytes),
    `${Math.round(peakBytes / 2 ** 20)} MB`,
  ]);
  return chapter(
    reportsHeading,
    `Written by \`npm run bench -- --reports ${sizes.join(",")}\` alone. A month in which each person has five entries on 20 days, on 50 projects. First a report of everybody, in companies of two sizes; then a
report of the same 50 people, with more entries of everybody in other months. Entries and what is stored beside them are written directly, by the product's persistence code. Latency is the median of ${reportCalls} warm
calls. "Readings" is the same as a multiple of reading one project, which is called in turn with the report: what else the machine does slows both down.`,
    `${table(["With", "Calls", "Read", "Latency", "Readings"], figures)}

Files of entries, each written by a process of its own, as the worker of exports writes them. "Peak" is the most memory of that process, Node and its modules included.

${table(["File", "Time", "Size", "Peak"], files)}`,
  );
}

/** The heading of the chapter about making invoices. */
export const invoicesHeading = "Making invoices";

/** What making invoices uses as billed time piles up. */
export function invoicesChapter(rows: readonly InvoiceRow[], sizes: readonly number[]): string {
  const figures = rows.map(({ others, entries, by, usage }) => [
    `${others.toLocaleString("en")} others: ${entries.toLocaleString("en")} by ${by}`,
    String(usage.calls),
    String(usage.read),
    String(usage.write),
  ]);
  return chapter(
    invoicesHeading,
    `Written by \`npm run bench -- --invoices ${sizes.join(",")}\` alone. Invoices over so many approved entries of one project, five people's, asked for by their ids or by the project; with so
many entries of the same project that are on other invoices. Entries are written directly, by the product's persistence code.`,
    table(["Entries", "Calls", "Read", "Written"], figures),
  );
}

/** The heading of the chapter about requests that write the same items. */
export const conflictsHeading = "Requests that meet on the same items";

/** How requests that write the same items come through. */
export function conflictsChapter(rows: readonly ConflictRow[]): string {
  const figures = rows.map(({ scenario, hold, statuses, milliseconds: taken }) => [
    `${scenario}, ${hold.join(" to ")} ms`,
    String(taken.length),
    String(refusedBefore[scenario]?.[holds.indexOf(hold)] ?? ""),
    String(statuses[503] ?? 0),
    milliseconds(median(taken)),
    milliseconds(taken[Math.ceil(taken.length * 0.95) - 1] ?? 0),
  ]);
  return chapter(
    conflictsHeading,
    `Written by \`npm run bench -- --conflicts\` alone. ${conflictRounds} rounds of requests that are sent at once, by how long a transaction holds its items. The emulator cancels a transaction that meets
another one on an item; one whose condition fails holds its items too. "Before" is the same run without [decision 30](decisions/0030-conflicts-of-transactions.md).`,
    table(["Requests", "Sent", "503 before", "503", "Median", "95 %"], figures),
  );
}

/** What a developer waits for, in milliseconds. */
export interface LoopTimes {
  readonly firstStart: number;
  readonly secondStart: number;
  readonly contract: number;
  readonly endpoint: number;
  readonly live: number;
  readonly check: number;
  readonly test: number;
}

export interface Loop {
  /** One per round. */
  readonly after: readonly LoopTimes[];
  /** First starts with more functions and routes, one per round. */
  readonly larger: readonly number[];
  readonly added: { readonly functions: number; readonly routes: number };
  readonly before: { readonly commit: string; readonly times: LoopTimes } | undefined;
}

/** The heading of the chapter about what a developer waits for. */
export const loopHeading = "The loop";

/** What a developer waits for, before and after. */
export function loopChapter({ after, larger, added, before }: Loop): string {
  const titles: Readonly<Record<keyof LoopTimes, string>> = {
    firstStart: "First start: `git clone`, `npm start`, to the seeded company",
    secondStart: "Second start: `npm stop`, `npm start`",
    contract: "A changed contract: a limit of a field, `npm start`",
    endpoint: "A new endpoint: `npm run new-endpoint`, `npm start`",
    live: "`npm run dev`: from a changed handler to the line that says it is live",
    check: "`npm run check`",
    test: "`npm test` in a fresh clone, alone",
  };
  const row = (title: string, times: readonly number[], earlier: number | undefined) => [
    title,
    earlier === undefined ? "" : seconds(earlier),
    seconds(median(times)),
    seconds(Math.min(...times)),
    seconds(Math.max(...times)),
  ];
  const rows = Object.entries(titles).map(([name, title]) => {
    const key = name as keyof LoopTimes;
    const times = after.map((one) => one[key]);
    return row(title, times, before?.times[key]);
  });
  const [first = [], ...others] = rows;
  const grown = row(`First start with ${added.functions} functions and ${added.routes} routes more`, larger, undefined);
  return chapter(
    loopHeading,
    `Written by \`npm run bench:loop${before === undefined ? "" : ` -- --before ${before.commit}`}\`. By the clock, in fresh clones with a warm cache of packages, nothing else running.
"After" is the median of ${after.length} rounds${before === undefined ? "" : `; "before" is commit ${before.commit}, one round of the same run on the same machine`}.`,
    table(["What", "Before", "After", "Fastest", "Slowest"], [first, grown, ...others]),
  );
}
