let a = 1 as number
(a)
let b = a as any
[a]
type T = number
(a)
interface I {}
`x`
const f = (): number => a as number
(a)
function g() {
  return <
    any
  >a
}
const h = (x: number):
  Array<
    number
  > => [x]
const k = async <
  T
>(x: T) => x
class Q {
  x = 1
  public ["y"] = 2
  v
  protected *gen() {}
  z = a as T
  ["w"]: number
}
if (a) b = a as any
else b = 2
do b = a as any
while (0)
var p = a as any
(b)
;[a, b] = [b, a]
