/** What is wrong with a field, as the person who sent it reads it: a predicate after the field's name, such as "must be a number". */
import type * as z from "zod/mini";

/** What zod passes about a value that does not fit its schema, before it has a message. */
type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** The kinds of values, by zod's names. */
const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

/** The formats of texts, by zod's names. */
const formats: Readonly<Record<string, string>> = {
  email: "an e-mail address",
  date: "a date, YYYY-MM-DD",
  datetime: "an instant in UTC, such as 2026-11-27T08:00:00Z",
  url: "a URL",
  uuid: "a UUID",
};

/** The message of an issue without one of its own: schemas say what their own checks and patterns mean. */
export function validationMessage(issue: RawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case "too_small":
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false);
    case "too_big":
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive !== false);
    case "invalid_format":
      return `must be ${formats[issue.format] ?? `in the format ${issue.format}`}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `must not have ${issue.keys.length === 1 ? "the field" : "the fields"} ${issue.keys.join(", ")}`;
    case "invalid_value":
      return issue.input === undefined ? "is missing" : `must be ${choiceOf(issue.values)}`;
    case "invalid_key":
    case "invalid_element":
      return issue.issues[0]?.message ?? "must have valid names";
    case "invalid_union":
      return unionMessage(issue);
    default:
      return "must be valid";
  }
}

/** The values of a union's discriminator, or what the first of its forms says. */
function unionMessage(issue: Extract<RawIssue, { code: "invalid_union" }>): string {
  if (issue.input === undefined) return "is missing";
  const { options } = issue as { readonly options?: readonly unknown[] };
  if (options !== undefined) return `must be ${choiceOf(options)}`;
  const messages = issue.errors.flatMap(([first]) => (first?.path.length === 0 ? [first.message] : []));
  const [message, ...others] = new Set(messages.map((one) => one.replace(/^must be /, "")));
  return message === undefined
    ? "must be one of the forms that the API describes"
    : `must be ${[message, ...others].join(" or ")}`;
}

function choiceOf(values: readonly unknown[]): string {
  const texts = values.map((value) => String(value));
  return texts.length === 1 ? (texts[0] ?? "") : `one of ${texts.join(", ")}`;
}

/** What is counted of a value: characters of a text, items of a list; nothing of a number. */
function unitOf(origin: string, count: number): string | undefined {
  if (origin === "string") return count === 1 ? "character" : "characters";
  if (origin === "array" || origin === "set") return count === 1 ? "item" : "items";
  return undefined;
}

function tooSmall(origin: string, minimum: number, inclusive: boolean): string {
  const unit = unitOf(origin, minimum);
  if (unit === undefined) return inclusive ? `must be at least ${minimum}` : `must be more than ${minimum}`;
  return minimum === 1 ? "must not be empty" : `must have at least ${minimum} ${unit}`;
}

function tooBig(origin: string, maximum: number, inclusive: boolean): string {
  const unit = unitOf(origin, maximum);
  if (unit === undefined) return inclusive ? `must be at most ${maximum}` : `must be less than ${maximum}`;
  return `must have at most ${maximum} ${unit}`;
}
