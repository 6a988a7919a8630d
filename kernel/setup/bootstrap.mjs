// The first thing that runs in a fresh clone: it makes the rest runnable, then hands over to the compiled command.
// Until Node's age is known, nothing here may need a recent one.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Cannot run gradbook on Node ${process.versions.node} as it needs Node 20.19 or later; install one from nodejs.org`,
  );
  process.exit(1);
}

const { prepare } = await import("./prepare.mjs");
await prepare(process.argv[2], process.argv.slice(3));
