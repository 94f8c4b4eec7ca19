/** Who hands out a document: pure rules. */

/** What stands above a document. */
export interface Letterhead {
  readonly name: string;
  /** Line by line. */
  readonly address: readonly string[];
}

/** What of the organization's settings a letterhead shows. */
export interface LetterheadSettings {
  readonly legalName?: string | undefined;
  readonly address?:
    | { readonly street: string; readonly postcode: string; readonly city: string; readonly country: string }
    | undefined;
}

/** The letterhead of an organization; empty while it has no name and no address. */
export function letterheadOf({ legalName = "", address }: LetterheadSettings): Letterhead {
  return {
    name: legalName,
    address: address === undefined ? [] : [address.street, `${address.postcode} ${address.city}`, address.country],
  };
}
