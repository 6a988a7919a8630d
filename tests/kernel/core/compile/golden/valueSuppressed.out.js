// boxes: x
// declares: const x
// types: 
(async function ($box_x, $run) { "use strict"; const x = 1; $box_x.v = x;
x + 1; // not shown

})
