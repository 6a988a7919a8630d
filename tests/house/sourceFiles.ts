// The project's own source files: which there are, what they import, what they say in comments.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { type Comment, parseSync } from "oxc-parser";

/** The project's folder, with a slash at the end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Made or fetched, never written by hand; and golden files, which hold broken code on purpose. */
const skipped = new Set(["node_modules", "dist", "golden", "__pycache__", "static"]);

/** Paths of all files in a room, from the project's folder, in order; names that begin with a dot are left out. */
export function filesUnder(room: string, pattern: RegExp): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.name.startsWith(".") || skipped.has(entry.name)) return [];
      return entry.isDirectory() ? walk(path) : pattern.test(path) ? [path] : [];
    });
  return walk(room).sort();
}

/** Source code of ours: TypeScript, and what must run before there is a build. */
export const sourcePattern = /\.(ts|mts|mjs|js)$/;

/** The text of a file. */
export const textOf = (path: string): string => readFileSync(`${root}${path}`, "utf8");

/** An `import … from`, `export … from`, `import()` or `import("…")` in a type. */
export interface ModuleReference {
  readonly specifier: string;
  /** Gone at run time: `import type` and `export type`. `import { type A }` stays, as an import of nothing. */
  readonly typeOnly: boolean;
  /** `export * from`, which hides what a module gives. */
  readonly exportsAll: boolean;
  readonly line: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [member: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

function* nodesIn(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesIn(child);
  }
}

/** A file parsed. */
export interface ParsedSource {
  readonly path: string;
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly references: readonly ModuleReference[];
  readonly hasDefaultExport: boolean;
  /** Whether anything of it is left once types are taken away. */
  readonly runs: boolean;
}

const parsed = new Map<string, ParsedSource>();

/** Parses a file, once. Throws when it is not valid TypeScript. */
export function parse(path: string): ParsedSource {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const text = textOf(path);
  const { program, comments, errors } = parseSync(path, text, { sourceType: "module" });
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0].message}`);
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
  const references: ModuleReference[] = [];
  for (const node of nodesIn(program as unknown as Node)) {
    const source = node.source as { value?: unknown } | null | undefined;
    if (typeof source?.value !== "string") continue;
    const kind = node.importKind ?? node.exportKind;
    references.push({
      specifier: source.value,
      typeOnly: kind === "type" || node.type === "TSImportType",
      exportsAll: node.type === "ExportAllDeclaration" && node.exported === null,
      line: lineOf(node.start),
    });
  }
  const body = program.body as unknown as readonly Node[];
  const source: ParsedSource = {
    path,
    text,
    comments,
    references,
    hasDefaultExport: body.some(({ type }) => type === "ExportDefaultDeclaration"),
    runs: body.some((statement) => !isErased(statement)),
  };
  parsed.set(path, source);
  return source;
}

function isErased(statement: Node): boolean {
  if (/^TS(Interface|TypeAlias)/.test(statement.type) || statement.declare === true) return true;
  if (statement.type === "ImportDeclaration") return true; // what it brings is used below, or by types only
  if (statement.type !== "ExportNamedDeclaration") return false;
  if (statement.exportKind === "type") return true;
  return isNode(statement.declaration) && isErased(statement.declaration);
}

/** The file that a relative specifier names, from the project's folder; null for packages and `node:` modules. */
export function resolveReference(from: string, specifier: string): string | null {
  return specifier.startsWith(".") ? posix.normalize(posix.join(dirname(from), specifier)) : null;
}
