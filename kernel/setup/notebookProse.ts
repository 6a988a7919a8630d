// What a chapter says in words: measured numbers are put in by name, and a number that nobody measured is refused.
import type { SourceCell } from "./notebookSource.ts";

/** A number that a cell asserted, by `claim` of the library. */
export interface MeasuredClaim {
  readonly name: string;
  readonly value: number;
}

const CLAIM = /\{\{([^{}|]+)(?:\|([^{}]+))?\}\}/g;
const MARK = /\[\^([\w-]+)\](?!:)/g;
const DEFINITION = /^\[\^([\w-]+)\]:\s*(.+)$/gm;
/** 0.5, .5, 50 %, 50 percent; not 05 and not v4.5.1. */
const NUMBER = /(?<![\w.])(?:\d*\.\d+(?:\s?%|\s?per\s?cent\b)?|\d+\s?(?:%|per\s?cent\b))(?![\d.]*\.\d)/g;
/** A reference that follows the number in the same sentence, a few words on at most. */
const REFERENCED = /^[^.!?\n]{0,60}?\[\^[\w-]+\]/;

/**
 * The texts of the markdown cells, with claims and references put in; code cells stay as they are.
 * @throws Error naming the notebook and the line of the cell: for a number that is neither claimed nor referenced, a claim
 *   that is not there or not used, a reference without a source or a source without a reference.
 */
export function writeProse(
  cells: readonly SourceCell[],
  claims: readonly MeasuredClaim[],
  name: string,
): readonly SourceCell[] {
  const values = new Map(claims.map((claim) => [claim.name, claim.value]));
  if (values.size < claims.length) {
    const twice = claims.find((claim, place) => claims.findIndex((other) => other.name === claim.name) < place);
    throw new Error(`Cannot build ${name} as each claim needs a name of its own: "${twice?.name}" is there twice`);
  }
  const used = new Set<string>();
  const numbering = numberReferences(cells, name);
  const written = cells.map((cell) => {
    if (cell.kind === "code") return cell;
    const refuse = (why: string): never => {
      throw new Error(`Cannot build ${name} as ${why} (the text at line ${cell.line})`);
    };
    checkNumbers(cell.text, refuse);
    const text = cell.text.replaceAll(CLAIM, (_, claimName: string, format: string | undefined) => {
      const value = values.get(claimName.trim());
      if (value === undefined) return refuse(`no cell claims "${claimName.trim()}"`);
      used.add(claimName.trim());
      return formatClaim(value, format, refuse);
    });
    return { ...cell, text: numbering(text) };
  });
  const unused = claims.find((claim) => !used.has(claim.name));
  if (unused !== undefined) {
    throw new Error(
      `Cannot build ${name} as every claim must be said in the text: "${unused.name}" is not; try {{${unused.name}}}`,
    );
  }
  return written;
}

/** As a person writes it: `{{x}}` to three digits, `{{x|2}}` to two decimals, `{{x|percent}}` and `{{x|percent 1}}`; `{{x|none}}` is a count, 0 of which is "None". */
export function formatClaim(value: number, format: string | undefined, refuse: (why: string) => never): string {
  if (format === undefined) {
    return Number.isInteger(value) ? value.toLocaleString("en-US") : String(Number(value.toPrecision(3)));
  }
  if (format.trim() === "none") return value === 0 ? "None" : formatClaim(value, undefined, refuse);
  const [, percent, decimals] = /^(percent)?\s*(\d)?$/.exec(format.trim()) ?? refuse(`"${format}" is no format`);
  const digits = Number(decimals ?? 0);
  // A percent sign stays on the line of its number.
  return percent === undefined ? value.toFixed(digits) : `${(value * 100).toFixed(digits)}\u00a0%`;
}

/** Refuses a decimal or a percentage that is neither a claim, nor referenced, nor in a formula or code. */
function checkNumbers(text: string, refuse: (why: string) => never): void {
  const prose = [
    /```[\s\S]*?```/g,
    /`[^`\n]*`/g,
    /\$\$[\s\S]*?\$\$/g,
    /\$[^$\n]+\$/g,
    CLAIM,
    /\]\([^)]*\)/g,
    DEFINITION,
  ].reduce((rest, pattern) => rest.replaceAll(pattern, "◦"), text);
  for (const match of prose.matchAll(NUMBER)) {
    if (REFERENCED.test(prose.slice(match.index + match[0].length))) continue;
    refuse(`"${match[0]}" is a number that no cell has measured; try claim() and {{its name}}, or a reference [^key]`);
  }
}

/** References become numbers in the order in which the text has them; their sources become a list in that order. */
function numberReferences(cells: readonly SourceCell[], name: string): (text: string) => string {
  const prose = cells.filter((cell) => cell.kind === "markdown").map((cell) => cell.text);
  const keys = [...new Set(prose.flatMap((text) => [...text.matchAll(MARK)].map((match) => match[1])))];
  const sources = prose.flatMap((text) => [...text.matchAll(DEFINITION)].map((match) => match[1]));
  const lost = keys.find((key) => !sources.includes(key));
  if (lost !== undefined)
    throw new Error(`Cannot build ${name} as [^${lost}] needs a source: there is no "[^${lost}]: …"`);
  const idle = sources.find((key) => !keys.includes(key));
  if (idle !== undefined) throw new Error(`Cannot build ${name} as no text refers to the source [^${idle}]`);
  return (text) => {
    const definitions = [...text.matchAll(DEFINITION)].sort((a, b) => keys.indexOf(a[1]) - keys.indexOf(b[1]));
    let next = 0;
    return text
      .replaceAll(DEFINITION, () => {
        const [, key, source] = definitions[next++];
        return `${keys.indexOf(key) + 1}. ${source}`;
      })
      .replaceAll(MARK, (_, key: string) => `<sup>[${keys.indexOf(key) + 1}]</sup>`);
  };
}
