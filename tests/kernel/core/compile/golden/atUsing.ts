// earlier let f = 1
using r = null
const fn = (x: number) => { throw /*@*/new TypeError(`${x} ${f}`) }


fn(f + f)
