/*
 * A training loop that can be stopped between two steps. To end a program from outside in the middle of a step loses what
 * the step was about to write down; a loop that asks, before each step, whether it should go on ends by itself, with its
 * losses so far in the variable where they belong. This is how the Stop button of a notebook reaches a loop.
 *
 *   while steps are left and no stop is requested:  take a step
 *
 * Notation: a step is one pass through the loop's body, of any kind; n steps are numbered 0 … n − 1.
 * Source: the idea is cooperative cancellation: A. Birrell, An Introduction to Programming with Threads (1989), on Alert.
 * NB: PyTorch's loops are ended by Python's KeyboardInterrupt, which may be thrown between any two instructions. Here a step
 *   is never cut in two, unless it takes more than 0.7 seconds: the notebook then ends it by force. A plain script has no
 *   such signal: Ctrl-C ends it, as it ends every program.
 *
 * Page N · before it: X · after it: Y
 */
import { stopSignal } from "#platform";
import { checkCount } from "../lesson.ts";

/**
 * Whether the cell that is running should come to its end: true once Stop was pressed. The cell after it starts anew.
 * @example
 * let step = 0;
 * while (step < 3 && !stopRequested()) step += 1; // in a notebook, Stop ends it earlier
 * step; // => 3
 */
export function stopRequested(): boolean {
  return stopSignal().requested;
}

/**
 * The numbers 0 … n − 1 for the steps of a loop, fewer when a stop is requested: then a line below the cell says how many.
 * @param n How many steps to take at most.
 * @throws RangeError when n is not a whole number from 0 up.
 * @example
 * let w = 1;
 * for (const _ of stoppableSteps(2)) w -= 0.25 * (2 * w); // the slope of w² is 2w
 * w; // => 0.25
 */
export function stoppableSteps(n: number): Iterable<number> {
  checkCount("take", n, "steps");
  return steps(n);
}

function* steps(n: number): Generator<number> {
  const stop = stopSignal(); // of the cell in which the loop starts, however long it runs
  for (let step = 0; step < n; step += 1) {
    if (stop.requested) return stop.report(`Stopped after ${step} of ${n} steps; what they computed is kept.`);
    yield step;
  }
}
