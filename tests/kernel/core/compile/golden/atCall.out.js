// boxes: add, f
// declares: 
// types: 
(async function ($box_add, $box_f, $run) { "use strict"; // earlier function add = (a, b) => a + b
// earlier let f = 1
;(0, $box_add.v)($box_f.v, $box_f.v); return (0, $box_add.v)($box_f.v, (0, $box_add.v)($box_f.v, $box_f.v)) + /*@*/(0, $box_f.v)($box_add.v)

})
