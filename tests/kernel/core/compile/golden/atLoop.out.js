// boxes: s, n
// declares: let s
// types: 
(async function ($box_s, $box_n, $run) { "use strict"; // earlier let n = null
let s = 0; $box_s.v = s;
for (let i = 0; i < 3; i++) {
  $box_s.v = s += i; $box_s.v = ++s  ; if (s > 2) $box_s.v = s = $box_n.v./*@*/x
}

})
