// boxes: a, b, c, d, f, K, E, Main
// declares: const a, const b, let c, var d, function f, class K, enum E, class Main
// types: I
(async function ($box_a, $box_b, $box_c, $box_d, $box_f, $box_K, $box_E, $box_Main, $run) { "use strict"; const $boxmember = (e, name, value) => { e[name] = value; if (typeof value === "number") e[value] = name; }; $box_d.declareVar(); $box_f.v = f;        const a = 1; $box_a.v = a; const b = 2; $box_b.v = b;
       let c = a; $box_c.v = c;
           $box_d.v = $box_c.v;
       function f() { return $box_c.v }
       class K {} $box_K.v = K;
       ;const E = {}; $box_E.v = E; { $boxmember(E, "A", 0) }
;                         
;                             
;                          
               class Main {} $box_Main.v = Main;

})
