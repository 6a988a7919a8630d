// What could be written next, and what a name means, in a cell that is still being written.
import type { Position } from "../core/compile/compiledCell.ts";
import { editorLines } from "../core/compile/positions.ts";
import { type Candidates, chooseCandidates, finishCompletions } from "../core/types/completions.ts";
import { findInspected, readHover } from "../core/types/inspection.ts";
import type { ServerCompletion, ServerCompletionList, ServerHover } from "../core/types/languageServerAnswers.ts";
import { EXPORTED, moduleName, writeTypingModule } from "../core/types/prelude.ts";
import type { TypedNames } from "../core/types/typedNames.ts";
import type { CompletionAnswer, Inspection, Preload } from "../core/types/typeService.ts";
import { findDeclaredNames, scanWords } from "../core/types/words.ts";
import type { TypeServerSession } from "./typeServerSession.ts";

/** A signature takes a question of its own: as many as fit on a screen. */
const NUM_SIGNATURES = 30;
/** The one document of all unfinished texts. */
export const TYPING_DOCUMENT = `${moduleName("typing")}.ts`;

export interface TypingParts {
  readonly session: TypeServerSession;
  readonly names: TypedNames;
  readonly preloads: readonly Preload[];
  readonly nameOfModule: (path: string) => string;
  /** Puts a document before the server; the text is the learner's part of it. */
  show(document: string, moduleText: string, text: string): void;
}

/** Asks one question after the other, as each changes the text of the same document. */
export class TypingQuestions {
  readonly #parts: TypingParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: TypingParts) {
    this.#parts = parts;
  }

  complete(text: string, offset: number): Promise<CompletionAnswer> {
    return this.#enqueue(() => this.#complete(text, offset));
  }

  inspect(text: string, offset: number): Promise<Inspection | null> {
    return this.#enqueue(() => this.#inspect(text, offset));
  }

  #enqueue<T>(question: () => Promise<T>): Promise<T> {
    const answer = this.#last.then(question);
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #complete(text: string, offset: number): Promise<CompletionAnswer> {
    const module = writeTypingModule(text, this.#parts.names, this.#parts.preloads);
    this.#parts.show(TYPING_DOCUMENT, module.text, text);
    const { line, column } = module.toModule(editorLines(text).positionOf(offset));
    const position = { line, character: column };
    type List = ServerCompletionList | ServerCompletion[];
    const answer = await this.#parts.session.ask<List>(TYPING_DOCUMENT, "textDocument/completion", { position });
    const items = Array.isArray(answer) ? answer : ((answer as ServerCompletionList | null)?.items ?? []);
    const context = { names: this.#parts.names, preloads: this.#parts.preloads };
    const candidates = chooseCandidates(items, text, offset, module, context);
    return finishCompletions(candidates, await this.#details(candidates), this.#parts.names, this.#parts.nameOfModule);
  }

  async #details({ items }: Candidates): Promise<Map<ServerCompletion, string>> {
    const asked = items.slice(0, NUM_SIGNATURES).map(async ({ item }) => {
      const resolved = await this.#parts.session.ask<ServerCompletion>(TYPING_DOCUMENT, "completionItem/resolve", item);
      return [item, resolved?.detail ?? ""] as const;
    });
    return new Map(await Promise.all(asked));
  }

  async #inspect(text: string, offset: number): Promise<Inspection | null> {
    const inspected = findInspected(text, offset);
    if (inspected === null) return null;
    const module = writeTypingModule(text, this.#parts.names, this.#parts.preloads);
    this.#parts.show(TYPING_DOCUMENT, module.text, text);
    const found =
      (await this.#hover(
        inspected.name,
        TYPING_DOCUMENT,
        module.toModule(editorLines(text).positionOf(inspected.start)),
      )) ?? (await this.#hoverInPrelude(inspected.name, module.text));
    if (found === null || found.documentation !== "") return found;
    const isVariable = /^(?:let|var) /.test(found.signature) && !findDeclaredNames(text).has(inspected.name);
    return isVariable ? { ...found, documentation: await this.#documentationOf(inspected.name) } : found;
  }

  /** The prelude declares a variable without its documentation, which is in the cell that made it. */
  async #documentationOf(name: string): Promise<string> {
    const document = `${moduleName(this.#parts.names.values.get(name)?.cell ?? 0)}.ts`;
    const source = this.#parts.session.textOf(document);
    const exported = source?.lastIndexOf(`${name} as ${EXPORTED}${name}`) ?? -1;
    if (source === undefined || exported === -1) return "";
    const original = await this.#hover(name, document, editorLines(source).positionOf(exported));
    return original?.documentation ?? "";
  }

  /** A type that stands where only a value can: the prelude knows it. */
  async #hoverInPrelude(name: string, moduleText: string): Promise<Inspection | null> {
    const [prelude] = moduleText.split("\n", 1);
    const column = scanWords(prelude!).findLast(({ text }) => text === name)?.offset;
    return column === undefined ? null : this.#hover(name, TYPING_DOCUMENT, { line: 0, column });
  }

  async #hover(name: string, document: string, at: Position): Promise<Inspection | null> {
    const position = { line: at.line, character: at.column };
    const hover = await this.#parts.session.ask<ServerHover>(document, "textDocument/hover", { position });
    return readHover(hover, name, this.#parts.nameOfModule);
  }
}
