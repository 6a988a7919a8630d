import { expect, test } from "vitest";
import { blockOf } from "../../../lib/autograd/operation.ts";
import { permute, randn, random, select, type Tensor, toArray, transpose } from "../../../lib/index.ts";
import { exchanged, headsOf, placeOf, sizesOf } from "../../../lib/ops/heads.ts";

/** All elements of heads, in their order. */
function listed(heads: ReturnType<typeof headsOf>[0]): number[] {
  const [B, H, R, C] = heads.shape;
  const places = Array.from({ length: B * H * R * C }, (_, i) =>
    placeOf(heads, Math.floor(i / (H * R * C)), Math.floor(i / (R * C)) % H, Math.floor(i / C) % R, i % C),
  );
  return places.map((place) => heads.data[place]);
}

const flat = (x: Tensor): number[] => toArray<number[]>(x).flat(Number.POSITIVE_INFINITY as 1) as number[];

test("headsOf() sees in one packed tensor what selecting and permuting would give", () => {
  const packed = randn(random(1), [2, 5, 3, 4, 6]);
  const parts = headsOf([blockOf(packed)]);
  for (const [i, part] of parts.entries()) {
    const expected = permute(select(packed, 2, i), [0, 2, 1, 3]);
    expect(part.shape).toEqual(expected.shape);
    expect(listed(part)).toEqual(flat(expected));
    expect(part.pointer - blockOf(packed).pointer).toBe(4 * i * 24);
  }
  expect(sizesOf([packed])).toEqual({ numBatch: 2, numHeads: 4, T: 5, S: 5, D: 6, E: 6 });
});

test("headsOf() hands three blocks on, and sizesOf() reads keys and values where they are", () => {
  const blocks = [
    [2, 3, 4, 5],
    [2, 3, 6, 5],
    [2, 3, 6, 7],
  ].map((shape) => blockOf(randn(random(1), shape)));
  expect(headsOf(blocks)).toEqual(blocks);
  expect(sizesOf(blocks)).toEqual({ numBatch: 2, numHeads: 3, T: 4, S: 6, D: 5, E: 7 });
});

test("exchanged() is a transposed view, and undoes itself", () => {
  const x = randn(random(1), [2, 3, 4, 5]);
  expect(listed(exchanged(blockOf(x), 2, 3))).toEqual(flat(transpose(x, 2, 3)));
  expect(listed(exchanged(blockOf(x), 1, 2))).toEqual(flat(transpose(x, 1, 2)));
  expect(exchanged(exchanged(blockOf(x), 1, 2), 1, 2)).toEqual(blockOf(x));
});
