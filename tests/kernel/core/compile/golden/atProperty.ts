// earlier let n = null
// earlier function add = (a, b) => a + b
const xs: number[] = [1], r = <any>xs
xs.map((x: number): number => add(x, x) + (n as any)./*@*/length)
