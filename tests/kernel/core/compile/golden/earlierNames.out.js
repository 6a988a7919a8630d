// boxes: o, rate, lr, count, inc
// declares: const o, const rate
// types: 
(async function ($box_o, $box_rate, $box_lr, $box_count, $box_inc, $run) { "use strict"; // earlier const lr = 3
// earlier let count = 0
// earlier function inc = () => 7
const o = { lr: $box_lr.v, epochs: 3, count: $box_count.v, inc() { return $box_lr.v } }; $box_o.v = o;
$box_count.v = 5; ;(0, $box_inc.v)(); $box_count.v++
const { lr: rate = $box_lr.v } = o
; $box_rate.v = rate;[$box_count.v] = [$box_count.v + 1]
typeof $box_count.v;
`${$box_count.v} ${(0, $box_inc.v)()}`
;(0, $box_inc.v)`tagged`
new Map([[$box_lr.v, $box_count.v]])
return o.lr + $box_count.v

})
