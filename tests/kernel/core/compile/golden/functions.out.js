// boxes: isEven, isOdd, later, source, arrow
// declares: function isEven, function isOdd, function later, function source, const arrow
// types: 
(async function ($box_isEven, $box_isOdd, $box_later, $box_source, $box_arrow, $run) { "use strict"; $box_isEven.v = isEven; $box_isOdd.v = isOdd; $box_later.v = later; $box_source.v = source; ;(0, $box_isEven.v)(10)
function isEven(n        )          { return n === 0 || (0, $box_isOdd.v)(n - 1) }
function isOdd(n        )          { return n !== 0 && (0, $box_isEven.v)(n - 1) }
async function later() { await null; for await (const x of (0, $box_source.v)()) return x }
async function* source() { yield* [1, 2] }
const arrow = async () => $box_arrow.v; $box_arrow.v = arrow;
{ function block() { return 1 } block() }
await (0, $box_later.v)()
return $box_isEven.v.name + (0, $box_isOdd.v)?.(3) + ((0, $box_isEven.v))(4) + ((0, $box_isOdd.v)       )(5)

})
