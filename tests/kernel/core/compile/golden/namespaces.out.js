// boxes: Geo, A, merged, scale
// declares: namespace Geo, namespace A, function merged
// types: 
(async function ($box_Geo, $box_A, $box_merged, $box_scale, $run) { "use strict"; const $boxmember = (e, name, value) => { e[name] = value; if (typeof value === "number") e[value] = name; }; $box_merged.v = merged; // earlier const scale = 2
;const Geo = {}; $box_Geo.v = Geo; (($boxspace1) => { $boxspace1.move = move;
               $boxspace1.origin = { x: 0 }, $boxspace1.unit = $box_scale.v;
             $boxspace1.moved = 0;
  const hidden = 1
         function move(by = hidden) { $boxspace1.moved += by; return [$boxspace1.origin, { moved: $boxspace1.moved }, Geo.unit] }
         class Shape { area() { return $boxspace1.unit } } $boxspace1.Shape = Shape;
         ;const Kind = $boxspace1.Kind ??= {}; { $boxmember(Kind, "Round", 0) }
         ;const Deep = $boxspace1.Deep ??= {}; (($boxspace2) => {              $boxspace2.level = $boxspace1.moved; })(Deep);
         const Alias = Deep; $boxspace1.Alias = Alias;
  ;                            
  var v = 1
})(Geo);
;(($boxspace3) => {              $boxspace3.more = $boxspace3.origin, $boxspace3.f = { f: () => (0, $boxspace3.move)() }.f; })(Geo);
;const A = {}; $box_A.v = A; (($boxspace4) => { const B = $boxspace4.B ??= {}; (($boxspace4) => { const C = $boxspace4.C ??= {}; (($boxspace4) => {              ;({ d: $boxspace4.d, e: [$boxspace4.g] } = { d: 1, e: [2] }); })(C); })(B); })(A);
function merged() {}
;(($boxspace5) => {              $boxspace5.version = 1; })(merged);
return Geo.move()

})
