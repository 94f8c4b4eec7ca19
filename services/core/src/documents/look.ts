/** What documents have in common: the size of the paper, and colours. */
import { rgb } from "@cantoo/pdf-lib";

/** The sides of the paper, in points: 1/72 inch. */
export const a4 = { short: 595.28, long: 841.89 };
/** The most that a logo takes, in points. */
export const logoSize = { width: 160, height: 56 };
/** The program that writes documents, as their files name it. */
export const producer = "Aerotage Time";

/** A color of a document. */
export type Color = ReturnType<typeof rgb>;

export const ink = rgb(0.13, 0.15, 0.18);
export const muted = rgb(0.42, 0.45, 0.5);
export const rule = rgb(0.8, 0.82, 0.85);
