// boxes: a, b, f, g, h, k, Q, p
// declares: let a, let b, const f, function g, const h, const k, class Q, var p
// types: T, I
(async function ($box_a, $box_b, $box_f, $box_g, $box_h, $box_k, $box_Q, $box_p, $run) { "use strict"; $box_g.v = g; $box_p.declareVar(); let a = 1          ; $box_a.v = a;;
($box_a.v)
let b = $box_a.v       ; $box_b.v = b;;
[$box_a.v]
;              
($box_a.v)
;             
`x`
const f = ()         => $box_a.v          ; $box_f.v = f;;
($box_a.v)
function g() {
  return (
       
   $box_a.v);
}
const h = (x          
        
          
  ) => [x]; $box_h.v = h;
const k = async (
   
  x   ) => x; $box_k.v = k;
class Q {
  x = 1;
         ["y"] = 2;
  v;
            *gen() {}
  z = $box_a.v     ;
  ["w"]        ;
} $box_Q.v = Q;
if ($box_a.v) $box_b.v = $box_a.v       ;
else $box_b.v = 2
do $box_b.v = $box_a.v       ;
while (0)
    $box_p.v = $box_a.v       ;
($box_b.v)
;return [$box_a.v, $box_b.v] = [$box_b.v, $box_a.v]

})
