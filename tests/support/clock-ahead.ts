/**
 * Imported first by tests that are to run with a client's clock two minutes ahead, the most that the product takes. It changes the clock of
 * the importing file alone: each file has globals of its own.
 */
const ahead = 2 * 60_000;
const TrueDate = Date;

class DateAhead extends TrueDate {
  constructor(...parts: [] | ConstructorParameters<typeof TrueDate>) {
    if (parts.length === 0) super(DateAhead.now());
    else super(...parts);
  }

  static override now(): number {
    return TrueDate.now() + ahead;
  }
}

globalThis.Date = DateAhead as DateConstructor;
