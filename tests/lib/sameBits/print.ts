// Prints what `train` or `numbersOf` gives, as JSON, in a process of its own. The argument is the run as JSON:
//   npx esbuild tests/lib/sameBits/print.ts --bundle --platform=node --format=esm --alias:#platform=./lib/platform/node.ts |
//     node --input-type=module - '{"compiled":true}'
import { numbersOf, type Run, train } from "./train.ts";

const run = JSON.parse(process.argv[2]) as Run;
const printed = process.argv[3] === "numbers" ? await numbersOf(run) : await train(run);
process.stdout.write(`${JSON.stringify(printed)}\n`);
