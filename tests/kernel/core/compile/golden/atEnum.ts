// earlier let n = null
enum E { A = 1, B, C = n./*@*/x }
