const a: number = 1
type T = {
  x: 1
}
a as T
