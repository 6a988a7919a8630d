/**
 * Numbers that no clock decides and that code likes to grow beyond. Raising one is a visible line in a commit; what a
 * notebook may take is in tests/notebooks/budgets.ts.
 */
export const budgets = {
  /** Lines of a source file, tests included: past that, there is a second idea in it. */
  linesPerFile: 330,
  /** Percent of a library page's lines that are comment: a textbook, and still a program. */
  commentPercent: { least: 25, most: 50 },
  /** The least of a fast loop: its idea stands in the page that it makes fast, and its parameters take a line each. */
  loopCommentPercent: 7,
} as const;

/** Files that are read line by line and not whole, with the number of lines that they may have. */
export const longFiles: Readonly<Record<string, number>> = {
  "tests/kernel/node/kernel.test.ts": 400, // the protocol's requests, one after the other, over one kernel
};
