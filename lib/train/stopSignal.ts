/*
 * A training loop that can be stopped between two steps. To end a program in the middle of a step loses what the step was about
 * to write down; a loop that asks before each step ends by itself, with its losses so far in the variable where they belong.
 *
 *   while steps are left and no stop is requested:  take the next step
 *
 * Notation: n steps, numbered 0 … n − 1; a step is one pass through the body of a loop. Source: the idea is cooperative
 *   cancellation; A. Birrell, An Introduction to Programming with Threads (1989), calls it Alert.
 * NB: PyTorch's loops are ended by KeyboardInterrupt, between any two instructions. Here only a step of more than 0.7 s is cut.
 *
 * Page 134 · before it: train/safetensors.ts · after it: train/data.ts
 */
import { stopSignal } from "#platform";
import { checkCount } from "../lesson.ts";

/**
 * Whether the running cell should come to its end: after Stop was pressed in a notebook; never in a plain script.
 * @example stopRequested() ? "the loop ends" : "one more step"; // => "one more step"
 */
export function stopRequested(): boolean {
  return stopSignal().requested;
}

/**
 * The numbers 0 … n − 1 for the steps of a loop, fewer when a stop is requested: then a line below the cell says how many.
 * @throws RangeError when n is not a whole number from 0 up.
 * @example
 * let w = 1;
 * for (const _ of stoppableSteps(2)) w -= 0.25 * (2 * w); // the slope of w² is 2w
 * w; // => 0.25
 */
export function stoppableSteps(n: number): Iterable<number> {
  checkCount("take", n, "steps");
  return stepsOf(n);
}

function* stepsOf(n: number): Generator<number> {
  const stop = stopSignal(); // of the cell in which the loop starts, however long it runs
  for (let step = 0; step < n; step += 1) {
    if (stop.requested) {
      stop.report(`Stopped after ${step} of ${n} steps; what they computed is kept.`);
      return;
    }
    yield step;
  }
}
