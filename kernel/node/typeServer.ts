// The type service over TypeScript's native language server: cells are documents that only the server knows.
import { editorLines } from "../core/compile/positions.ts";
import { type Candidates, chooseCandidates, finishCompletions } from "../core/types/completions.ts";
import { translateDiagnostics } from "../core/types/diagnostics.ts";
import { describeGrowing } from "../core/types/growingNames.ts";
import { findInspected, readHover } from "../core/types/inspection.ts";
import type {
  ServerCompletion,
  ServerCompletionList,
  ServerDiagnostic,
  ServerHover,
} from "../core/types/languageServerAnswers.ts";
import { EXPORTED, moduleName, writeCellModule, writeTypingModule } from "../core/types/prelude.ts";
import { TypedNames } from "../core/types/typedNames.ts";
import type {
  CompletionAnswer,
  Diagnostic,
  Inspection,
  Preload,
  TypedCell,
  TypeService,
} from "../core/types/typeService.ts";
import { scanWords } from "../core/types/words.ts";
import { LocalModules } from "./localModules.ts";
import { moduleNamer } from "./typeServerProject.ts";
import { TypeServerSession } from "./typeServerSession.ts";

export interface TypeServerOptions {
  /** The notebook's working folder: local modules and installed packages are found from here. */
  readonly folder: string;
  readonly preload: readonly Preload[];
  /** The folder of the gradbook package. */
  readonly packageRoot: string;
  /** Hears, in one sentence, why types are not checked for a while or any more. */
  readonly onProblem?: (message: string) => void;
  /** Another program than the package's own. */
  readonly command?: string;
  readonly timeoutMs?: number;
}

/** A signature takes a question of its own: as many as fit on a screen. */
const NUM_SIGNATURES = 30;
const NO_CHECK = /^(?:\s|\/\/[^\n]*\n)*\/\/\s*@ts-nocheck\b/;
const TYPING = `${moduleName("typing")}.ts`;

/** Starts the server at once; questions that come before it is up wait for it. */
export function startTypeServer(options: TypeServerOptions): TypeServer {
  return new TypeServer(options);
}

export class TypeServer implements TypeService {
  readonly #preloads: readonly Preload[];
  readonly #session: TypeServerSession;
  readonly #names = new TypedNames();
  readonly #localModules: LocalModules;
  readonly #nameOfModule: (path: string) => string;
  /** Growing names that were remarked upon. */
  readonly #remarked = new Set<string>();
  /** The number of the cell that comes next. */
  #number = 1;
  /** Questions about one document must not overlap, as each changes its text. */
  #checking: Promise<unknown> = Promise.resolve();
  #typing: Promise<unknown> = Promise.resolve();

  constructor(options: TypeServerOptions) {
    this.#preloads = options.preload;
    this.#localModules = new LocalModules(options.folder);
    this.#nameOfModule = moduleNamer(options.folder, options.packageRoot, options.preload);
    // The document of completions brings in the library, so that it is read before the first cell needs it.
    const first = { name: TYPING, text: writeTypingModule("", this.#names, this.#preloads).text };
    this.#session = new TypeServerSession(options, first);
  }

  get pid(): number | undefined {
    return this.#session.pid;
  }

  ready(): Promise<void> {
    return this.#session.ready();
  }

  check(cell: TypedCell): Promise<readonly Diagnostic[]> {
    const answer = this.#checking.then(() => this.#check(cell));
    this.#checking = answer.catch(() => {});
    return answer;
  }

  remember(cell: TypedCell): void {
    const number = this.#number++;
    const module = writeCellModule(cell, this.#names, this.#preloads);
    this.#show(`${moduleName(number)}.ts`, module.text, cell.text);
    this.#names.remember(number, cell, module.uses);
    for (const unneeded of this.#names.dropUnneeded()) this.#session.close(`${moduleName(unneeded)}.ts`);
  }

  forgetAll(): void {
    this.#names.forgetAll();
    this.#remarked.clear();
    this.#session.closeAllBut(TYPING);
  }

  complete(text: string, offset: number): Promise<CompletionAnswer> {
    const answer = this.#typing.then(() => this.#complete(text, offset));
    this.#typing = answer.catch(() => {});
    return answer;
  }

  inspect(text: string, offset: number): Promise<Inspection | null> {
    const answer = this.#typing.then(() => this.#inspect(text, offset));
    this.#typing = answer.catch(() => {});
    return answer;
  }

  dispose(): void {
    this.#session.dispose();
  }

  async #check(cell: TypedCell): Promise<readonly Diagnostic[]> {
    if (NO_CHECK.test(cell.text)) return [];
    const module = writeCellModule(cell, this.#names, this.#preloads);
    const document = `${moduleName(this.#number)}.ts`;
    this.#show(document, module.text, cell.text);
    const answer = await this.#session.ask<{ items?: ServerDiagnostic[] }>(document, "textDocument/diagnostic", {});
    if (answer === null) return [];
    const context = { names: this.#names, preloads: this.#preloads, nameOfModule: this.#nameOfModule };
    return [...translateDiagnostics(answer.items ?? [], cell, module, context), ...this.#remarkGrowing(cell)];
  }

  /** One remark for each growing name, when another cell uses it for the first time. */
  #remarkGrowing(cell: TypedCell): Diagnostic[] {
    const own = new Set(cell.declares.map(({ name }) => name));
    const remarks: Diagnostic[] = [];
    for (const [name, known] of this.#names.values) {
      if (known.growing === null || own.has(name) || this.#remarked.has(name)) continue;
      const remark = describeGrowing(name, known, cell.text);
      if (remark === null) continue;
      this.#remarked.add(name);
      remarks.push(remark);
    }
    return remarks;
  }

  async #complete(text: string, offset: number): Promise<CompletionAnswer> {
    const module = writeTypingModule(text, this.#names, this.#preloads);
    this.#show(TYPING, module.text, text);
    const { line, column } = module.toModule(editorLines(text).positionOf(offset));
    const position = { line, character: column };
    type List = ServerCompletionList | ServerCompletion[];
    const answer = await this.#session.ask<List>(TYPING, "textDocument/completion", { position });
    const items = Array.isArray(answer) ? answer : ((answer as ServerCompletionList | null)?.items ?? []);
    const context = { names: this.#names, preloads: this.#preloads };
    const candidates = chooseCandidates(items, text, offset, module, context);
    return finishCompletions(candidates, await this.#details(candidates), this.#names, this.#nameOfModule);
  }

  async #details({ items }: Candidates): Promise<Map<ServerCompletion, string>> {
    const asked = items.slice(0, NUM_SIGNATURES).map(async ({ item }) => {
      const resolved = await this.#session.ask<ServerCompletion>(TYPING, "completionItem/resolve", item);
      return [item, resolved?.detail ?? ""] as const;
    });
    return new Map(await Promise.all(asked));
  }

  async #inspect(text: string, offset: number): Promise<Inspection | null> {
    const inspected = findInspected(text, offset);
    if (inspected === null) return null;
    const module = writeTypingModule(text, this.#names, this.#preloads);
    this.#show(TYPING, module.text, text);
    const found =
      (await this.#hover(TYPING, module.toModule(editorLines(text).positionOf(inspected.start)))) ??
      (await this.#hoverInPrelude(inspected.name, module.text));
    if (found === null || found.documentation !== "") return found;
    // The prelude declares a variable without its documentation, which is in the cell that made it.
    const known = this.#names.values.get(inspected.name);
    if (known === undefined || known.growing !== null) return found;
    const document = `${moduleName(known.cell)}.ts`;
    const source = this.#session.textOf(document);
    const exported = source?.lastIndexOf(`${inspected.name} as ${EXPORTED}${inspected.name}`) ?? -1;
    if (source === undefined || exported === -1) return found;
    const original = await this.#hover(document, editorLines(source).positionOf(exported));
    return { ...found, documentation: original?.documentation ?? "" };
  }

  /** A type that stands where only a value can: the prelude knows it. */
  async #hoverInPrelude(name: string, moduleText: string): Promise<Inspection | null> {
    const [prelude] = moduleText.split("\n", 1);
    const column = [...scanWords(prelude!)].findLast(({ text }) => text === name)?.offset;
    return column === undefined ? null : this.#hover(TYPING, { line: 0, column });
  }

  async #hover(document: string, { line, column }: { line: number; column: number }): Promise<Inspection | null> {
    const position = { line, character: column };
    return readHover(
      await this.#session.ask<ServerHover>(document, "textDocument/hover", { position }),
      this.#nameOfModule,
    );
  }

  /** Puts a document before the server, after what has changed on disk. */
  #show(document: string, moduleText: string, text: string): void {
    const changes = this.#localModules.findChanges(text);
    if (changes.size > 0) this.#session.tellFileChanges(changes);
    this.#session.show(document, moduleText);
  }
}
