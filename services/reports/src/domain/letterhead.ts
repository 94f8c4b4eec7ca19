/** Who hands out a document: pure rules. */

/** What stands above a document. */
export interface Letterhead {
  readonly name: string;
  /** Line by line. */
  readonly address: readonly string[];
  readonly logo?: Logo | undefined;
}

/** A picture. */
export interface Logo {
  readonly contentType: "image/png" | "image/jpeg";
  readonly bytes: Uint8Array;
}

/** What of the organization's settings a letterhead shows. */
export interface LetterheadSettings {
  readonly legalName?: string | undefined;
  readonly address?:
    | { readonly street: string; readonly postcode: string; readonly city: string; readonly country: string }
    | undefined;
  readonly logoFile?: (Pick<Logo, "contentType"> & { readonly id: string }) | undefined;
}

/** The letterhead of an organization; empty while it has no name and no address. */
export function letterheadOf({ legalName = "", address }: LetterheadSettings, logo?: Logo): Letterhead {
  return {
    ...(logo !== undefined && { logo }),
    name: legalName,
    address: address === undefined ? [] : [address.street, `${address.postcode} ${address.city}`, address.country],
  };
}
