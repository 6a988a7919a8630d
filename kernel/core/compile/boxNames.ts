// The names that compiled code adds to a cell's own.

export interface BoxNames {
  /** The parameter that holds the box of a name. */
  box(name: string): string;
  /** The object of the nth namespace, inside its block. */
  space(index: number): string;
  /** A constant whose only use is that assigning to it throws. */
  readonly constant: string;
  /** The function that adds a member to an enum. */
  readonly member: string;
  /** The parameter that holds the `CellRun`. */
  readonly run: string;
}

/** Names that occur nowhere in the cell, and that `withoutBoxNames` knows again. */
export function chooseBoxNames(source: string): BoxNames {
  const prefix = unused("$box", source);
  return {
    box: (name) => `${prefix}_${name}`,
    space: (index) => `${prefix}space${index}`,
    constant: `${prefix}constant`,
    member: `${prefix}member`,
    run: unused("$run", source),
  };
}

function unused(name: string, source: string): string {
  let candidate = name;
  for (let n = 2; source.includes(candidate); n++) candidate = `${name}${n}`;
  return candidate;
}

const NAME = "[\\p{ID_Continue}$\\u200c\\u200d]+";
const BOX = new RegExp(`\\(0 , \\$box\\d*_(${NAME})\\.v\\)|\\$box\\d*_(${NAME})\\.v|\\$box\\d*space\\d+\\.`, "gu");

/** An error message of V8 as it would be had the cell run as it stands: "f is not a function". */
export function withoutBoxNames(message: string): string {
  return message.replace(BOX, (_, called: string | undefined, used: string | undefined) => called ?? used ?? "");
}
