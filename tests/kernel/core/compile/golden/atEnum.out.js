// boxes: E, n
// declares: enum E
// types: 
(async function ($box_E, $box_n, $run) { "use strict"; const $boxmember = (e, name, value) => { e[name] = value; if (typeof value === "number") e[value] = name; }; // earlier let n = null
;const E = {}; $box_E.v = E; { $boxmember(E, "A", 1); $boxmember(E, "B", E["A"] + 1); $boxmember(E, "C", $box_n.v./*@*/x) }

})
