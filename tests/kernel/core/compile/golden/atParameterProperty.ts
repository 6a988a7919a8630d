// earlier let n = null
class P { constructor(public a: number, private b = n./*@*/x) {} }
new P(1)
