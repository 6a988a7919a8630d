// earlier let n = null
async function later<T>(x: T) { await x; return [x, n!./*@*/y] }
await later<number>(1)
