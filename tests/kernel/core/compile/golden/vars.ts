// earlier let old = 4
var old
var fresh: number
if (old) { var deep = old, deeper = 2 }
else var other = 1
for (var i = 0, n = 3; i < n; i++) var last = i
for (var [p, q] of [[1, 2]]) p
for (var key in { a: 1 }) ;
var { r, s: { t } } = { r: 1, s: { t: 2 } }, [u] = [3]
function inner() { var i = 1; return i }
var named = () => 1, Named = class {}
;[i, deep, t, u]
