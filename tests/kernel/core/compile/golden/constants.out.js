// boxes: never, own, broken, k, add
// declares: function never, const own, const broken
// types: 
(async function ($box_never, $box_own, $box_broken, $box_k, $box_add, $run) { "use strict"; const $boxconstant = 0; $box_never.v = never; // earlier const k = 1
// earlier import add = () => 0
function never() {
  $boxconstant = 2; $boxconstant += 1; $boxconstant++
  ;($box_k.v ?? ($boxconstant = 3))
  ;($box_k.v && ($boxconstant = 4))
  ;[$boxconstant] = [1]; ({ k: $boxconstant } = { k: 1 }); for ($boxconstant of [1]) ;
  $boxconstant = () => 1
}
const own = 1; $box_own.v = own;
const broken = () => { own = 2 }; $box_broken.v = broken;
return own + $box_k.v

})
