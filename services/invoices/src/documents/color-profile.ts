/**
 * The color profile of sRGB (IEC 61966-2-1), which a PDF/A file must have: an ICC profile of version 4.2, written from the numbers of the
 * standard. It has no other purpose than to say which red, green and blue the file means.
 */

const headerBytes = 128;
const tagEntryBytes = 12;
const fixedPoint = 65_536;

/** Colors adapted to the white of the connection space (D50), as ICC publishes them for sRGB. */
const whitePoint = [0.9642, 1, 0.82491];
const primaries = { r: [0.43607, 0.22249, 0.01392], g: [0.38515, 0.71687, 0.09708], b: [0.14307, 0.06061, 0.7141] };
/** The adaptation from D65 to D50 by Bradford. */
const adaptation = [1.04788, 0.02292, -0.0502, 0.0296, 0.99048, -0.01707, -0.00923, 0.01508, 0.75168];
/** The curve of sRGB: exponent, scale and offset above the limit, scale below it, and the limit. */
const curve = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

/** The bytes of the profile: the same ones every time. */
export function colorProfile(): Uint8Array {
  const transfer = tag("para", [...words(0x0003_0000), ...fixed(curve)]);
  const tags: readonly (readonly [string, readonly number[]])[] = [
    ["desc", localized("sRGB")],
    ["cprt", localized("No copyright, use freely")],
    ["wtpt", xyz(whitePoint)],
    ["chad", tag("sf32", fixed(adaptation))],
    ["rXYZ", xyz(primaries.r)],
    ["gXYZ", xyz(primaries.g)],
    ["bXYZ", xyz(primaries.b)],
    ["rTRC", transfer],
    ["gTRC", transfer],
    ["bTRC", transfer],
  ];
  const start = headerBytes + 4 + tags.length * tagEntryBytes;
  const table: number[] = words(tags.length);
  const data: number[] = [];
  for (const [name, bytes] of tags) {
    table.push(...letters(name), ...words(start + data.length), ...words(bytes.length));
    data.push(...bytes, ...zeros(-bytes.length & 3));
  }
  return new Uint8Array([...header(start + data.length), ...table, ...data]);
}

/** A monitor's profile from RGB to XYZ. */
function header(size: number): number[] {
  const date = [2026, 1, 1, 0, 0, 0].flatMap((part) => [part >> 8, part & 255]);
  return [
    ...[...words(size), ...zeros(4), ...words(0x0420_0000), ...letters("mntrRGB XYZ "), ...date, ...letters("acsp")],
    ...[...zeros(28), ...fixed(whitePoint), ...zeros(48)],
  ];
}

function xyz(values: readonly number[]): number[] {
  return tag("XYZ ", fixed(values));
}

/** A text in English. */
function localized(text: string): number[] {
  const record = [...letters("enUS"), ...words(2 * text.length), ...words(28)];
  return tag("mluc", [...words(1), ...words(12), ...record, ...letters(text).flatMap((code) => [0, code])]);
}

function tag(type: string, content: readonly number[]): number[] {
  return [...letters(type), ...zeros(4), ...content];
}

/** Numbers of 16 bits before and 16 behind the point. */
function fixed(values: readonly number[]): number[] {
  return values.flatMap((value) => words(Math.round(value * fixedPoint)));
}

function words(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >> shift) & 255);
}

function letters(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}
