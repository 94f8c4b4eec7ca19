/** The order of two texts by their code units, as DynamoDB has it; for sorting. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
