import { expect, test } from "vitest";
import { isIndex } from "./contents.ts";
import { filesUnder, parse, sourcePattern } from "./sourceFiles.ts";

/** Files without a test of their own name, under the test that goes through them. The lists are to become shorter. */
const testedThrough: Readonly<Record<string, readonly string[]>> = {
  "tests/lib/platform/platform.test.ts": ["lib/platform/browser.ts"],
  // golden cells: text in, text out
  "tests/kernel/core/compile/compileCell.test.ts": [
    "kernel/core/compile/blankMembers.ts",
    "kernel/core/compile/cellSyntaxError.ts",
    "kernel/core/compile/checkSyntax.ts",
    "kernel/core/compile/findDeclared.ts",
    "kernel/core/compile/findLowered.ts",
    "kernel/core/compile/findReferences.ts",
    "kernel/core/compile/isErased.ts",
    "kernel/core/compile/namespaces.ts",
    "kernel/core/compile/publishDeclarations.ts",
    "kernel/core/compile/scope.ts",
    "kernel/core/compile/syntaxTree.ts",
    "kernel/core/compile/terminateStatements.ts",
    "kernel/core/compile/tokens.ts",
    "kernel/core/compile/writes.ts",
  ],
  "tests/kernel/core/protocol/envelope.test.ts": ["kernel/core/protocol/messages.ts", "kernel/core/protocol/mime.ts"],
  // a whole kernel under an independent client, request by request
  "tests/kernel/node/kernel.test.ts": [
    "kernel/core/execute/cellApi.ts",
    "kernel/core/execute/errorText.ts",
    "kernel/core/execute/executor.ts",
    "kernel/core/requests/comms.ts",
    "kernel/core/requests/complete.ts",
    "kernel/core/requests/execute.ts",
    "kernel/core/requests/history.ts",
    "kernel/core/requests/inspect.ts",
    "kernel/core/requests/isComplete.ts",
    "kernel/core/requests/kernelInfo.ts",
    "kernel/core/requests/lifecycle.ts",
    "kernel/core/requests/requireContent.ts",
    "kernel/node/parentWatch.ts",
    "kernel/node/preload.ts",
    "kernel/node/preloadedModules.ts",
    "kernel/node/runtime/stackTraces.ts",
    "kernel/node/seal.ts",
  ],
  // the process in which cells run, started and spoken to as the kernel does it
  "tests/kernel/node/runtimeProcess.test.ts": [
    "kernel/node/runtime/console.ts",
    "kernel/node/runtime/events.ts",
    "kernel/node/runtime/importer.ts",
    "kernel/node/runtime/main.ts",
    "kernel/node/runtime/messages.ts",
    "kernel/node/runtime/startSupervisor.ts",
    "kernel/node/runtime/streams.ts",
    "kernel/node/runtime/supervisor.ts",
    "kernel/node/runtime/timers.ts",
    "kernel/node/runtime/typescriptHooks.ts",
  ],
  // what draws in a page is tested in one
  "tests/browser/plotly.test.ts": [
    "kernel/labextension/figureRenderer.ts",
    "kernel/labextension/jupyterPage.ts",
    "kernel/labextension/loadPlotly.ts",
    "kernel/labextension/pageColours.ts",
    "kernel/labextension/remoteEntry.ts",
    "kernel/labextension/style.ts",
  ],
  "tests/lib/wasm/kernels.test.ts": ["lib/wasm/bytes.ts", "lib/wasm/assembly/lanes.ts"],
  "tests/lib/wasm/assembly/convolution.test.ts": [
    "lib/wasm/assembly/convolutionLayout.ts",
    "lib/wasm/assembly/convolutionTiles.ts",
    "lib/wasm/assembly/convolutionWeights.ts",
  ],
  "tests/lib/wasm/assembly/optimize.test.ts": ["lib/wasm/assembly/adam.ts"],
  "tests/lib/wasm/assembly/normalize.test.ts": ["lib/wasm/assembly/batchNormalize.ts"],
  "tests/lib/wasm/assembly/binary.test.ts": ["lib/wasm/assembly/mask.ts"],
  "tests/lib/wasm/assembly/unary.test.ts": ["lib/wasm/assembly/tail.ts", "lib/wasm/assembly/unaryBackward.ts"],
  "tests/lib/wasm/assembly/matmul.test.ts": ["lib/wasm/assembly/matmulTiles.ts", "lib/wasm/assembly/panels.ts"],
  "tests/server/start.test.ts": ["kernel/setup/prepare.mjs"],
  // npm's own commands: each starts another program, and this very run is one of them
  "tests/kernel/setup/bootstrap.test.ts": ["kernel/setup/test.ts"],
};

const testedElsewhere = new Set(Object.values(testedThrough).flat());

/** Rooms of tests that go through the whole, so that no single file is theirs. */
const wholeSystem = [
  "tests/house/",
  "tests/notebooks/",
  "tests/server/",
  "tests/browser/",
  "tests/bench/",
  "tests/kernel/nodes/",
];

/** Tests of several files at once, one room each. */
const wholeRoom: Readonly<Record<string, string>> = {
  "tests/lib/examples.test.ts": "lib",
  "tests/lib/sameBits/sameBits.test.ts": "lib, wherever it runs",
  "tests/lib/plot/drawing.test.ts": "lib/plot",
  "tests/lib/gradientCheck.test.ts": "the check that the tests of lib share",
  "tests/lib/autograd/memory.test.ts": "lib/autograd",
  "tests/lib/autograd/trainings.test.ts": "lib/autograd, with lib/optim",
  "tests/lib/wasm/bits.test.ts": "lib/wasm",
  "tests/lib/ops/pytorch.test.ts": "lib/ops",
  "tests/lib/nn/gpt2.test.ts": "lib/nn",
  "tests/lib/optim/pytorch.test.ts": "lib/optim",
  "tests/lib/train/savedModels.test.ts": "lib/train, with lib/nn",
  "tests/kernel/node/publishedPackage.test.ts": "the package, as npm packs it",
};

const tests = filesUnder("tests", /\.test\.ts$/);
const sources = ["lib", "kernel", "datasets"]
  .flatMap((room) => filesUnder(room, sourcePattern))
  .filter((path) => !isIndex(path) && !path.endsWith(".d.ts"));

const testOf = (source: string): string => `tests/${source.replace(/\.\w+$/, "")}.test.ts`;
const mayBeUntested = (source: string): boolean => !parse(source).runs; // interfaces only

test("every file of substance has the test that mirrors it, or stands in the list of those that do not", () => {
  const orphans = sources.filter(
    (source) => !tests.includes(testOf(source)) && !testedElsewhere.has(source) && !mayBeUntested(source),
  );
  expect(orphans.map((source) => `${source} has no ${testOf(source)}`)).toEqual([]);
});

test("every test mirrors a file, a room or the whole", () => {
  const mirrored = new Set(
    ["lib", "kernel", "datasets"].flatMap((room) => filesUnder(room, sourcePattern)).map(testOf),
  );
  const orphans = tests.filter(
    (path) => !mirrored.has(path) && !(path in wholeRoom) && !wholeSystem.some((room) => path.startsWith(room)),
  );
  expect(orphans).toEqual([]);
});

test("the list of exceptions names files and tests that are there, and no file that has its own test by now", () => {
  expect(tests).toEqual(expect.arrayContaining(Object.keys(testedThrough)));
  for (const source of testedElsewhere) {
    expect(sources, source).toContain(source);
    expect(tests, `${source} needs no exception`).not.toContain(testOf(source));
  }
  expect(tests).toEqual(expect.arrayContaining(Object.keys(wholeRoom)));
});
