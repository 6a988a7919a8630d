#!/usr/bin/env node
// The `gradbook` command. `kernel` must start fast, so every command's code is imported only when it is called for.
import { type ParseArgsConfig, parseArgs } from "node:util";

interface Command {
  readonly summary: string;
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  run(values: Record<string, string | boolean | undefined>): Promise<number>;
}

const SCOPE_OPTIONS = {
  user: { type: "boolean" },
  "sys-prefix": { type: "boolean" },
  prefix: { type: "string" },
} as const;

const SCOPE_HELP = `  --user          for this user, whichever Jupyter is started (the default)
  --sys-prefix    for the Python environment that the jupyter command belongs to
  --prefix DIR    below DIR/share/jupyter`;

const COMMANDS: Record<string, Command> = {
  install: {
    summary: "make the kernel known to Jupyter",
    help: `Usage: gradbook install [--user | --sys-prefix | --prefix DIR]

Copies the kernel, with the packages it runs on, to where Jupyter looks, and adds the JupyterLab extension that draws
its figures. Installing again replaces what an earlier version put there.

${SCOPE_HELP}

Examples:
  npx gradbook install
  npx gradbook install --sys-prefix
  npx gradbook install --prefix /opt/jupyter`,
    options: SCOPE_OPTIONS,
    async run(values) {
      const { installCommand } = await import("./install.ts");
      return await installCommand(values);
    },
  },
  uninstall: {
    summary: "remove what install put there",
    help: `Usage: gradbook uninstall [--user | --sys-prefix | --prefix DIR]

Removes the kernel, its copy and its JupyterLab extension, and nothing else.

${SCOPE_HELP}

Examples:
  npx gradbook uninstall
  npx gradbook uninstall --prefix /opt/jupyter`,
    options: SCOPE_OPTIONS,
    async run(values) {
      const { uninstallCommand } = await import("./uninstall.ts");
      return await uninstallCommand(values);
    },
  },
  doctor: {
    summary: "say what works and how to cure what does not",
    help: `Usage: gradbook doctor [--user | --sys-prefix | --prefix DIR]

Checks Node, Jupyter, the installed kernel, its JupyterLab extension, the type checker and the message library.
Without flags it looks where the jupyter command looks; in a clone, into the environment that npm start made.
Exit code 1 when something is broken.

  --user          what is installed for this user
  --sys-prefix    the Python environment that the jupyter command belongs to
  --prefix DIR    what is below DIR/share/jupyter

Examples:
  npx gradbook doctor
  npx gradbook doctor --prefix /opt/jupyter`,
    options: SCOPE_OPTIONS,
    async run(values) {
      const { doctorCommand } = await import("./doctor.ts");
      return await doctorCommand(values);
    },
  },
  kernel: {
    summary: "run the kernel; Jupyter calls this",
    help: `Usage: gradbook kernel --connection-file FILE

Runs one kernel on the ports that the connection file names, until it is shut down or the program that started it ends.

Examples:
  gradbook kernel --connection-file kernel-1234.json`,
    options: { "connection-file": { type: "string" } },
    async run(values) {
      const connectionFile = values["connection-file"];
      if (typeof connectionFile !== "string") throw new UsageError("kernel", "--connection-file FILE is required");
      const { runKernel } = await import("./kernel.ts");
      await runKernel(connectionFile);
      return 0;
    },
  },
};

/** A command line that cannot be obeyed: its sentence and exit code 2. */
class UsageError extends Error {
  constructor(command: string, rule: string) {
    const name = command === "" ? "gradbook" : `gradbook ${command}`;
    super(`Cannot run ${name} as ${rule}; see ${name} --help`);
  }
}

function overview(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`);
  return `gradbook: a Jupyter kernel for TypeScript, with a library for learning how models learn

Usage: gradbook COMMAND [options]

${rows.join("\n")}

  --version  print the version
  --help     print this, or after a command, its help

Examples:
  npx gradbook install
  npx gradbook doctor`;
}

async function run(args: readonly string[]): Promise<number> {
  const [name = "--help", ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") {
    console.log(COMMANDS[rest[0] ?? ""]?.help ?? overview());
    return args.length === 0 ? 2 : 0;
  }
  if (name === "--version" || name === "-v") {
    const { packageVersion } = await import("./packageRoot.ts");
    console.log(packageVersion());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError("", `"${name}" is not one of ${Object.keys(COMMANDS).join(", ")}`);
  const values = parse(name, command, rest);
  if (values.help === true) {
    console.log(command.help);
    return 0;
  }
  return await command.run(values);
}

function parse(name: string, command: Command, args: string[]): Record<string, string | boolean | undefined> {
  const options = { ...command.options, help: { type: "boolean", short: "h" } } as const;
  try {
    return parseArgs({ args, options, strict: true }).values as Record<string, string | boolean | undefined>;
  } catch (error) {
    // Node's first sentence names the argument; what follows is advice for programmers.
    const reason = (error as Error).message.split(/\.\s/)[0]?.replace(/\.$/, "") ?? "";
    throw new UsageError(name, `its arguments must be those of its help: ${reason.replace(/^Unknown/, "unknown")}`);
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // Node's own errors have a code and may begin like our sentences; those nobody foresaw, so they keep their stack.
  const isForeseen = error instanceof Error && error.message.startsWith("Cannot ") && !("code" in error);
  console.error(isForeseen ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
