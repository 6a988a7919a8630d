/*
 * How the arithmetic is done. By default in WebAssembly's plain vector instructions, which give the same bits on every machine
 * and in every browser. The fused build multiplies and adds in one rounding where the processor can: faster, equal to about
 * five digits, and different from machine to machine. Without WebAssembly the readable loops do it all.
 *
 *   plain   round(round(a · b) + c)              fused   round(a · b + c)
 *
 * Source: WebAssembly SIMD (2021) and Relaxed SIMD (2024) proposals, for what is deterministic and what is not.
 *
 * Page 56 · before it: autograd/operation.ts · after it: autograd/runFast.ts
 */
import { checkOptions, lesson, valueText } from "../lesson.ts";

/** What can be chosen. */
export interface Settings {
  /** Multiply and add in one rounding: faster, and not the same bits everywhere. False by default. */
  readonly fused: boolean;
  /** Use WebAssembly where it is there; false runs the readable loops. True by default. */
  readonly webAssembly: boolean;
  /** How many threads share large operations; 1 by default. The bits do not depend on it. */
  readonly threads: number;
}

const initial: Settings = { fused: false, webAssembly: true, threads: 1 };
let current: Settings = initial;

/**
 * The settings in force.
 * @example settings().fused; // => false
 */
export function settings(): Settings {
  return current;
}

/**
 * Chooses how the arithmetic is done, from now on; compiled steps are compiled anew.
 * @returns The settings that were in force, to go back to.
 * @throws TypeError for a setting that does not exist or has another type; RangeError for a number of threads below 1.
 * @example
 * const before = configure({ webAssembly: false });
 * const readable = settings().webAssembly;
 * configure(before);
 * [readable, settings().webAssembly]; // => [false, true]
 */
export function configure(changes: Partial<Settings>): Settings {
  checkOptions(changes, "configure the arithmetic", "configure({ threads: 2 })");
  for (const [name, value] of Object.entries(changes)) {
    const wanted = typeof initial[name as keyof Settings];
    if (!Object.hasOwn(initial, name) || typeof value !== wanted) {
      throw new TypeError(
        lesson({
          cannot: `set ${name} to ${valueText(value)}`,
          as: Object.hasOwn(initial, name)
            ? `it must be a ${wanted}`
            : `there are only the settings ${Object.keys(initial).join(", ")}`,
          found: `got ${valueText(value)}`,
        }),
      );
    }
  }
  const threads = changes.threads ?? current.threads;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      lesson({
        cannot: `use ${threads} threads`,
        as: "their number must be whole and at least 1",
        found: `got ${threads}`,
      }),
    );
  }
  const before = current;
  current = { ...current, ...changes };
  return before;
}
