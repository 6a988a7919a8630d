// Types as the checker prints them, without the files that a learner never made.

/** From the path of a module to what a learner calls it. */
export type NameOfModule = (path: string) => string;

const VIRTUAL_CELL = /gradbook-cell-(?:\d+|typing)(?:\.ts)?$/;

/** Takes out `import("…").`, the paths of virtual cells, and the prefix under which they export. */
export function cleanTypeText(text: string, nameOfModule: NameOfModule): string {
  const name = (path: string): string => (VIRTUAL_CELL.test(path) ? "an earlier cell" : nameOfModule(path));
  return text
    .replace(/import\("[^"]*"(?:, \{[^()]*\})?\)\./g, "")
    .replace(/import\("([^"]*)"\)/g, (_, path: string) => name(path))
    .replace(/"([^"\s]*[\\/][^"\s]*)"/g, (whole, path: string) => (isAbsolute(path) ? `"${name(path)}"` : whole))
    .replace(/(['"])[^'"\s]*gradbook-cell-(?:\d+|typing)(?:\.ts)?\1/g, "an earlier cell")
    .replace(/\$cell_(?=[\p{ID_Start}$_])/gu, "");
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(path);
}
