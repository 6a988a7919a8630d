// boxes: a, b
// declares: 
// types: 
(async function ($box_a, $box_b, $run) { "use strict"; // earlier let a = 1
// earlier let b = {}
$box_a.v = $box_a.v + 1
$box_a.v += 2; $box_a.v **= 2; $box_a.v ??= 3; $box_a.v ||= 4; $box_a.v &&= 5
;({ a: $box_a.v, b: { c: $box_a.v = 2 }, ...$box_b.v } = { a: 1, b: {} }       );
[$box_a.v, , $box_b.v.c, ...$box_b.v.d] = [1, 2, 3]
for ($box_a.v of [1]) ;
for ($box_a.v in {}) ;
for ([$box_a.v] of [[1]]) ;
$box_a.v++; --$box_a.v; ($box_a.v          )++
delete $box_b.v.c
$box_b.v = { b: () => 1 }.b
return $box_a.v

})
