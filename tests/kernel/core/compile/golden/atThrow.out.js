// boxes: check, a, b
// declares: function check
// types: 
(async function ($box_check, $box_a, $box_b, $run) { "use strict"; $box_check.v = check; // earlier let a = 1
// earlier let b = 2
function check(x        )                 {
  if ($box_a.v < $box_b.v && $box_a.v + $box_b.v > x) throw /*@*/new Error(`${$box_a.v} and ${$box_b.v}`)
}
return (0, $box_check.v)($box_a.v), (0, $box_check.v)($box_b.v)

})
