// One cell: compile, check, run, tell. The caller sees to it that cells never overlap.
import { CellSyntaxError } from "../compile/cellSyntaxError.ts";
import type { CompiledCell } from "../compile/compiledCell.ts";
import type { ExecuteRequest, PublishedContents } from "../protocol/messages.ts";
import { formatHint } from "../types/caret.ts";
import type { Diagnostic, TypedCell, TypeService } from "../types/typeService.ts";
import { describeLost, describeSyntaxError, describeThrown, describeTypeErrors, type ErrorText } from "./errorText.ts";
import { askedName, inspectionBundle } from "./helpQuestion.ts";
import type { Outcome, RuntimeOutput, RuntimePort } from "./runtimePort.ts";
import type { SessionNames } from "./sessionNames.ts";
import type { ShownCell } from "./traceback.ts";

/** Publishes to whoever watches the run: the caller ties it to the request that started it. */
export type Publish = <T extends keyof PublishedContents>(type: T, content: PublishedContents[T]) => void;

export interface ExecutorParts {
  readonly names: SessionNames;
  readonly types: TypeService;
  readonly runtime: RuntimePort;
  compile(text: string, names: SessionNames): CompiledCell;
}

export interface ExecuteReply {
  readonly status: "ok" | "aborted" | "error";
  readonly execution_count: number;
  readonly [field: string]: unknown;
}

export interface Executor {
  /** Runs a cell; only one at a time. Whatever the cell does is told in the reply. */
  execute(request: ExecuteRequest, publish: Publish): Promise<ExecuteReply>;
  /** Stops the running cell, if there is one. */
  interrupt(): void;
  /** Output of a run, by its id; reaches the request that started the run, even after its end. */
  output(event: RuntimeOutput): void;
  readonly executionCount: number;
}

export function createExecutor(parts: ExecutorParts): Executor {
  const { names, types, runtime } = parts;
  const watchers = new Map<number, { readonly fileName: string; readonly publish: Publish }>();
  const cells = new Map<string, ShownCell>();
  let executionCount = 0;
  let lastRun = 0;
  let running: { id: number; interrupted: boolean } | null = null;

  async function runCell(request: ExecuteRequest, publish: Publish): Promise<ExecuteReply> {
    const silent = request.silent === true;
    if (!silent && request.store_history !== false) executionCount++;
    const say: Publish = silent ? () => {} : publish;
    say("execute_input", { code: request.code, execution_count: executionCount });
    const fail = (error: ErrorText): ExecuteReply => {
      say("error", error);
      return { status: "error", execution_count: executionCount, ...error };
    };
    const asked = askedName(request.code);
    if (asked !== null) return await help(asked);
    const id = ++lastRun;
    running = { id, interrupted: false };
    const fileName = silent ? `Cell [silent ${id}]` : `Cell [${executionCount}]`;
    const shown: ShownCell = { name: fileName, text: request.code, toSource: (at) => at };
    try {
      const compiled = parts.compile(request.code, names);
      cells.set(fileName, { ...shown, toSource: compiled.toSource });
      const typed: TypedCell = {
        text: request.code,
        declares: compiled.declares,
        declaresTypes: compiled.declaresTypes,
      };
      const diagnostics = await types.check(typed);
      if (running.interrupted) return fail(describeInterrupt(fileName));
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      if (errors.length > 0) return fail(describeTypeErrors(errors, shown));
      sayHints(diagnostics, say);
      watchers.set(id, { fileName, publish: say });
      const outcome = await runtime.run({ id, code: compiled.code, fileName, boxes: compiled.boxes });
      if (outcome.status === "lost") forget();
      else remember(compiled, typed);
      if ("result" in outcome && outcome.result) {
        say("execute_result", { ...outcome.result, execution_count: executionCount });
      }
      if (outcome.status !== "ok") return fail(describeOutcome(outcome, fileName, cells));
      const expressions = await evaluateAll(request.user_expressions ?? {});
      return { status: "ok", execution_count: executionCount, user_expressions: expressions, payload: [] };
    } catch (error) {
      if (error instanceof CellSyntaxError) return fail(describeSyntaxError(error, shown));
      throw error;
    } finally {
      running = null;
    }
  }

  /** Answers `name?` with a page of help. */
  async function help(name: string): Promise<ExecuteReply> {
    const found = await types.inspect(name, name.length);
    const data = found ? inspectionBundle(found) : { "text/plain": `Nothing is known about ${name}.` };
    const payload = [{ source: "page", data, start: 0 }];
    return { status: "ok", execution_count: executionCount, user_expressions: {}, payload };
  }

  function remember(compiled: CompiledCell, typed: TypedCell): void {
    names.declare(compiled);
    types.remember(typed);
  }

  function forget(): void {
    names.reset();
    types.forgetAll();
  }

  async function evaluateAll(expressions: Record<string, string>): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    for (const [key, text] of Object.entries(expressions)) answers[key] = await evaluate(String(text));
    return answers;
  }

  /** A client's own expression, for its status line or a debugger: no types, no history, no output. */
  async function evaluate(text: string): Promise<unknown> {
    const id = ++lastRun;
    const fileName = `Cell [expression ${id}]`;
    try {
      const { code, boxes } = parts.compile(text, names);
      running = { id, interrupted: false };
      const outcome = await runtime.run({ id, code, fileName, boxes });
      if (outcome.status === "ok") return { status: "ok", ...(outcome.result ?? { data: {}, metadata: {} }) };
      if (outcome.status === "lost") forget();
      return { status: "error", ...describeOutcome(outcome, fileName, cells) };
    } catch (error) {
      if (error instanceof CellSyntaxError) {
        return { status: "error", ...describeSyntaxError(error, { name: fileName, text, toSource: (at) => at }) };
      }
      throw error;
    }
  }

  return {
    execute: runCell,
    interrupt: () => {
      if (running === null) return;
      running.interrupted = true;
      runtime.interrupt(running.id);
    },
    output: (event) => {
      const watcher = watchers.get(event.id);
      if (!watcher) return;
      if (event.type === "uncaught") watcher.publish("error", describeThrown(event.error, cells, watcher.fileName));
      else publishOutput(event, watcher.publish);
    },
    get executionCount() {
      return executionCount;
    },
  };
}

function publishOutput(event: Exclude<RuntimeOutput, { type: "uncaught" }>, publish: Publish): void {
  switch (event.type) {
    case "stream":
      return publish("stream", { name: event.name, text: event.text });
    case "display":
      return publish(event.update ? "update_display_data" : "display_data", {
        ...event.shown,
        transient: event.displayId === null ? {} : { display_id: event.displayId },
      });
    case "clear":
      return publish("clear_output", { wait: event.wait });
  }
}

function describeOutcome(
  outcome: Exclude<Outcome, { status: "ok" }>,
  fileName: string,
  cells: ReadonlyMap<string, ShownCell>,
): ErrorText {
  if (outcome.status === "error") return describeThrown(outcome.error, cells, fileName);
  return outcome.status === "lost" ? describeLost(outcome.reason) : describeInterrupt(fileName);
}

function describeInterrupt(fileName: string): ErrorText {
  const evalue = `${fileName} was stopped; every variable is still there`;
  return { ename: "Interrupted", evalue, traceback: [`Interrupted: ${evalue}`] };
}

function sayHints(diagnostics: readonly Diagnostic[], say: Publish): void {
  const hints = diagnostics.filter(({ severity }) => severity === "hint").map(formatHint);
  if (hints.length > 0) say("stream", { name: "stdout", text: `${hints.join("\n")}\n` });
}
