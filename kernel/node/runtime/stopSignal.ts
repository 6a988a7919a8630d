// The stop signal as training loops see it. Every copy of the library finds it under one symbol; a loop takes the signal
// of its run when it starts, so that a stop ends the loops of that run, late ones too, and none of a later run.

/** What the library's platform declares as its StopSignal. */
interface StopSignal {
  readonly requested: boolean;
  report(sentence: string): void;
}

interface StopParts {
  currentRun(): number;
  /** Whether this run is to stop; that it asks is noted for the supervisor. */
  poll(run: number): boolean;
  /** One line of output for the run. */
  say(run: number, line: string): void;
}

/** Hands the signal to the library. */
export function installStopSignal({ currentRun, poll, say }: StopParts): void {
  const signal = (): StopSignal => {
    const run = currentRun();
    return {
      get requested() {
        return poll(run);
      },
      report: (sentence) => say(run, `${sentence}\n`),
    };
  };
  Object.defineProperty(globalThis, Symbol.for("gradbook.stop"), { value: signal });
}
