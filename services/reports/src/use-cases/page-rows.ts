/** Pages of rows that are made in memory, sorted by name. */
import { type ListResponse, list } from "@aerotage/core/database/list";
import { compareText } from "@aerotage/core/text/order";

/** How rows are paged. */
export interface RowPaging<Row> {
  readonly limit: number | undefined;
  readonly cursor: string | undefined;
  /** Everything that a cursor is bound to. */
  readonly query: unknown;
  readonly placeOf: (row: Row) => { readonly name: string; readonly id: string };
}

/**
 * A page of rows. A cursor is the place of the last row, so that pages miss and repeat nothing while other rows come and go.
 * @param rows sorted by name, then by id
 */
export function pageRows<Row>(
  rows: readonly Row[],
  { limit, cursor, query, placeOf }: RowPaging<Row>,
): Promise<ListResponse<Row>> {
  type Place = ReturnType<typeof placeOf>;
  const compare = (a: Place, b: Place) => compareText(a.name, b.name) || compareText(a.id, b.id);
  return list<Row, Row>({
    limit,
    cursor,
    query,
    readPage: async ({ startKey, pageSize }) => {
      const start = startKey as Place | undefined;
      const rest = start === undefined ? rows : rows.filter((row) => compare(placeOf(row), start) > 0);
      const page = rest.slice(0, pageSize);
      const last = page.at(-1);
      return {
        Items: page,
        ...(last !== undefined && rest.length > page.length && { LastEvaluatedKey: placeOf(last) }),
      };
    },
    position: placeOf,
    createdAt: () => "",
    unpagedOrder: (a, b) => compare(placeOf(a), placeOf(b)),
    toResponse: (row) => row,
  });
}
