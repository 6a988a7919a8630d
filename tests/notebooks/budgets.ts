/** What a chapter may take of a learner's time and of a repository's space. Raising a number is a visible line in a commit. */
export interface Budget {
  readonly words: readonly [least: number, most: number];
  /** Cells of code that the chapter brings; those in which the learner answers come on top. */
  readonly codeCells: readonly [least: number, most: number];
  readonly answerCells: readonly [least: number, most: number];
  readonly figures: readonly [least: number, most: number];
  readonly leastControls: number;
}

export const maxLinesPerCell = 15;
export const maxLineLength = 100;
export const maxNotebookBytes = 600 * 1024;

const chapter: Budget = {
  words: [900, 1400],
  codeCells: [14, 20],
  answerCells: [5, 9],
  figures: [5, 8],
  leastControls: 2,
};

export const budgets: Readonly<Record<string, Budget>> = {
  "00-start-here": { words: [450, 900], codeCells: [8, 14], answerCells: [1, 3], figures: [2, 4], leastControls: 1 },
  "05-neuron": chapter,
};
