// Every public name of the library, once. The kernel reads this page to know what is there in a cell without an import.
export {
  choice,
  generatorFromState,
  integer,
  nextUint32,
  normal,
  permutation,
  type RandomGenerator,
  random,
  shuffled,
  uniform,
} from "./data/random.ts";
export { type Columns, type Split, type SplitOptions, trainTestSplit } from "./data/split.ts";
export { fitStandardizer, type Standardizer, standardize } from "./data/standardize.ts";
export {
  type Answer,
  check,
  type ExerciseId,
  type Hint,
  hint,
  solution,
} from "./exercises/check.ts";
export { type Agreement, agree, type Claim, type ClaimBounds, type Claims, claim, claims } from "./exercises/claim.ts";
export type { CheckResult } from "./exercises/exercise.ts";
export * as plain from "./plain/index.ts";
export * as plot from "./plot/index.ts";
export * as scalar from "./scalar/index.ts";
export { stoppableSteps, stopRequested } from "./train/stopSignal.ts";
