// boxes: old, fresh, deep, deeper, other, i, n, last, p, q, key, r, t, u, inner, named, Named
// declares: var old (any), var fresh, var deep, var deeper, var other, var i, var n, var last, var p, var q, var key, var r, var t, var u, function inner, var named, var Named
// types: 
(async function ($box_old, $box_fresh, $box_deep, $box_deeper, $box_other, $box_i, $box_n, $box_last, $box_p, $box_q, $box_key, $box_r, $box_t, $box_u, $box_inner, $box_named, $box_Named, $run) { "use strict"; $box_old.declareVar(); $box_fresh.declareVar(); $box_deep.declareVar(); $box_deeper.declareVar(); $box_other.declareVar(); $box_i.declareVar(); $box_n.declareVar(); $box_last.declareVar(); $box_p.declareVar(); $box_q.declareVar(); $box_key.declareVar(); $box_r.declareVar(); $box_t.declareVar(); $box_u.declareVar(); $box_inner.v = inner; $box_named.declareVar(); $box_Named.declareVar(); // earlier let old = 4
    $box_old.v;
    $box_fresh.v        ;
if ($box_old.v) {     $box_deep.v = $box_old.v, $box_deeper.v = 2; }
else     $box_other.v = 1;
for (    $box_i.v = 0, $box_n.v = 3; $box_i.v < $box_n.v; $box_i.v++)     $box_last.v = $box_i.v;
for (    [$box_p.v, $box_q.v] of [[1, 2]]) $box_p.v
for (    $box_key.v in { a: 1 }) ;
    ;({ r: $box_r.v, s: { t: $box_t.v } } = { r: 1, s: { t: 2 } }), ([$box_u.v] = [3]);
function inner() { var i = 1; return i }
    $box_named.v = { named: () => 1 }.named, $box_Named.v = { Named: class {} }.Named
;return [$box_i.v, $box_deep.v, $box_t.v, $box_u.v]

})
