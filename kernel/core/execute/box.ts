// Where a top-level name of the cells lives. Reading one that no cell has initialized throws, as reading a `const`
// before its line does.

export interface Box {
  v: unknown;
  /** What `var x;` does: undefined if there is no value yet, else nothing. */
  declareVar(): void;
}

/**
 * A box without a value. Its own prototype throws on reading; the first assignment puts a plain property in front of
 * it, after which the box is as fast as `{ v }`. An accessor on the box itself, replaced later, is three times slower;
 * a prototype of its own keeps V8 from mixing the types of all boxes, so that a box of numbers stays one of numbers.
 */
export function createBox(name: string): Box {
  return Object.create({
    get v(): unknown {
      throw new ReferenceError(`Cannot access '${name}' before initialization`);
    },
    set v(value: unknown) {
      Object.defineProperty(this, "v", { value, writable: true, enumerable: true, configurable: true });
    },
    declareVar(): void {
      if (!Object.hasOwn(this, "v")) (this as unknown as Box).v = undefined;
    },
  }) as Box;
}
