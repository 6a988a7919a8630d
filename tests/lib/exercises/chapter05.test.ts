import { describe, expect, it } from "vitest";
import { iris } from "../../../datasets/index.ts";
import { random, shuffled } from "../../../lib/data/random.ts";
import { chapter05 } from "../../../lib/exercises/chapter05.ts";
import { check } from "../../../lib/exercises/check.ts";
import { runSolution } from "./runSolution.ts";

const sigma = (z: number) => 1 / (1 + Math.exp(-z));
const product = (x: number[], w: number[]) => x.reduce((total, value, i) => total + value * w[i], 0);

describe("every exercise of chapter 05", () => {
  it.each(Object.keys(chapter05) as (keyof typeof chapter05)[])("%s passes its own solution", (id) => {
    expect(runSolution(id).status).toBe("passed");
  });
});

describe("exercise 05.1", () => {
  it.each([
    [(x: number[], w: number[]) => Math.max(0, product(x, w)), "bias is forgotten"],
    [(x: number[], w: number[], b: number) => product(x, w) + b, "activation is forgotten"],
    [(x: number[], w: number[], b: number) => sigma(product(x, w) + b), "This is the sigmoid"],
    [
      (x: number[], w: number[], b: number) => x.reduce((total, value, i) => total + Math.max(0, value * w[i]), b),
      "applied to each product",
    ],
    [(x: number[], w: number[], b: number) => Math.max(0, product(x, w)) + b, "added after the ReLU"],
    [(x: number[], w: number[], b: number) => Math.max(0, product(x, w) - b), "bias is subtracted"],
    [
      (x: number[], w: number[], b: number) => {
        let z = 0;
        for (let i = 0; i < x.length; i++) z += w[i] * x[i] + b;
        return Math.max(z, 0);
      },
      "once for each input",
    ],
    [
      (x: number[], w: number[], b: number) => {
        let z = b;
        for (let i = 0; i < x.length; i++) z += w[i] + x[i];
        return Math.max(z, 0);
      },
      "without being multiplied",
    ],
    [(x: number[], w: number[], b: number) => Math.min(0, product(x, w) + b), "wrong side"],
    [(x: number[], w: number[], b: number) => Math.max(0.01 * (product(x, w) + b), product(x, w) + b), "leaky"],
    [
      (x: number[], w: number[], b: number) => {
        let z = b;
        for (let i = 0; i <= x.length; i++) z += w[i] * x[i];
        return Math.max(0, z);
      },
      "NaN",
    ],
    [(x: number[], w: number[], b: number) => 2 * Math.max(0, product(x, w) + b), "2 times the target"],
  ])("tells what went wrong (%#)", (answer, diagnosis) => {
    const result = check("05.1", answer);
    expect(result.status).toBe("not right");
    expect(result.diagnosis).toContain(diagnosis);
  });
});

describe("exercise 05.2", () => {
  it.each([
    [(x1: number, w: number[], b: number) => (w[0] * x1 + b) / w[1], "sign is the wrong way round"],
    [(x1: number, w: number[]) => (-w[0] / w[1]) * x1, "bias is forgotten"],
    [(x1: number, w: number[], b: number) => (-b - w[1] * x1) / w[0], "weights are swapped"],
    [(x1: number, w: number[], b: number) => -b - w[0] * x1, "division by w[1] is missing"],
    [(x1: number, w: number[], b: number) => (b - w[0] * x1) / w[1], "bias keeps its sign"],
    [(x1: number, w: number[], b: number) => -w[0] * x1 - b / w[1], "Only the bias is divided"],
    [(x1: number, w: number[], b: number) => w[0] * x1 + b, "neuron's sum"],
    [(x1: number, w: number[], b: number) => -(w[1] * x1 + b) / w[2], "NaN"],
  ])("tells what went wrong (%#)", (answer, diagnosis) => {
    const result = check("05.2", answer);
    expect(result.status).toBe("not right");
    expect(result.diagnosis).toContain(diagnosis);
  });
});

/** Gradient descent on one neuron's cross-entropy, written once more so that the wanted numbers have a second source. */
function learn(rows: number[][], labels: number[], steps: number, rate = 1, bug = "") {
  const targets = bug === "labels shuffled" ? shuffled(random(5), labels) : labels;
  const w = rows[0].map(() => 0);
  let b = 0;
  const losses: number[] = [];
  // −ln σ(z) for a one, −ln(1 − σ(z)) for a zero, in a form that no z makes infinite
  const loss = (scale = 1) =>
    rows.reduce((total, row, i) => {
      const z = scale * (product(row, w) + b) * (targets[i] === 1 ? -1 : 1);
      return total + Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }, 0) / rows.length;
  for (let step = 0; step <= steps; step++) {
    losses.push(loss());
    if (step === steps) break;
    const errors = rows.map((row, i) => sigma(product(row, w) + b) - targets[i]);
    const signed = bug === "steps uphill" ? -rate : rate;
    for (const j of w.keys())
      w[j] -= (signed * errors.reduce((total, e, i) => total + e * rows[i][j], 0)) / rows.length;
    if (bug !== "bias never moves") b -= (signed * errors.reduce((total, e) => total + e, 0)) / rows.length;
  }
  const accuracy = rows.filter((row, i) => (product(row, w) + b > 0 ? 1 : 0) === targets[i]).length / rows.length;
  return { w, b, losses, loss, accuracy };
}

async function flowers(columns: number[], positive: number, others: number[]) {
  const { features, labels } = await iris();
  const kept = labels.flatMap((label, i) => (label === positive || others.includes(label) ? [i] : []));
  const rows = kept.map((i) => columns.map((j) => features[i][j]));
  const scaled = columns.map((_, j) => {
    const values = rows.map((row) => row[j]);
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const std = Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
    return values.map((value) => (value - mean) / std);
  });
  return {
    rows: rows.map((_, i) => scaled.map((column) => column[i])),
    labels: kept.map((i) => (labels[i] === positive ? 1 : 0)),
  };
}

describe("the tables of chapter 05", () => {
  it("05.3: of 16 truth tables a neuron learns 14", () => {
    const corners = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ];
    const tables = Array.from({ length: 16 }, (_, table) => corners.map((_, i) => (table >> i) & 1));
    const learned = tables.map((table) => learn(corners, table, 2000, 2).accuracy);
    const count = learned.filter((accuracy) => accuracy === 1).length;
    const judged = tables.map((table) =>
      check("05.3", { "tables learned of 16": count, "a table it cannot learn": table }),
    );
    expect(judged.map(({ status }) => status === "passed")).toEqual(learned.map((accuracy) => accuracy < 1));
    const passed = tables.filter((_, i) => judged[i].status === "passed");
    expect(passed.map((table) => table.join(""))).toEqual(["0110", "1001"]);
    // each table that is learned has its reason
    for (const [i, { diagnosis }] of judged.entries()) {
      if (learned[i] === 1) expect(diagnosis).toMatch(/^It learns this one: /);
    }
  });

  it.each([
    [[0, 0, 0, 0], "the bias alone"],
    [[0, 0, 0, 1], "cuts a corner off"],
    [[1, 1, 0, 1], "cuts a corner off"],
    [[0, 0, 1, 1], "follows one input alone"],
    [[1, 0, 1, 0], "follows one input alone"],
    [[0, 1, 1], "A table has four answers"],
    [[0, 2, 1, 0], "A table has four answers"],
    [[], "A table has four answers"],
    ["AND" as "XOR", "A table has four answers"],
  ] as const)("05.3: %j has an answer of its own", (table, diagnosis) => {
    const result = check("05.3", { "tables learned of 16": null, "a table it cannot learn": table });
    expect(result).toMatchObject({ status: "not right", diagnosis: expect.stringContaining(diagnosis) });
  });

  it("05.3: the name of the table is an answer too", () => {
    expect(check("05.3", { "tables learned of 16": 14, "a table it cannot learn": "XOR" }).status).toBe("passed");
  });

  it("05.4: what sepals, petals and all four reach", async () => {
    const reach = async (columns: number[]) => {
      const { rows, labels } = await flowers(columns, 2, [1]);
      return learn(rows, labels, 1000).accuracy;
    };
    const answer = { sepals: await reach([0, 1]), petals: await reach([2, 3]), "all four": await reach([0, 1, 2, 3]) };
    expect(check("05.4", answer).status).toBe("passed");
  });

  it("05.5: what a factor does to accuracy and loss", async () => {
    const { rows, labels } = await flowers([2, 3], 2, [1]);
    const fitted = learn(rows, labels, 1000);
    const result = check("05.5", {
      "accuracy at 10": fitted.accuracy,
      "loss at 0.1": fitted.loss(0.1),
      "loss at 1": fitted.loss(1),
      "loss at 10": fitted.loss(10),
      "what the factor changes": "confidence",
    });
    expect(result.status).toBe("passed");
  });

  it("05.6: the three faults have the curves that the hints describe", async () => {
    const { rows, labels } = await flowers([2, 3], 0, [1, 2]);
    const curve = (bug: string) => learn(rows, labels, 60, 1, bug).losses;
    const [healthy, noBias, shuffledLabels, uphill] = ["", "bias never moves", "labels shuffled", "steps uphill"].map(
      curve,
    );
    expect(healthy[60]).toBeLessThan(0.05);
    expect(noBias[60]).toBeGreaterThan(0.1);
    expect(noBias[60]).toBeLessThan(0.2);
    expect(shuffledLabels[60]).toBeGreaterThan(0.55);
    expect(shuffledLabels[60]).toBeLessThan(Math.LN2);
    expect(uphill.every((loss, step) => step === 0 || loss > uphill[step - 1])).toBe(true);
  });
});
