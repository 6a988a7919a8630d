// Cures for a name that nothing defines: from another language or a web page, never declared, or from a cell still to run.

/** An unknown name and its surroundings in the learner's text. */
export interface UnknownName {
  readonly name: string;
  /** A known name that is spelt nearly the same. */
  readonly meant: string | null;
  /** The text before the name, from the beginning of its line. */
  readonly before: string;
  /** The text behind it, to the end of its line. */
  readonly behind: string;
}

const OF_WEB_PAGES = /^(?:window|document|localStorage|sessionStorage|alert|HTML\w*)$/;
const DIALOGS = new Set(["prompt", "confirm", "input"]);

export function cureUnknownName({ name, meant, before, behind }: UnknownName): string {
  const marker = /^\s*(%%?|!)$/.exec(before)?.[1];
  // In TypeScript !ready negates: only a statement that is nothing else can be meant for a shell.
  if (marker?.startsWith("%") || (marker === "!" && /^(?:\s*;?\s*$|\s+[\w"'$./-])/.test(behind))) {
    return shellCommand(marker, `${name}${behind}`.trim());
  }
  const isCalled = /^\s*\(/.test(behind);
  if (name === "print") return isCalled ? "write console.log(…), which prints its values" : "write console.log";
  if (DIALOGS.has(name) && isCalled) {
    return `cells run in Node, where no dialog can ask: set the value in a cell instead, as in const answer = ${name === "confirm" ? "true" : '"…"'}`;
  }
  if (OF_WEB_PAGES.test(name)) return `cells run in Node, where there is no web page and so no ${name}`;
  const spelling = meant === null ? "" : `write ${meant}, or `;
  const value = /^\s*=(?![=>])\s*(.*)$/.exec(behind)?.[1];
  if (value !== undefined) return spelling + newValue(name, value, before);
  return meant === null
    ? `run the cell that defines ${name} first, or check the spelling`
    : `${spelling}run the cell that defines ${name} first`;
}

function shellCommand(marker: string, command: string): string {
  if (marker !== "!") return `${marker} begins a magic of Python notebooks, which cells in TypeScript do not have`;
  const shown = command.length > 30 || command.includes('"') ? "…" : command.replace(/;$/, "");
  return `a cell is TypeScript, not a shell: import { execSync } from "node:child_process", then execSync("${shown}").toString()`;
}

function newValue(name: string, value: string, before: string): string {
  const plain = /^(?:"[^"]*"|'[^']*'|[^,;()[\]{}"'`]+)(?=\s*(?:[,;)]|$))/.exec(value)?.[0].trim() ?? "…";
  const shown = plain.length > 30 ? "…" : plain;
  if (/[\w$)\]]\s*\($|,\s*$/.test(before) && !/\bfor\s*\($/.test(before)) {
    return `options are given by name in braces, as in { ${name}: ${shown} }`;
  }
  return `declare it: let ${name} = ${shown}`;
}
