// earlier let a = 1
// earlier let b = 2
function check(x: number): asserts x is 1 {
  if (a < b && a + b > x) throw /*@*/new Error(`${a} and ${b}`)
}
check(a), check(b)
