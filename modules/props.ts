/** Checks of constructs' props: all that is wrong is reported together, when the construct is made. */

/** Thrown when a construct is given props outside their limits. */
export class InvalidPropsError extends Error {
  readonly problems: readonly string[];

  constructor(construct: string, problems: readonly string[]) {
    super(`${construct} cannot be made:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "InvalidPropsError";
    this.problems = problems;
  }
}

/** Collects what is wrong with the props of one construct. */
export class PropsCheck {
  readonly #construct: string;
  readonly #problems: string[] = [];

  /** @param construct what is made, as a person knows it: `Table aerotage-dev-users` */
  constructor(construct: string) {
    this.#construct = construct;
  }

  /** Notes a problem unless the condition holds. */
  require(condition: boolean, problem: string): this {
    if (!condition) this.#problems.push(problem);
    return this;
  }

  /** Notes a problem unless the value is a whole number within the limits; a value left out is fine. */
  whole(name: string, value: number | undefined, minimum: number, maximum: number): this {
    if (value === undefined) return this;
    return this.require(
      Number.isInteger(value) && value >= minimum && value <= maximum,
      `${name} is ${value}: must be a whole number from ${minimum} to ${maximum}`,
    );
  }

  /** Notes a problem unless the name fits the pattern. */
  matches(name: string, value: string | undefined, pattern: RegExp, expected: string): this {
    if (value === undefined) return this;
    return this.require(pattern.test(value), `${name} is ${JSON.stringify(value)}: must be ${expected}`);
  }

  /** @throws {InvalidPropsError} if anything was noted */
  done(): void {
    if (this.#problems.length > 0) throw new InvalidPropsError(this.#construct, this.#problems);
  }
}
