// The parser's messages in words that a learner knows.
import type { ParseError } from "./compiledCell.ts";

type Mend = readonly [pattern: RegExp, message: (found: RegExpExecArray, token: string) => string];

const MENDS: readonly Mend[] = [
  [/^Unexpected token$/, (_, token) => (token === "" ? "The cell ends too early here" : `Unexpected ${token}`)],
  [/^Invalid Character/, (_, token) => `Unexpected ${token}`],
  [/^Expected a semicolon or an implicit/, (_, token) => `Expected a new line or \`;\` before ${token}`],
  [/^Expected (.+) but found `EOF`$/, ([, expected]) => `Expected ${expected} before the cell ends`],
  [/^Expected (.+) but found .+$/, ([, expected], token) => `Expected ${expected} but found ${token}`],
  [/^Invalid characters after number$/, () => "A number ends here; a name cannot begin with a digit"],
  [/^Decimals with leading zeros/, () => "A number cannot begin with 0"],
  [/^Unterminated string$/, () => "This string has no closing quote"],
  [/^Unterminated multiline comment$/, () => "This comment has no closing `*/`"],
  [/^Unterminated regular expression$/, () => "This regular expression has no closing `/`"],
  [/^Identifier (`.+`) has already been declared$/, ([, name]) => `${name} is declared twice in this cell`],
  [/^Missing initializer in (.+) declaration$/, ([, kind]) => `A ${kind} declaration needs a value: add \` = …\``],
  [/^The keyword '(.+)' is reserved$/, ([, word]) => `\`${word}\` is a word of the language and cannot be a name here`],
  [/^A 'return' statement/, () => "`return` works only inside a function; a cell's value is its last expression"],
  [/^`await` is only allowed/, () => "`await` works only at the top level of a cell or in an `async` function"],
  [/^Illegal break statement$/, () => "`break` works only inside a loop or a switch"],
  [/^Illegal continue statement/, () => "`continue` works only inside a loop"],
  [/^Cannot assign to this expression$/, (_, token) => `Cannot assign to ${token}: it is not a variable or a property`],
  [/^Delete of an unqualified identifier/, () => "`delete` removes a property; a variable cannot be removed"],
  [/^Logical expressions and coalesce/, () => "`??` beside `||` or `&&` needs parentheses around one of them"],
  [/^Invalid assignment in object literal$/, () => "A property of an object is written with `:`, not with `=`"],
];

export function plainMessage({ message, start, end }: ParseError, source: string): string {
  for (const [pattern, mended] of MENDS) {
    const found = pattern.exec(message);
    if (found) return mended(found, tokenAt(source, start, end));
  }
  return message.replace(/\.$/, "");
}

/** The text that the error points at; for a place between two tokens the one after it. */
function tokenAt(source: string, start: number, end: number): string {
  const [token = ""] = /^(?:[\p{ID_Continue}$]+|\S)?/u.exec(end > start ? "" : source.slice(start).trimStart()) ?? [];
  const text = end > start ? source.slice(start, end) : token;
  const [line = ""] = text.split(/[\n\r]/);
  return line === "" ? "" : `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\``;
}
