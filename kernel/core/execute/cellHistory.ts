// The cells of this kernel's life, in the order in which they ran.

export type HistoryEntry = readonly [session: number, line: number, input: string];

export interface CellHistory {
  add(line: number, input: string): void;
  entries(): readonly HistoryEntry[];
}

export function createCellHistory(): CellHistory {
  const entries: HistoryEntry[] = [];
  return { add: (line, input) => void entries.push([0, line, input]), entries: () => entries };
}
