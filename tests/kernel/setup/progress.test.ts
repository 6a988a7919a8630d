import { expect, test } from "vitest";
import { fakeClone, runNode } from "./fakeClone.ts";

const run = (code: string) =>
  runNode(fakeClone({}), ["-e", `import("./kernel/setup/progress.mjs").then(async (m) => { ${code} })`], {
    PATH: "/bin",
  });

test("step() gives the work's value and shows a failed step as failed", () => {
  expect(run("console.log(await m.step('sum', async () => 3));").stdout).toBe("… sum\n✓ sum (0 s)\n3\n");
  const failed = run(
    "await m.step('sum', async () => { throw new Error('no'); }).catch((e) => console.log(e.message));",
  );
  expect(failed.stdout).toBe("… sum\n✗ sum (0 s)\nno\n");
});

test("run() gives both outputs and the exit code, and -1 for a program that does not exist", () => {
  const { stdout } = run(`
    console.log(JSON.stringify(await m.run("/bin/sh", ["-c", "echo out; echo err >&2; exit 4"])));
    console.log((await m.run("/no/program", [])).code);`);
  expect(stdout).toBe('{"code":4,"output":"out\\nerr\\n"}\n-1\n');
});

test("saysNoNetwork() knows npm's and pip's words, and takes no other failure for it", () => {
  const { stdout } = run(`
    const said = ["npm error code EAI_AGAIN", "getaddrinfo ENOTFOUND registry", "Temporary failure in name resolution", "[WinError 11001] getaddrinfo failed"];
    const other = ["npm error code EUSAGE", "THESE PACKAGES DO NOT MATCH THE HASHES", "No space left on device"];
    console.log(said.map(m.saysNoNetwork).join(), other.map(m.saysNoNetwork).join());`);
  expect(stdout).toBe("true,true,true,true false,false,false\n");
});

test("quoted() begins where a program names its error, and shows the end of one that does not", () => {
  const { stdout } = run(`
    const usage = Array.from({ length: 40 }, (_, i) => "usage " + i).join("\\n");
    console.log(m.quoted("npm warn old\\nnpm error code EUSAGE\\nnpm error not in sync\\n" + usage).split("\\n").slice(0, 2).join("|"));
    console.log(m.quoted(usage).split("\\n").at(-1));`);
  expect(stdout).toBe("    npm error code EUSAGE|    npm error not in sync\n    usage 39\n");
});
