/** English words of an endpoint, for names and texts. */

const irregular: Readonly<Record<string, string>> = {
  begin: "begun",
  bring: "brought",
  buy: "bought",
  choose: "chosen",
  cut: "cut",
  do: "done",
  find: "found",
  freeze: "frozen",
  get: "got",
  give: "given",
  hold: "held",
  keep: "kept",
  leave: "left",
  lock: "locked",
  make: "made",
  move: "moved",
  pay: "paid",
  put: "put",
  read: "read",
  run: "run",
  send: "sent",
  set: "set",
  shut: "shut",
  split: "split",
  take: "taken",
  tell: "told",
  undo: "undone",
  withdraw: "withdrawn",
  write: "written",
};

/** The past participle of a verb: `archive` is `archived`, `stop` is `stopped`. */
function participle(verb: string): string {
  const known = irregular[verb];
  if (known !== undefined) return known;
  if (verb.endsWith("e")) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  if (/^[^aeiou]*[aeiou][bdgmnprt]$/.test(verb)) return `${verb}${verb.at(-1)}ed`;
  return `${verb}ed`;
}

/** The name of a change in the audit trail: `archive` is `archived`, `set-rate` is `rate-set`. */
export function changeOf(verb: string): string {
  const [first = "", ...rest] = verb.split("-");
  return [...rest, participle(first)].join("-");
}

/** `client` as `a client`. */
export function withArticle(words: string): string {
  return `${/^[aeio]/.test(words) ? "an" : "a"} ${words}`;
}

/** A verb and what it is about: `Archive a client`, `Set rate of a client`. */
export function summaryOf(verb: string, object: string): string {
  const [first = "", ...rest] = verb.split("-");
  const words = rest.length > 0 ? `${first} ${rest.join(" ")} of ${object}` : `${first} ${object}`;
  return sentence(words);
}

/** A text with a capital at its start. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
