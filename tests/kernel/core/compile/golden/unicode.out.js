// boxes: 𝒳, s, ab, größe
// declares: const 𝒳, const s, const ab
// types: 
(async function ($box_𝒳, $box_s, $box_ab, $box_größe, $run) { "use strict"; // earlier let größe = 1
const 𝒳 = "😀"; $box_𝒳.v = 𝒳; const s = "😀😀" + $box_größe.v; $box_s.v = s; const \u0061b = $box_größe.v; $box_ab.v = ab;
return $box_größe.v + 𝒳.length + ab

})
