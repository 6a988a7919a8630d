// boxes: xs, r, add, n
// declares: const xs, const r
// types: 
(async function ($box_xs, $box_r, $box_add, $box_n, $run) { "use strict"; // earlier let n = null
// earlier function add = (a, b) => a + b
const xs           = [1]; $box_xs.v = xs; const r =      xs; $box_r.v = r;
return xs.map((x        )         => (0, $box_add.v)(x, x) + ($box_n.v       )./*@*/length)

})
