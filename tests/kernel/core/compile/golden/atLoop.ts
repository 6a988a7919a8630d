// earlier let n = null
let s = 0
for (let i = 0; i < 3; i++) {
  s += i; s++; if (s > 2) s = n./*@*/x
}
