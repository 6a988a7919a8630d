// What the functions that blank types share.
import type { SyntaxNode } from "./compiledCell.ts";
import type { Edit } from "./edits.ts";

export interface Blanking {
  readonly source: string;
  readonly edits: Edit[];
  /** Types that need more than spaces, and have got it. */
  readonly done: Set<SyntaxNode>;
  blank(start: number, end: number): void;
}
