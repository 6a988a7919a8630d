// The type service over TypeScript's native language server: cells are documents that only the server knows.
import { translateDiagnostics } from "../core/types/diagnostics.ts";
import { describeGrowing } from "../core/types/growingNames.ts";
import type { ServerDiagnostic } from "../core/types/languageServerAnswers.ts";
import { moduleName, writeCellModule, writeTypingModule } from "../core/types/prelude.ts";
import { TypedNames } from "../core/types/typedNames.ts";
import type {
  CompletionAnswer,
  Diagnostic,
  Inspection,
  Preload,
  TypedCell,
  TypeService,
} from "../core/types/typeService.ts";
import { LocalModules } from "./localModules.ts";
import { moduleNamer } from "./typeServerProject.ts";
import { TypeServerSession } from "./typeServerSession.ts";
import { TYPING_DOCUMENT, TypingQuestions } from "./typeServerTyping.ts";

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

const NO_CHECK = /^(?:\s|\/\/[^\n]*\n)*\/\/\s*@ts-nocheck\b/;

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
  readonly #typing: TypingQuestions;
  /** Growing names that were remarked upon. */
  readonly #remarked = new Set<string>();
  /** The number of the cell that comes next. */
  #number = 1;
  /** Checks must not overlap, as each changes the text of the next cell's document. */
  #checking: Promise<unknown> = Promise.resolve();

  constructor(options: TypeServerOptions) {
    this.#preloads = options.preload;
    this.#localModules = new LocalModules(options.folder);
    this.#nameOfModule = moduleNamer(options.folder, options.packageRoot, options.preload);
    // The document of completions brings in the library, so that it is read before the first cell needs it.
    const first = { name: TYPING_DOCUMENT, text: writeTypingModule("", this.#names, this.#preloads).text };
    this.#session = new TypeServerSession(options, first);
    this.#typing = new TypingQuestions({
      session: this.#session,
      names: this.#names,
      preloads: this.#preloads,
      nameOfModule: this.#nameOfModule,
      show: (document, moduleText, text) => this.#show(document, moduleText, text),
    });
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
    this.#session.closeAllBut(TYPING_DOCUMENT);
  }

  complete(text: string, offset: number): Promise<CompletionAnswer> {
    return this.#typing.complete(text, offset);
  }

  inspect(text: string, offset: number): Promise<Inspection | null> {
    return this.#typing.inspect(text, offset);
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

  /** Puts a document before the server, after what has changed on disk. */
  #show(document: string, moduleText: string, text: string): void {
    const changes = this.#localModules.findChanges(text);
    if (changes.size > 0) this.#session.tellFileChanges(changes);
    this.#session.show(document, moduleText);
  }
}
