// earlier function d = (v) => v
// earlier let n = null
class K {
  @d method(a: number) { return d(a) + d(a) + n./*@*/x }
}
new K().method(1)
