// Anderson's irises: 150 flowers, four lengths each, three species. Source, licence and errata: README.md beside this page.
import { readTable } from "../read.ts";
import { classTable, display, type MimeBundle, summaryTable, tableAsHtml, tableAsText } from "../show.ts";

export type IrisSpecies = "setosa" | "versicolor" | "virginica";

/** One flower. Lengths and widths in centimetres. */
export interface IrisFlower {
  readonly sepalLength: number;
  readonly sepalWidth: number;
  readonly petalLength: number;
  readonly petalWidth: number;
  readonly species: IrisSpecies;
}

/** The whole table, in three spellings: rows to read, features and labels to learn from. */
export interface Iris {
  readonly name: "iris";
  /** The 150 flowers, setosa first. */
  readonly rows: readonly IrisFlower[];
  /** (150, 4) in cm, columns in the order of `featureNames`. */
  readonly features: number[][];
  /** (150) places in `labelNames`: 0, 1 or 2. */
  readonly labels: number[];
  readonly featureNames: readonly ["sepal length", "sepal width", "petal length", "petal width"];
  readonly labelNames: readonly ["setosa", "versicolor", "virginica"];
  /** The unit of each feature. */
  readonly units: readonly ["cm", "cm", "cm", "cm"];
  [display](): MimeBundle;
}

const featureNames = ["sepal length", "sepal width", "petal length", "petal width"] as const;
const labelNames = ["setosa", "versicolor", "virginica"] as const;
const units = ["cm", "cm", "cm", "cm"] as const;

/** The file as it was published; a changed byte is refused. */
export const irisFile = {
  name: "iris",
  path: "iris/iris.csv",
  sha256: "dad19dc3817625a5490ab6be0fdb592efdcd6921badbbaf4275cef90bcfaa994",
} as const;

/**
 * Loads the 150 irises. Each call gives a fresh copy, so that changing one cannot spoil the next.
 *
 * @throws {Error} When the file is not the published one (its SHA-256 differs).
 * @example
 * const flowers = await iris();
 * flowers.rows[0].petalLength; // 1.4
 * flowers.features.length; // 150
 */
export async function iris(): Promise<Iris> {
  const text = await readTable(irisFile);
  const lines = text.trimEnd().split("\n").slice(1);
  const rows = lines.map((line): IrisFlower => {
    const [sepalLength, sepalWidth, petalLength, petalWidth, species] = line.split(",");
    return {
      sepalLength: Number(sepalLength),
      sepalWidth: Number(sepalWidth),
      petalLength: Number(petalLength),
      petalWidth: Number(petalWidth),
      species: species as IrisSpecies,
    };
  });
  const features = rows.map((row) => [row.sepalLength, row.sepalWidth, row.petalLength, row.petalWidth]);
  const labels = rows.map((row) => labelNames.indexOf(row.species));
  const table = { name: "iris", rows, features, labels, featureNames, labelNames, units } as const;
  return { ...table, [display]: () => show(features, labels) };
}

/** Two flowers of each species, the columns with their units, and the counts. */
function show(features: readonly number[][], labels: readonly number[]): MimeBundle {
  const shown = [0, 1, 50, 51, 100, 101].filter((row) => row < features.length);
  const tables = [
    {
      caption: `iris: ${features.length} flowers, two of each species shown`,
      header: ["flower", ...featureNames.map((name, column) => `${name} (${units[column]})`), "species"],
      rows: shown.map((row) => [row, ...features[row], labelNames[labels[row]]]),
    },
    summaryTable(
      featureNames.map((name, column) => ({ name, unit: units[column], values: features.map((row) => row[column]) })),
    ),
    classTable(labels, labelNames, "flowers"),
  ];
  return { "text/html": tables.map(tableAsHtml).join(""), "text/plain": tables.map(tableAsText).join("\n\n") };
}
