// boxes: t, f
// declares: 
// types: 
(async function ($box_t, $box_f, $run) { "use strict"; // earlier function f = (x) => x
// earlier let t = 1
$box_t.v
;(0, $box_f.v)(1)
$box_t.v = 2
;(0, $box_f.v)(2)
if ($box_t.v) (0, $box_f.v)(3)
else (0, $box_f.v)(4)
for (const x of [1]) (0, $box_f.v)(x)
"text"
;(0, $box_f.v)(5)
return (0, $box_f.v)(6)

})
