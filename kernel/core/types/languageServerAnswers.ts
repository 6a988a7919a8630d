// What of a language server's answers is read here (LSP 3.17, as far as it is used).

/** Both count from 0, characters in UTF-16 units. */
export interface ServerPosition {
  readonly line: number;
  readonly character: number;
}

export interface ServerRange {
  readonly start: ServerPosition;
  readonly end: ServerPosition;
}

export interface ServerDiagnostic {
  readonly range: ServerRange;
  /** 1 error, 2 warning, 3 information, 4 suggestion. */
  readonly severity?: number;
  readonly code?: number | string;
  readonly message: string;
}

export interface ServerCompletion {
  readonly label: string;
  /** LSP's number: 2 method, 3 function, 6 variable, 7 class … */
  readonly kind?: number;
  readonly sortText?: string;
  readonly insertText?: string;
  readonly filterText?: string;
  readonly textEdit?: { readonly newText: string; readonly range?: ServerRange; readonly insert?: ServerRange };
  readonly detail?: string;
}

export interface ServerCompletionList {
  readonly items: readonly ServerCompletion[];
}

export interface ServerHover {
  readonly contents: { readonly value: string };
}
