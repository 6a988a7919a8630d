// earlier let x = 1
// earlier let y = 2
function f(x: number, z = y) { var y = x; return x + y + z }
const g = (y: number) => { let x = y; { const y = x; x = y } return x }
try { throw x } catch (x) { f(x as number) } finally { x = 3 }
for (let x = 0; x < y; x++) x
for (const x of [y]) { x }
x: for (;;) { break x }
const h = function y(): number { return x ? y() : 0 }
class C { x = x; y() { return y } static [x] = y; static { var y = 1; y } }
switch (x) { case y: let y = 4; y }
x + y
