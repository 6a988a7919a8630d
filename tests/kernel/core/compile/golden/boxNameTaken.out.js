// boxes: $box_x, $run
// declares: const $box_x, const $run
// types: 
(async function ($box2_$box_x, $box2_$run, $run2) { "use strict"; const $box_x = 1; $box2_$box_x.v = $box_x; const $run = 2; $box2_$run.v = $run;
return $box_x + $run

})
