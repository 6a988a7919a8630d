// boxes: a, k
// declares: 
// types: 
(async function ($box_a, $box_k, $run) { "use strict"; const $boxconstant = 0; // earlier const k = 1
// earlier let a = 1
$box_a.v = $box_a.v + $box_a.v; return $boxconstant /*@*/= $box_a.v

})
