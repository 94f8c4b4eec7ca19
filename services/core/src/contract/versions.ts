/** A record as its next version, changed at a moment. */
export function nextVersion<Stored extends { readonly version: number; readonly updatedAt: string }>(
  record: Stored,
  now: Date,
): Stored {
  return { ...record, updatedAt: now.toISOString(), version: record.version + 1 };
}
