import { expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { trainTestSplit } from "../../../lib/data/split.ts";

const y = Array.from({ length: 103 }, (_, i) => (i % 10 === 0 ? "rare" : i % 3 === 0 ? "some" : "most"));
const x = y.map((label, i) => [i, label]);
const count = (items: readonly unknown[], item: unknown) => items.filter((one) => one === item).length;

test("every row is in one part, once, and the columns stay together", () => {
  const { train, test: part } = trainTestSplit({ x, y }, { testFraction: 0.3, rng: random(1) });
  expect(part.x.length).toBe(31);
  expect(train.x.length).toBe(72);
  expect([...train.x, ...part.x].map(([i]) => i as number).sort((a, b) => a - b)).toEqual(x.map(([i]) => i));
  for (const { x: rows, y: labels } of [train, part]) expect(rows.map(([, label]) => label)).toEqual(labels);
});

test("the same seed gives the same split, another seed another", () => {
  const split = (seed: number) => trainTestSplit({ x }, { testFraction: 0.5, rng: random(seed) }).test.x;
  expect(split(7)).toEqual(split(7));
  expect(split(7)).not.toEqual(split(8));
});

test("stratified: each class has its share of the test, to within one row, at any seed", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { test: part } = trainTestSplit({ y }, { testFraction: 0.2, rng: random(seed), stratifyBy: y });
    expect(part.y.length).toBe(21);
    for (const label of ["rare", "some", "most"]) {
      expect(Math.abs(count(part.y, label) - (count(y, label) * 21) / 103)).toBeLessThan(1);
    }
  }
});

test("without stratification the shares vary, which is what it is for", () => {
  const shares = Array.from({ length: 50 }, (_, seed) =>
    count(trainTestSplit({ y }, { testFraction: 0.2, rng: random(seed) }).test.y, "rare"),
  );
  expect(new Set(shares).size).toBeGreaterThan(2);
});

test("stratified: the test part is in random order, not class after class, and each row is as likely as another", () => {
  const times = new Array<number>(103).fill(0);
  let ordered = 0;
  for (let seed = 0; seed < 400; seed++) {
    const { test: part } = trainTestSplit({ x, y }, { testFraction: 0.2, rng: random(seed), stratifyBy: y });
    for (const [i] of part.x) times[i as number] += 1;
    const changes = part.y.filter((label, i) => i > 0 && label !== part.y[i - 1]).length;
    if (changes <= 2) ordered += 1;
  }
  expect(ordered).toBe(0);
  const expected = (400 * 21) / 103;
  for (const time of times) expect(Math.abs(time - expected)).toBeLessThan(6 * Math.sqrt(expected * 0.8));
});

test("equal remainders are decided by chance, not always for the first class", () => {
  const halves = ["a", "a", "a", "b", "b", "b"];
  const extra = Array.from({ length: 60 }, (_, seed) =>
    count(trainTestSplit({ halves }, { testFraction: 0.5, rng: random(seed), stratifyBy: halves }).test.halves, "a"),
  );
  expect(new Set(extra)).toEqual(new Set([1, 2]));
});

test("the given columns stay as they are", () => {
  const column = Object.freeze([1, 2, 3, 4]);
  expect(trainTestSplit({ column }, { testFraction: 0.25, rng: random(1) }).test.column.length).toBe(1);
});

test.each([
  [
    () => trainTestSplit({ x: [1, 2], y: [1] }, { testFraction: 0.5, rng: random(1) }),
    TypeError,
    "Cannot split x and y together as all columns must have the same length: got 2 and 1",
  ],
  [
    () => trainTestSplit({ x: [1, 2] }, { testFraction: 0.5, rng: random(1), stratifyBy: ["a"] }),
    TypeError,
    "Cannot split x and stratifyBy together",
  ],
  [() => trainTestSplit({}, { testFraction: 0.5, rng: random(1) }), TypeError, "try { x, y }"],
  [
    () => trainTestSplit({ x: [1, 2, 3] }, { testFraction: 0.1, rng: random(1) }),
    RangeError,
    "Cannot put aside 0.1 of 3 rows as both parts must have at least one row: the test part would have 0; try testFraction: 0.2",
  ],
  [
    () => trainTestSplit({ x: [1, 2, 3] }, { testFraction: 1, rng: random(1) }),
    RangeError,
    "the test part would have 3",
  ],
  [
    () => trainTestSplit({ x: [1, 2, 3] }, { testFraction: Number.NaN, rng: random(1) }),
    RangeError,
    "the test part would have NaN",
  ],
  [
    () =>
      trainTestSplit(
        { x: [1, 2, 3, 4, 5] },
        { testFraction: 0.2, rng: random(1), stratifyBy: ["a", "a", "a", "a", "b"] },
      ),
    RangeError,
    'Cannot keep the share of class "b" in both parts as every class needs a row on both sides: it has 1 of 5 rows',
  ],
])("it refuses a split that cannot be", (act, type, message) => {
  expect(act).toThrow(type);
  expect(act).toThrow(message);
});
