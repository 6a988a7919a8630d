// boxes: f, g, h, C, y, x
// declares: function f, const g, const h, class C
// types: 
(async function ($box_f, $box_g, $box_h, $box_C, $box_y, $box_x, $run) { "use strict"; $box_f.v = f; // earlier let x = 1
// earlier let y = 2
function f(x        , z = $box_y.v) { var y = x; return x + y + z }
const g = (y        ) => { let x = y; { const y = x; x = y } return x }; $box_g.v = g;
try { throw $box_x.v } catch (x) { ;(0, $box_f.v)(x          ) } finally { $box_x.v = 3 }
for (let x = 0; x < $box_y.v; x++) x
for (const x of [$box_y.v]) { x }
x: for (;;) { break x }
const h = function y()         { return $box_x.v ? y() : 0 }; $box_h.v = h;
class C { x = $box_x.v; y() { return $box_y.v } static [$box_x.v] = $box_y.v; static { var y = 1; y } } $box_C.v = C;
switch ($box_x.v) { case y: let y = 4; y }
return $box_x.v + $box_y.v

})
