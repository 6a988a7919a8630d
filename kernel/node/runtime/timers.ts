// Timers remember the run that set them, so that late output goes to its cell. AsyncLocalStorage would follow promises
// too, but together with a termination it aborts Node 20 and 22.

interface TimerParts {
  currentRun(): number;
  during<T>(run: number, call: () => T): T;
  /** A throw that nothing can catch, told to the run that set the timer. */
  tellUncaught(error: unknown): void;
}

type Callback = (...args: unknown[]) => unknown;

/** Wraps the global timers. */
export function installTimers({ currentRun, during, tellUncaught }: TimerParts): { clearAll(run: number): void } {
  const alive = new Map<object, number>();
  const wrapped =
    (run: number, callback: Callback): Callback =>
    (...args) =>
      during(run, () => {
        try {
          return callback(...args);
        } catch (error) {
          return tellUncaught(error);
        }
      });
  const { setTimeout, setInterval, setImmediate, clearTimeout } = globalThis;

  const wrap = (name: "setTimeout" | "setInterval" | "setImmediate", original: (...args: never[]) => object): void => {
    const once = name !== "setInterval";
    const replacement = (callback: unknown, ...rest: unknown[]): object => {
      if (typeof callback !== "function") return (original as (...args: unknown[]) => object)(callback, ...rest);
      const run = currentRun();
      const call = wrapped(run, callback as Callback);
      const timer: object = (original as (...args: unknown[]) => object)(
        (...args: unknown[]) => {
          if (once) alive.delete(timer);
          return call(...args);
        },
        ...rest,
      );
      if (name !== "setImmediate") alive.set(timer, run);
      return timer;
    };
    // Node hangs util.promisify's variant on the function itself.
    Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original));
    Object.defineProperty(globalThis, name, {
      value: replacement,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  };
  wrap("setTimeout", setTimeout as never);
  wrap("setInterval", setInterval as never);
  wrap("setImmediate", setImmediate as never);

  return {
    clearAll: (run) => {
      for (const [timer, owner] of alive) {
        if (owner !== run) continue;
        clearTimeout(timer as NodeJS.Timeout);
        alive.delete(timer);
      }
    },
  };
}
