isEven(10)
function isEven(n: number): boolean { return n === 0 || isOdd(n - 1) }
function isOdd(n: number): boolean { return n !== 0 && isEven(n - 1) }
async function later() { await null; for await (const x of source()) return x }
async function* source() { yield* [1, 2] }
const arrow = async () => arrow
{ function block() { return 1 } block() }
await later()
isEven.name + isOdd?.(3) + (isEven)(4) + (isOdd as any)(5)
