// boxes: later, n
// declares: function later
// types: 
(async function ($box_later, $box_n, $run) { "use strict"; $box_later.v = later; // earlier let n = null
async function later   (x   ) { await x; return [x, $box_n.v ./*@*/y] }
return await (0, $box_later.v)        (1)

})
