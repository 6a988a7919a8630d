import { describe, expect, it } from "vitest";
import { iris } from "../../../datasets/iris/load.ts";
import { display } from "../../../datasets/show.ts";

describe("iris()", () => {
  it("has 150 flowers, 50 of each species, four lengths each", async () => {
    const { rows, features, labels, labelNames } = await iris();
    expect(rows).toHaveLength(150);
    expect(features.every((row) => row.length === 4 && row.every((value) => Number.isFinite(value)))).toBe(true);
    for (const [label, name] of labelNames.entries()) {
      expect(labels.filter((other) => other === label)).toHaveLength(50);
      expect(rows.filter((row) => row.species === name)).toHaveLength(50);
    }
  });

  it("has Fisher's 35th and 38th flowers, not those of the UCI copy", async () => {
    const { features } = await iris();
    expect(features[34]).toEqual([4.9, 3.1, 1.5, 0.2]);
    expect(features[37]).toEqual([4.9, 3.6, 1.4, 0.1]);
  });

  it("has one flower twice, as its README says", async () => {
    const { features } = await iris();
    const texts = features.map((row) => row.join(" "));
    const repeated = texts.flatMap((text, place) =>
      texts.indexOf(text) < place ? [[texts.indexOf(text) + 1, place + 1]] : [],
    );
    expect(repeated).toEqual([[102, 143]]);
  });

  it("gives rows, features and labels that say the same", async () => {
    const { rows, features, labels, labelNames, featureNames, units } = await iris();
    expect(rows[0]).toEqual({
      sepalLength: 5.1,
      sepalWidth: 3.5,
      petalLength: 1.4,
      petalWidth: 0.2,
      species: "setosa",
    });
    for (const [place, row] of rows.entries()) {
      expect(features[place]).toEqual([row.sepalLength, row.sepalWidth, row.petalLength, row.petalWidth]);
      expect(labelNames[labels[place]!]).toBe(row.species);
    }
    expect(featureNames).toHaveLength(units.length);
  });

  it("gives a fresh copy each time", async () => {
    const first = await iris();
    first.features[0]![0] = -1;
    expect((await iris()).features[0]![0]).toBe(5.1);
  });

  it("shows tables with captions and header cells that carry their scope, units, and counts", async () => {
    const bundle = (await iris())[display]();
    const html = bundle["text/html"]!;
    expect(html.match(/<table>/g)).toHaveLength(3);
    expect(html.match(/<caption>/g)).toHaveLength(3);
    expect(html).toContain('<th scope="col">petal length (cm)</th>');
    expect(html).toContain('<th scope="row">petal length</th><td>cm</td><td>1</td><td>3.76</td><td>6.9</td>');
    expect(html).not.toMatch(/style=|bgcolor|<th>/);
    expect(bundle["text/plain"]).toMatch(/virginica\s+50/);
  });
});
