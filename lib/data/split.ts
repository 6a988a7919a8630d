/*
 * A model that is judged on the rows it learned from can cheat by remembering them. So some rows are put aside before anything
 * is learned, and looked at once, at the end. Which rows is left to chance, or chance within each class: a stratified split
 * keeps every class's share, which matters when one of them is rare.
 *
 *   test rows in all   round(f n)
 *   of class c         f n_c, rounded down, and one more for the classes with the largest remainders until the sum is right
 *
 * Notation: n rows, f the test fraction, n_c rows of class c.
 * Source: R. Kohavi, A study of cross-validation and bootstrap for accuracy estimation and model selection, IJCAI (1995).
 * NB: scikit-learn's train_test_split rounds the test part up and draws other rows from the same seed. Rows that belong
 *   together, such as two photographs of one patient, must be kept on one side by hand.
 *
 * Page 15 · before it: data/standardize.ts · after it: plot/theme.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { permutation, type RandomGenerator, shuffled } from "./random.ts";

/** How to split. */
export interface SplitOptions {
  /** The share of rows put aside, between 0 and 1, such as 0.2. */
  readonly testFraction: number;
  /** Where chance comes from, such as `random(42)`. */
  readonly rng: RandomGenerator;
  /** (n) one class for each row, to keep every class's share in both parts. */
  readonly stratifyBy?: readonly (string | number | boolean)[];
}

/** Columns of equal length that belong together row by row, such as `{ x, y }`. */
export type Columns = Readonly<Record<string, readonly unknown[]>>;

/** The same columns twice, with different rows. */
export interface Split<C extends Columns> {
  readonly train: { [K in keyof C]: C[K][number][] };
  readonly test: { [K in keyof C]: C[K][number][] };
}

/**
 * Splits columns into a training part and a test part, all of them at the same rows, both in random order.
 * @param columns Arrays of n items each, such as `{ x: rows, y: labels }`; any names, any number.
 * @throws TypeError when the columns differ in length; RangeError when the fraction leaves a part empty or a class is so
 *   rare that it cannot be on both sides.
 * @example
 * const y = [0, 0, 0, 0, 0, 0, 1, 1, 1];
 * const { train, test } = trainTestSplit({ y }, { testFraction: 1 / 3, rng: random(1), stratifyBy: y });
 * [train.y.length, plain.sum(train.y), plain.sum(test.y)]; // => [6, 2, 1]
 */
export function trainTestSplit<C extends Columns>(columns: C, options: SplitOptions): Split<C> {
  const { testFraction, rng, stratifyBy } = options;
  const n = commonLength(columns, stratifyBy);
  const testCount = Math.round(testFraction * n);
  if (!(testCount >= 1 && testCount <= n - 1)) {
    throw new RangeError(
      lesson({
        cannot: `put aside ${valueText(testFraction)} of ${n} rows`,
        as: "both parts must have at least one row",
        found: `the test part would have ${valueText(testCount)}`,
        try: "testFraction: 0.2",
      }),
    );
  }
  const order = permutation(rng, n);
  const chosen = stratifyBy === undefined ? order.slice(0, testCount) : stratified(order, stratifyBy, testCount);
  const inTest = new Set(chosen);
  const trainRows = order.filter((row) => !inTest.has(row));
  const testRows = shuffled(rng, chosen); // else the classes would stand one after the other
  const pick = (rows: readonly number[]) =>
    Object.fromEntries(Object.entries(columns).map(([name, items]) => [name, rows.map((row) => items[row])]));
  return { train: pick(trainRows), test: pick(testRows) } as Split<C>;
}

function commonLength(columns: Columns, stratifyBy: readonly unknown[] | undefined): number {
  const named = Object.entries(columns);
  if (stratifyBy !== undefined) named.push(["stratifyBy", stratifyBy]);
  if (named.length === 0) {
    throw new TypeError(
      lesson({ cannot: "split {}", as: "there must be at least one column", found: "got none", try: "{ x, y }" }),
    );
  }
  const [[first, { length }]] = named;
  const odd = named.find(([, items]) => items.length !== length);
  if (odd !== undefined) {
    throw new TypeError(
      lesson({
        cannot: `split ${first} and ${odd[0]} together`,
        as: "all columns must have the same length",
        found: `got ${length} and ${odd[1].length}`,
      }),
    );
  }
  return length;
}

/** From every class its share of the test rows, taken in the given random order. */
function stratified(order: readonly number[], classes: readonly unknown[], testCount: number): number[] {
  const members = new Map<unknown, number[]>();
  for (const row of order) {
    const rows = members.get(classes[row]);
    if (rows === undefined) members.set(classes[row], [row]);
    else rows.push(row);
  }
  const shares = Array.from(members, ([name, rows]) => {
    const exact = (rows.length * testCount) / order.length;
    return { name, rows, count: Math.floor(exact), remainder: exact - Math.floor(exact) };
  });
  const missing = testCount - shares.reduce((total, share) => total + share.count, 0);
  // sorting is stable, and the classes come in random order: equal remainders are decided by chance
  for (const share of shares.toSorted((a, b) => b.remainder - a.remainder).slice(0, missing)) share.count += 1;
  const rare = shares.find(({ rows, count }) => count === 0 || count === rows.length);
  if (rare !== undefined) {
    throw new RangeError(
      lesson({
        cannot: `keep the share of class ${valueText(rare.name)} in both parts`,
        as: "every class needs a row on both sides",
        found: `it has ${rare.rows.length} of ${order.length} rows, and ${rare.count} would be in the test`,
        try: "more rows or another testFraction",
      }),
    );
  }
  return shares.flatMap(({ rows, count }) => rows.slice(0, count));
}
