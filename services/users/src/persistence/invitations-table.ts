/** Lists of the UserInvitations table, where records of several kinds lie: each by its kind, or by its kind and status. */

import type { Database } from "@aerotage/core/database/client";
import { type ListRequest, type ListResponse, list } from "@aerotage/core/database/list";
import { partition, queryPage } from "@aerotage/core/database/query";

/** The partition of StatusIndex: kinds have states of the same name. */
export function statusPartition(kind: string, state: string): string {
  return `${kind}#${state}`;
}

/** A record as far as its indexes know it. */
interface Indexed {
  readonly id: string;
  readonly createdAt: string;
}

/** A list of one kind of record. */
export interface KindListRequest<Stored, Result>
  extends Pick<
    ListRequest<Stored, Result>,
    "limit" | "cursor" | "offset" | "query" | "filter" | "copies" | "toResponse"
  > {
  readonly kind: string;
  /** The state that all have; any without it. */
  readonly state?: string | undefined;
  /** An order other than by time: its name, and the text to order by. */
  readonly order?: { readonly name: string; readonly by: (item: Stored) => string } | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
}

/** Lists records of a kind, newest first unless asked otherwise. */
export function listKind<Stored extends Indexed, Result>(
  { kind, state, order, sortOrder, ...request }: KindListRequest<Stored, Result>,
  tables: Database,
): Promise<ListResponse<Result>> {
  const [index, attribute, value] =
    state === undefined ? ["ListIndex", "kind", kind] : ["StatusIndex", "status", statusPartition(kind, state)];
  const descending = sortOrder !== "asc";
  const inMemory = order ?? (request.offset === undefined ? undefined : { name: "offset", by: createdAt });
  return list<Stored, Result>({
    ...request,
    readPage: queryPage<Stored>(
      {
        table: "UserInvitations",
        IndexName: index,
        ...partition(attribute, value),
        ScanIndexForward: !descending,
      },
      tables,
    ),
    position: (item) => ({ id: item.id, createdAt: item.createdAt, [attribute]: value }),
    unindexedSort: inMemory && {
      name: inMemory.name,
      descending,
      position: (item) => ({ key: inMemory.by(item), id: item.id }),
    },
    createdAt,
  });
}

function createdAt(item: Indexed): string {
  return item.createdAt;
}
