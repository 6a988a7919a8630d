// One line for each step that has something to do: what, and how long it took. On a terminal a clock runs meanwhile.
import { spawn } from "node:child_process";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const MAX_QUOTED_LINES = 15;

/** Something that the reader can cure: printed as its one sentence, without a stack. */
export class SetupError extends Error {}

/** @param {number} startMs */
const seconds = (startMs) => Math.round((Date.now() - startMs) / 1000);

/**
 * Runs one step and shows it.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const startMs = Date.now();
  const isTerminal = process.stdout.isTTY === true;
  if (!isTerminal) process.stdout.write(`… ${name}\n`);
  let frame = 0;
  const clock = setInterval(
    () => {
      if (isTerminal) process.stdout.write(`\r${FRAMES[frame++ % FRAMES.length]} ${name} (${seconds(startMs)} s)`);
      else process.stdout.write(`… ${name} (${seconds(startMs)} s)\n`);
    },
    isTerminal ? 100 : 20_000,
  );
  const show = (mark) =>
    process.stdout.write(`${isTerminal ? "\r\x1b[K" : ""}${mark} ${name} (${seconds(startMs)} s)\n`);
  try {
    const value = await work();
    show("✓");
    return value;
  } catch (error) {
    show("✗");
    throw error;
  } finally {
    clearInterval(clock);
  }
}

/**
 * Runs a program without a window on its output; what it printed is kept for the case that it fails.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{cwd?: string, shell?: boolean, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<{code: number, output: string}>} code -1 when the program does not exist
 */
export function run(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: -1, output: String(error.message) }));
    child.on("close", (code) => resolve({ code: code === null ? 1 : code, output }));
  });
}

/** What a program said about its failure, set apart from our own sentences: the lines that name an error, else the last. */
export function quoted(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^npm (warn|notice)/.test(line));
  const first = lines.findIndex((line) => /\berror\b/i.test(line));
  const chosen = first === -1 ? lines.slice(-MAX_QUOTED_LINES) : lines.slice(first, first + MAX_QUOTED_LINES);
  return chosen.map((line) => `    ${line}`).join("\n");
}

/** Whether a program's output says that it could not reach the network, rather than that something else failed. */
export function saysNoNetwork(output) {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network (request|connectivity)|Temporary failure in name resolution|Failed to establish a new connection|NameResolutionError|getaddrinfo failed|NewConnectionError|Network is unreachable/i.test(
    output,
  );
}
