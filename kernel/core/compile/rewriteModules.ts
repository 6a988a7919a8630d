// Imports and exports: a cell is no module, so what a module has comes from the `CellRun` that it is handed.
import type { SyntaxNode } from "./compiledCell.ts";
import { after, before, type Edit, type Piece, replace } from "./edits.ts";
import { isErased, isTypeSpecifier } from "./isErased.ts";
import type { CellText } from "./rewriteReferences.ts";
import { walk } from "./syntaxTree.ts";
import { blanked, findPunctuator } from "./tokens.ts";

/** The imports of a cell as they run: first of all, one after the other. */
export function hoistImports(program: SyntaxNode, { names }: CellText): Piece[] {
  return program.body
    .filter((statement: SyntaxNode) => statement.source && !isErased(statement))
    .map((statement: SyntaxNode): Piece => {
      const attributes = statement.attributes.map(
        ({ key, value }: SyntaxNode) => `${JSON.stringify(key.name ?? key.value)}: ${JSON.stringify(value.value)}`,
      );
      const options = attributes.length === 0 ? "" : `, { with: { ${attributes.join(", ")} } }`;
      const module = `await ${names.run}.import(${JSON.stringify(statement.source.value)}${options})`;
      const values: SyntaxNode[] = (statement.type === "ImportDeclaration" ? statement.specifiers : []).filter(
        (specifier: SyntaxNode) => !isTypeSpecifier(specifier),
      );
      const taken = values.map((specifier) => ` ${names.box(specifier.local.name)}.v = ${member(specifier)};`);
      const text = values.length === 0 ? `${module}; ` : `{ const $module = ${module};${taken.join("")} } `;
      return { text, origin: statement.source.start };
    });
}

/** A missing export is undefined: it may be a type, which TypeScript lets a cell import without saying so. */
function member({ type, imported }: SyntaxNode): string {
  if (type === "ImportNamespaceSpecifier") return "$module";
  if (type === "ImportDefaultSpecifier") return "$module.default";
  return imported.type === "Identifier" ? `$module.${imported.name}` : `$module[${JSON.stringify(imported.value)}]`;
}

/** Takes `import` and `export` out of their places. What an export declares stays. */
export function rewriteModuleStatements(program: SyntaxNode, cell: CellText): Edit[] {
  const { source } = cell;
  return program.body.flatMap((statement: SyntaxNode): Edit[] => {
    if (isErased(statement)) return [];
    const { start, end, declaration } = statement;
    switch (statement.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        return [replace(start, end, `;${blanked(source.slice(start + 1, end))}`)];
      case "ExportNamedDeclaration":
        if (statement.source) return [replace(start, end, `;${blanked(source.slice(start + 1, end))}`)];
        return dropExport(statement, cell);
      case "ExportDefaultDeclaration":
        if (declaration.type.endsWith("Declaration") && declaration.id) return dropExport(statement, cell);
        return evaluateDefault(statement, cell);
      case "TSExportAssignment":
        return [replace(start, statement.expression.start, ";("), after(statement.expression, ");")];
      case "TSImportEqualsDeclaration":
        return aliasInBox(statement, cell);
      default:
        return [];
    }
  });
}

/** A nameless function or class, or any expression: it cannot be reached, but runs. */
function evaluateDefault(statement: SyntaxNode, cell: CellText): Edit[] {
  const { declaration } = statement;
  const start: number = declaration.decorators?.[0]?.start ?? declaration.start;
  const span = { start: Math.min(start, declaration.start), end: declaration.end };
  return [...blankTo(statement, declaration.start, cell), before(span, ";("), after(span, ");")];
}

function dropExport(statement: SyntaxNode, cell: CellText): Edit[] {
  const { declaration } = statement;
  if (declaration.type === "TSImportEqualsDeclaration") {
    return [...blankTo(statement, declaration.start, cell), ...aliasInBox(declaration, cell)];
  }
  // What becomes an assignment loses all of its keywords elsewhere.
  return declaration.type === "VariableDeclaration" && declaration.kind === "var"
    ? []
    : blankTo(statement, afterExport(statement), cell);
}

/** The keywords only: decorators may stand before and behind them. */
function afterExport({ start, declaration, type }: SyntaxNode): number {
  return type === "ExportDefaultDeclaration" ? declaration.start : start + "export".length;
}

function blankTo({ start }: SyntaxNode, end: number, { source }: CellText): Edit[] {
  return [replace(start, end, blanked(source.slice(start, end)))];
}

/** `import fs = require("fs")` → `$box_fs.v = $run.require("fs")`. */
function aliasInBox({ start, id, moduleReference }: SyntaxNode, { names }: CellText): Edit[] {
  return [
    replace(start, moduleReference.start, `${names.box(id.name)}.v = `),
    ...requireOf(moduleReference, names.run),
  ];
}

export function requireOf(moduleReference: SyntaxNode, run: string): Edit[] {
  return moduleReference.type === "TSExternalModuleReference" ? [before(moduleReference, `${run}.`)] : [];
}

/** `import(x)` and `import.meta`, wherever they stand. */
export function rewriteModuleExpressions(program: SyntaxNode, { source, names }: CellText): Edit[] {
  const edits: Edit[] = [];
  walk(program, (node) => {
    if (isErased(node)) return false;
    if (node.type === "MetaProperty" && node.meta.name === "import") {
      edits.push(replace(node.start, node.end, `${names.run}.meta`));
    }
    if (node.type === "ImportExpression") {
      edits.push(replace(node.start, findPunctuator(source, node.start, "("), `${names.run}.import`));
    }
    return true;
  });
  return edits;
}
