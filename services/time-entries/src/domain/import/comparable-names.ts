/** Names of files as they are compared. Pure. */
import { foldedSearch } from "@aerotage/core/text/folding";

/** The name of a column or of a kind of row: case, accents, width, white space and punctuation between its letters do not matter. */
export function comparableName(name: string): string {
  return foldedSearch(name).replace(/[\s\-\u2010-\u2015_.,:;?/'\u2019]+/g, "");
}
