// The server's process and its documents: started again with all of them when it dies, given up when it cannot run.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DEFAULT_TIMEOUT_MS, LanguageServer, ServerExitedError, ServerSilentError } from "./languageServer.ts";
import type { FileChange } from "./localModules.ts";
import { findTypeServer, initializationFor, notebookConfig } from "./typeServerProject.ts";

export interface SessionOptions {
  readonly folder: string;
  readonly packageRoot: string;
  readonly onProblem?: (message: string) => void;
  readonly command?: string;
  readonly timeoutMs?: number;
}

interface Document {
  text: string;
  version: number;
}

/** Deaths in a row, without an answer in between, after which types are no longer checked. */
const MAX_DEATHS = 3;
/** How long the server may take to open a document again. */
const MAX_OPENING_MS = 200;
const FILE_CHANGE: Record<FileChange, number> = { created: 1, changed: 2, deleted: 3 };

export class TypeServerSession {
  readonly #options: SessionOptions;
  readonly #documents = new Map<string, Document>();
  /** The document that is always open: a server starts with it alone. */
  readonly #firstDocument: string;
  #server: LanguageServer | null = null;
  /** Resolved when a server that was started again has read all documents: no question may be counted late before. */
  #opened: Promise<unknown> = Promise.resolve();
  #isReady = false;
  #numDeaths = 0;
  #isDisposed = false;

  constructor(options: SessionOptions, first: { readonly name: string; readonly text: string }) {
    this.#options = options;
    this.#firstDocument = first.name;
    this.#documents.set(first.name, { text: first.text, version: 1 });
    this.#start();
  }

  get pid(): number | undefined {
    return this.#server?.pid;
  }

  /** Also when the server cannot run: then there is nothing to wait for. */
  async ready(): Promise<void> {
    for (let server = this.#server; server !== null; server = this.#server === server ? null : this.#server) {
      const isUp = await server.ready.then(
        () => true,
        () => false,
      );
      if (isUp) return;
    }
  }

  textOf(name: string): string | undefined {
    return this.#documents.get(name)?.text;
  }

  /** Opens a document, or gives it a new text. */
  show(name: string, text: string): void {
    const document = this.#documents.get(name);
    if (document?.text === text) return;
    const textDocument = { uri: this.#uri(name), version: (document?.version ?? 0) + 1 };
    this.#documents.set(name, { text, version: textDocument.version });
    if (document === undefined) this.#open(name);
    else this.#notify("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
  }

  close(name: string): void {
    if (this.#documents.delete(name)) this.#notify("textDocument/didClose", { textDocument: { uri: this.#uri(name) } });
  }

  closeAllBut(kept: string): void {
    for (const name of [...this.#documents.keys()]) if (name !== kept) this.close(name);
  }

  tellFileChanges(changes: ReadonlyMap<string, FileChange>): void {
    this.#notify("workspace/didChangeWatchedFiles", {
      changes: Array.from(changes, ([path, type]) => ({ uri: pathToFileURL(path).href, type: FILE_CHANGE[type] })),
    });
  }

  /** Asks about a document; a second time when the server died over it. Null when there is no answer. */
  async ask<T>(name: string, method: string, params: object): Promise<T | null> {
    const question = method.startsWith("textDocument/")
      ? { textDocument: { uri: this.#uri(name) }, ...params }
      : params;
    for (let attempt = 1; this.#server !== null; attempt++) {
      const server = this.#server;
      try {
        await this.#opened;
        const answer = (await server.request(method, question)) as T | null;
        this.#numDeaths = 0;
        return answer;
      } catch (error) {
        if (this.#isDisposed) return null;
        if (error instanceof ServerExitedError && attempt === 1) continue;
        this.#report((error as Error).message);
        if (error instanceof ServerSilentError && server === this.#server) this.#replace(name);
        return null;
      }
    }
    return null;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#server?.dispose();
    this.#server = null;
  }

  #start(): void {
    const { folder, packageRoot, command, timeoutMs } = this.#options;
    this.#isReady = false;
    try {
      const server = new LanguageServer({
        command: command ?? findTypeServer(packageRoot),
        args: ["--lsp", "--stdio"],
        folder: packageRoot,
        initialization: initializationFor(pathToFileURL(folder).href),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        onExit: (reason) => this.#onExit(reason),
      });
      this.#server = server;
      server.ready.then(
        () => {
          this.#isReady = true;
        },
        (error: Error) => {
          if (server !== this.#server) return;
          server.dispose();
          this.#giveUp(error.message);
        },
      );
      const uri = this.#uri("tsconfig.json");
      const text = notebookConfig(packageRoot);
      server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "json", version: 1, text } });
      this.#openAll(server);
    } catch (error) {
      this.#giveUp((error as Error).message);
    }
  }

  /** Opens every document, and asks about the first, so that the server is warm; that may take long after a restart. */
  #openAll(server: LanguageServer): void {
    for (const name of this.#documents.keys()) this.#open(name);
    const textDocument = { uri: this.#uri(this.#firstDocument) };
    const timeoutMs = (this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS) + MAX_OPENING_MS * this.#documents.size;
    const warm = server.request("textDocument/diagnostic", { textDocument }, timeoutMs).catch(() => {});
    this.#opened = this.#documents.size > 1 ? warm : Promise.resolve();
  }

  #onExit(reason: string): void {
    if (!this.#isReady || ++this.#numDeaths >= MAX_DEATHS) {
      this.#giveUp(reason);
      return;
    }
    this.#report(`TypeScript's server ended and is started again: ${reason}`);
    this.#start();
  }

  /** A server that is lost in a document gets another try without it. */
  #replace(name: string): void {
    this.#server?.dispose();
    if (name === this.#firstDocument) this.#documents.set(name, { text: "", version: 1 });
    else this.#documents.delete(name);
    this.#onExit("it did not answer");
  }

  #giveUp(reason: string): void {
    this.#server = null;
    this.#report(
      `Cannot check types as TypeScript's server must run: ${reason.split("\n", 1)[0]}; cells run unchecked, try npm install or gradbook doctor`,
    );
  }

  #report(message: string): void {
    if (!this.#isDisposed) this.#options.onProblem?.(message);
  }

  #open(name: string): void {
    const { text, version } = this.#documents.get(name)!;
    this.#notify("textDocument/didOpen", {
      textDocument: { uri: this.#uri(name), languageId: "typescript", version, text },
    });
  }

  #notify(method: string, params: object): void {
    this.#server?.notify(method, params);
  }

  #uri(name: string): string {
    return pathToFileURL(join(this.#options.folder, name)).href;
  }
}
