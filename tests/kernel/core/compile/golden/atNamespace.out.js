// boxes: N, n
// declares: namespace N
// types: 
(async function ($box_N, $box_n, $run) { "use strict"; // earlier let n = null
;const N = {}; $box_N.v = N; (($boxspace1) => {              $boxspace1.a = 1, $boxspace1.b = $boxspace1.a + $box_n.v./*@*/x; })(N);

})
