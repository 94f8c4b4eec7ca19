/** Lays changes over a record: undefined leaves a field, `null` takes it away. Nested objects are replaced as a whole. */
export function mergePatch<Stored extends object>(record: Stored, changes: object): Stored {
  const merged = {
    ...record,
    ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
  };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as Stored;
}
