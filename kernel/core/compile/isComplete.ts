// Can a console run this text, or does it want another line first?
import type { CompilerTools, ParseError } from "./compiledCell.ts";

export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  /** What the next line should begin with. */
  readonly indent?: string;
}

export function isComplete(source: string, tools: CompilerTools): Completeness {
  const { program, errors } = tools.parse(source);
  const last = program.body.at(-1);
  const [error] = errors;
  if (error ? lacksMore(error, source) : last && isSignature(last, source)) {
    return { status: "incomplete", indent: indent(source) };
  }
  return { status: error ? "invalid" : "complete" };
}

/** True when the mistake is only that the text ends. */
function lacksMore({ message, start }: ParseError, source: string): boolean {
  const text = withoutTrailingTrivia(source);
  if (start >= text.length) return true;
  if (/^Unterminated multiline comment/.test(message)) return true;
  if (/^Unterminated string/.test(message)) return /[`}]/.test(source[start]!) || source.endsWith("\\");
  return /^Missing initializer/.test(message) && !/[\n;]/.test(text.slice(start));
}

/** `function f()` is a type on its own, and the beginning of a function. */
function isSignature(
  { type, declare, end }: { type: string; declare?: boolean; end: number },
  source: string,
): boolean {
  return type === "TSDeclareFunction" && !declare && source[end - 1] !== ";";
}

function withoutTrailingTrivia(source: string): string {
  return source.replace(/(?:\s|\/\/[^\n]*$|\/\*(?:(?!\*\/)[\s\S])*\*\/)+$/, "");
}

/** As far in as the last line, and two more when that line opens something. */
function indent(source: string): string {
  const line = source.trimEnd().split("\n").at(-1) ?? "";
  const [margin = ""] = /^[ \t]*/.exec(line) ?? [];
  return /(?:[{([:,=]|=>)\s*$/.test(line) && !/,\s*$/.test(line) ? `${margin}  ` : margin;
}
