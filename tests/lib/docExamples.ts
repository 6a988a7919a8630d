// The examples of the docstrings: found in the source, run, and compared with what they say they give.
//
//   plain.dot([1, 2], [3, 4]); // => 11               the value of the statement that ends before the comment
//   const y = plain.softmax([1, 2]);
//   y[1]; // => 0.7311                                right to the digits that are written
//   integer(rng, 3, 3); // throws RangeError: Cannot draw …
import { transformSync } from "esbuild";
import { parseSync } from "oxc-parser";
import { expect } from "vitest";
import { textOf } from "../house/sourceFiles.ts";

/** An exported name and its docstring. */
export interface Documented {
  readonly name: string;
  /** Interfaces and type aliases need a docstring, but no example. */
  readonly isType: boolean;
  readonly docstring: string;
  readonly examples: readonly string[];
}

/** What a page exports by declaration, with the docstring that stands before it; overloads count once. */
export function documentedExports(path: string): Documented[] {
  const text = textOf(path);
  const { program, comments } = parseSync(path, text);
  const found = new Map<string, Documented>();
  for (const statement of program.body) {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration === null) continue;
    const { declaration } = statement;
    const before = comments.filter(({ end }) => end <= statement.start).at(-1);
    const adjacent = before !== undefined && text.slice(before.end, statement.start).trim() === "";
    const docstring = adjacent && before.type === "Block" && before.value.startsWith("*") ? cleaned(before.value) : "";
    const names =
      declaration.type === "VariableDeclaration"
        ? declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
        : "id" in declaration && declaration.id?.type === "Identifier"
          ? [declaration.id.name]
          : [];
    const isType = declaration.type.startsWith("TSInterface") || declaration.type.startsWith("TSTypeAlias");
    for (const name of names) {
      if (!found.has(name)) found.set(name, { name, isType, docstring, examples: examplesIn(docstring) });
    }
  }
  return [...found.values()];
}

const cleaned = (comment: string): string =>
  comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*( |$)/, ""))
    .join("\n")
    .trim();

function examplesIn(docstring: string): string[] {
  return docstring
    .split(/^@/m)
    .filter((tag) => tag.startsWith("example"))
    .map((tag) => tag.slice("example".length).trim());
}

/** Stands for a value or a throw that was awaited from the example; called by the code that `runExample` makes. */
type Check = (actual: () => unknown, expected: string) => void;

/**
 * Runs an example with the given names in scope and checks each of its expectations.
 * @returns How many expectations there were.
 */
export async function runExample(example: string, scope: Readonly<Record<string, unknown>>): Promise<number> {
  const { program, comments, errors } = parseSync("example.ts", example, { sourceType: "module" });
  if (errors.length > 0) throw new SyntaxError(`the example does not parse: ${errors[0].message}\n${example}`);
  let code = example;
  let count = 0;
  for (const comment of comments.toReversed()) {
    const expectation = comment.value.trim();
    if (!/^(=>|throws )/.test(expectation)) continue;
    const statement = program.body.filter(({ end }) => end <= comment.start).at(-1);
    if (statement?.type !== "ExpressionStatement") throw new Error(`no expression stands before // ${expectation}`);
    const { start, end } = statement.expression;
    const checked = `__check(() => (${example.slice(start, end)}), ${JSON.stringify(expectation)});`;
    code = code.slice(0, statement.start) + checked + code.slice(statement.end);
    count += 1;
  }
  const { code: plain } = transformSync(`async () => {\n${code}\n}`, { loader: "ts" });
  const check: Check = (actual, expected) => {
    const thrown = /^throws (\w+): (.*)$/s.exec(expected);
    if (thrown === null) return compare(actual(), expected.slice(2).trim());
    expect(actual, example).toThrow(thrown[2]);
    expect(actual, example).toThrow(expect.objectContaining({ name: thrown[1] }));
  };
  const run = new Function("__check", ...Object.keys(scope), `return (${plain.trim().replace(/;$/, "")})();`);
  await run(check, ...Object.values(scope));
  return count;
}

/** Compares a value with a literal as it is written: a number has to be right to its last written digit. */
export function compare(actual: unknown, literal: string): void {
  const { program, errors } = parseSync("expected.ts", `(${literal});`);
  const [statement] = program.body;
  if (errors.length > 0 || statement?.type !== "ExpressionStatement")
    throw new SyntaxError(`// => ${literal} is no value`);
  compareNode(actual, statement.expression as unknown as LiteralNode, "the value");
}

interface LiteralNode {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly raw?: string;
  readonly operator?: string;
  readonly argument?: LiteralNode;
  readonly expression?: LiteralNode;
  readonly elements?: readonly LiteralNode[];
  readonly properties?: readonly { readonly key: LiteralNode; readonly value: LiteralNode }[];
}

function compareNode(actual: unknown, node: LiteralNode, where: string): void {
  if (node.type === "ParenthesizedExpression") return compareNode(actual, node.expression!, where);
  if (node.type === "UnaryExpression" && node.operator === "-")
    return compareNumber(actual, `-${numeral(node.argument!)}`, where);
  if (node.type === "ArrayExpression") {
    const items = ArrayBuffer.isView(actual) ? Array.from(actual as Float64Array) : actual;
    if (!Array.isArray(items)) return expect(actual, where).toBe("an array");
    expect(items.length, `the length of ${where}`).toBe(node.elements!.length);
    for (const [i, element] of node.elements!.entries()) compareNode(items[i], element, `${where}[${i}]`);
    return;
  }
  if (node.type === "ObjectExpression") {
    const expected = Object.fromEntries(
      node.properties!.map(({ key, value }) => [key.name ?? String(key.value), value]),
    );
    expect(Object.keys(actual as object).sort(), `the members of ${where}`).toEqual(Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) {
      compareNode((actual as Record<string, unknown>)[name], value, `${where}.${name}`);
    }
    return;
  }
  if (node.type === "Identifier" && node.name === "undefined") return expect(actual, where).toBeUndefined();
  if (node.type === "Identifier" || typeof node.value === "number") return compareNumber(actual, numeral(node), where);
  expect(actual, where).toBe(node.value);
}

const numeral = (node: LiteralNode): string => node.raw ?? node.name ?? "";

function compareNumber(actual: unknown, written: string, where: string): void {
  const expected = Number(written);
  const [, decimals = "", exponent = "0"] = /^-?\d*\.?(\d*)(?:e([+-]?\d+))?$/i.exec(written) ?? [];
  const lastDigit = Number(`1e${Number(exponent) - decimals.length}`);
  const isWhole = decimals === "" && !/e/i.test(written); // Infinity and NaN too: equal, but for the sign of 0
  if (isWhole) return expect(Object.is(actual, -0) ? 0 : actual, where).toBe(expected + 0);
  expect(typeof actual, `the type of ${where}`).toBe("number");
  expect(Math.abs((actual as number) - expected), `${where}: ${actual} against ${written}`).toBeLessThanOrEqual(
    lastDigit * 0.5000001,
  );
}
