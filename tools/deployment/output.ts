/** Terraform's output as a person reads it. */

/** Resources between two notes about one stack. */
const notedResources = 50;
/** Lines of a failed command that a person is shown. */
const shownLines = 60;
/** The frame that Terraform draws around a message. */
const frame = /^[╷│╵]\s?/;

/** The errors of a failed command, without what came before them. */
export function readableErrors(output: string): string {
  const lines = output.split("\n").map((line) => line.replace(frame, "").trimEnd());
  const said = lines.filter((line, index) => line !== "" || lines[index - 1] !== "");
  const error = said.findIndex((line) => /^Error: /.test(line));
  return (error === -1 ? said.slice(-shownLines) : said.slice(error, error + shownLines)).join("\n").trim();
}

/** Passes on how far an apply is, and its result: `12 added, 0 changed, 0 destroyed`. */
export function applyProgress(note: (text: string) => void): (line: string) => void {
  let done = 0;
  return (line) => {
    if (/: (Creation|Modifications|Destruction) complete after/.test(line)) {
      done += 1;
      if (done % notedResources === 0) note(`${done} resources so far`);
    }
    const result = /^(?:Apply|Destroy) complete! Resources: (.*?)\.?$/.exec(line);
    if (result !== null) note(result[1] ?? "");
  };
}

/** What happens to each resource, and the sums: a plan's details are for `diff`, where no other stack's lines come between. */
const told =
  /^\s*# \S+ (will|must|has|is) |^(Plan|No changes|Apply complete!|Destroy complete!)|: (Creation|Modifications|Destruction) complete after |Warning: /;

/** Passes on what changes: each planned resource, each that is done, the sums. */
export function applyLines(note: (text: string) => void): (line: string) => void {
  return (line) => {
    if (told.test(line)) note(line.replace(frame, "").trim());
  };
}

/** Passes lines on up to Terraform's errors: those are told by whoever handles the failure. */
export function untilErrors(onLine: (line: string) => void): (line: string) => void {
  let failed = false;
  return (line) => {
    failed ||= /^Error: /.test(line.replace(frame, ""));
    if (!failed && !/^[╷╵]$/.test(line)) onLine(line);
  };
}

/** What to do where the bucket of the states does not exist; undefined if the output tells of something else. */
export function explainMissingState(output: string): string | undefined {
  const bucket = /S3 bucket "([^"]+)" does not exist/.exec(output)?.[1];
  if (bucket === undefined) return undefined;
  return `The state bucket ${bucket} does not exist: bootstrap its account first (npm run deploy:bootstrap:<account>).`;
}
