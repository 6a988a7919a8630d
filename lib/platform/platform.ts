/*
 * What the library needs from the place where it runs: bytes from a file or a URL, a checksum, a clock.
 * Two pages answer, `node.ts` and `browser.ts`; they alone know Node or a browser. Everybody else writes
 *   import { readBytes, sha256 } from "#platform";
 * and package.json's `imports` conditions choose between the two. The types always come from this page.
 */

/** A `URL`, or its text. */
export type Address = string | { readonly href: string };

/** What a place to run must offer. */
export interface Platform {
  /**
   * All bytes behind a `file:`, `http(s):` or `data:` URL; in Node a string without a scheme is a path of the file system,
   * in a browser it is resolved against the page.
   * @throws Error when there is nothing to read, naming the address.
   */
  readBytes(address: Address): Promise<Uint8Array>;
  /** The SHA-256 (FIPS 180-4) of the bytes as 64 lower-case hexadecimal digits. */
  sha256(bytes: Uint8Array): Promise<string>;
  /** Milliseconds since some fixed moment; never runs backwards. */
  now(): number;
}

// Declared here for their types and docs; node.ts and browser.ts hold the functions.
export declare const readBytes: Platform["readBytes"];
export declare const sha256: Platform["sha256"];
export declare const now: Platform["now"];
