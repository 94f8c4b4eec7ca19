/** The words of a row: its description, its notes and its tags. Nothing of them is lost: what does not fit refuses the row. Pure. */
import { ApiError, validationError } from "@aerotage/core/contract/errors";
import { cut, tagsOf } from "./cells.js";
import type { Columns, Field, NamedText, RowContent } from "./formats.js";
import { quoted } from "./refusals.js";

/** Limits of a time entry, and what it is called where a row has no words for it. */
const maxDescriptionLength = 1000;
const maxNotesLength = 2000;
const nameless = "Imported time";
/** What an archive of solidtime has in place of names. */
const reference = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Control characters other than tabs and line breaks: nobody sees them, and no entry takes them. */
const control = /[^\P{Cc}\t\n]/u;

/** What a row is called: its description, else its task, else its project. */
export function wordsOf({ description, task, project }: RowContent["fields"]): string {
  return [description, task, reference.test(project) ? "" : project].find((text) => text !== "") ?? nameless;
}

/** The description of an entry: the beginning of a row's words. */
export function descriptionOf(words: string): string {
  return cut(words, maxDescriptionLength);
}

/** What an entry keeps beside its description. */
export interface RowText {
  readonly notes?: string;
  readonly tags: string[];
}

/**
 * The notes and tags of a row. The notes have the rest of a long description, a task beside a description, the columns that are no
 * field, and the tags that an entry has no place for.
 * @throws `VALIDATION_ERROR` if the notes have no place for them, or for control characters
 */
export function textOf({ fields, beside }: RowContent, columns: Pick<Columns, "labelOf">): RowText {
  const words = wordsOf(fields);
  const { tags, beyond } = tagsOf(fields.tags);
  const named = (field: Field, text: string): NamedText[] =>
    text === "" ? [] : [{ column: columns.labelOf(field), text }];
  const others = [
    ...named("task", fields.task === words ? "" : fields.task),
    ...beside,
    ...named("tags", beyond.join(", ")),
  ];
  for (const text of [...named("description", words), ...named("tags", fields.tags), ...others]) requireVisible(text);
  const rest = words.slice(descriptionOf(words).length).trim();
  const notes = [rest, ...others.map(({ column, text }) => `${column}: ${text}`)]
    .filter((line) => line !== "")
    .join("\n");
  if (notes.length > maxNotesLength)
    throw new ApiError(
      validationError,
      `The row has too much text: an entry takes ${maxDescriptionLength} characters of description and ${maxNotesLength} of notes, which would have ${notes.length}. Shorten it.`,
    );
  return { ...(notes !== "" && { notes }), tags };
}

/** @throws `VALIDATION_ERROR` for a control character */
function requireVisible({ column, text }: NamedText): void {
  if (control.test(column) || control.test(text))
    throw new ApiError(validationError, `The text of ${quoted(column)} has a control character. Remove it.`);
}
