// `name?` asks for help instead of running anything, as in IPython.
import type { Inspection } from "../types/typeService.ts";

/** The name that a cell asks about, or null when the cell is a program. */
export function askedName(code: string): string | null {
  return /^\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)\?{1,2}\s*$/u.exec(code)?.[1] ?? null;
}

/** An inspection as a MIME bundle: TypeScript and prose, or both as text. */
export function inspectionBundle({ signature, documentation }: Inspection): Record<string, string> {
  return {
    "text/markdown": `\`\`\`typescript\n${signature}\n\`\`\`\n\n${documentation}`.trim(),
    "text/plain": `${signature}\n\n${documentation}`.trim(),
  };
}
