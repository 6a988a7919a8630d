import { describe, expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { accuracy } from "../../../lib/metrics/accuracy.ts";
import { confusionMatrix, countPairs } from "../../../lib/metrics/confusionMatrix.ts";
import { randint } from "../../../lib/ops/random.ts";
import { jupyterDisplay } from "../../../lib/plot/figure.ts";
import { tensor } from "../../../lib/tensor/create.ts";

const int = (values: number[]) => tensor(values, { dtype: "int32" });

describe("confusionMatrix()", () => {
  test("has a row for each true and a column for each predicted class", () => {
    // scikit-learn's own example: y_true [2, 0, 2, 2, 0, 1], y_pred [0, 0, 2, 2, 0, 2]
    expect(confusionMatrix(int([0, 0, 2, 2, 0, 2]), int([2, 0, 2, 2, 0, 1])).counts).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ]);
  });

  test("counts every example once, and the right ones on the diagonal", () => {
    const rng = random(8);
    const [said, is] = [randint(rng, 0, 5, [200]), randint(rng, 0, 5, [200])];
    const { counts } = confusionMatrix(said, is);
    expect(counts.flat().reduce((a, b) => a + b)).toBe(200);
    expect(counts.reduce((sum, row, i) => sum + row[i], 0) / 200).toBe(accuracy(said, is));
  });

  test("keeps classes that do not occur, by their number or by their names", () => {
    expect(countPairs(int([0]), int([0]), "count", 2)).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect(confusionMatrix(int([0]), int([0]), { names: ["a", "b", "c"] }).counts).toHaveLength(3);
  });

  test("shows itself as a table in colours, with every count and every name in words", () => {
    const matrix = confusionMatrix(int([0, 1, 1, 1]), int([0, 0, 1, 1]), { names: ["cat", "dog"] });
    const bundle = matrix[jupyterDisplay]();
    expect(bundle["text/plain"]).toMatch(/Confusion matrix: 3 of 4 right.*cat, dog.*1 1; 0 2/s);
    expect(matrix.figure().data[0].z).toEqual([
      [1, 1],
      [0, 2],
    ]);
    const { xaxis } = matrix.figure().layout as { xaxis: { ticktext: string[] } };
    expect(xaxis.ticktext).toEqual(["cat", "dog"]);
  });

  test("refuses a class beyond the names, and names for other classes than there are", () => {
    expect(() => confusionMatrix(int([2]), int([0]), { names: ["a", "b"] })).toThrow(
      new RangeError("Cannot count confusions as every label must be in [0, 2): label 0 is 2"),
    );
    expect(() => confusionMatrix(int([0]), int([0]), { names: ["a", "b"], numClasses: 3 })).toThrow(TypeError);
  });
});
