// Errors at the keys of objects, and their hints: messages as TypeScript 7 words them. Own types are Options and Z.

/** With the text under and behind the mark. */
export type HintCase = readonly [code: number, message: string, marked: string, behind: string, hint: string];

export const OBJECT_CASES: readonly HintCase[] = [
  [
    2353,
    "Object literal may only specify known properties, and 'rate' does not exist in type 'Options'.",
    "rate",
    ": 1",
    "leave rate out, or add it to the type: rate?: …",
  ],
  [
    2353,
    "Object literal may only specify known properties, and 'rate' does not exist in type '{ a: number; }'.",
    "rate",
    ": 1",
    "leave rate out, or add it to the type: rate?: …",
  ],
  [
    2353,
    "Object literal may only specify known properties, and 'colour' does not exist in type 'LineOptions'.",
    "colour",
    ': "red"',
    "there is no option colour; press Tab inside the braces to see the options",
  ],
  [
    2561,
    "Object literal may only specify known properties, but 'xlabel' does not exist in type 'LineOptions'. Did you mean to write 'xLabel'?",
    "xlabel",
    ': "step"',
    "there is no option xlabel: write xLabel",
  ],
  [
    2739,
    "Type '{}' is missing the following properties from type 'Z': p, n",
    "z",
    "",
    "add p, n, or mark what may be absent with a question mark in the type",
  ],
  [
    2741,
    "Property 'b' is missing in type '{ a: number; }' but required in type 'Z'.",
    "z",
    "",
    "add b, or mark what may be absent with a question mark in the type",
  ],
  [
    2739,
    "Type '{ y: number[]; }' is missing the following properties from type 'LineOptions': title, xLabel, yLabel",
    "{ y: [1] }",
    ")",
    "add title, xLabel, yLabel",
  ],
  [
    2741,
    "Property 'title' is missing in type '{ y: number[]; }' but required in type 'LineOptions'.",
    "{ y: [1] }",
    ")",
    "add title",
  ],
  [
    2345,
    "Argument of type '{ y: number[]; }' is not assignable to parameter of type 'LineOptions'.\n  Type '{ y: number[]; }' is missing the following properties from type 'LineOptions': title, xLabel, yLabel",
    "options",
    ")",
    "add title, xLabel, yLabel",
  ],
  [
    2739,
    "Type 'number[]' is missing the following properties from type 'Vector': size, dot",
    "[1]",
    ")",
    "[1] is number[], but Vector is wanted: change the one or the other",
  ],
  [
    2741,
    "Property 'b' is missing in type 'Z' but required in type 'Z'.",
    "z",
    " = old",
    "the two types named Z come from different runs of a cell; make the value again with the newer one",
  ],
];
