// boxes: P, n
// declares: class P
// types: 
(async function ($box_P, $box_n, $run) { "use strict"; // earlier let n = null
class P { a; b; constructor(       a        ,         b = $box_n.v./*@*/x) { this.a = a; this.b = b;} } $box_P.v = P;
return new $box_P.v(1)

})
