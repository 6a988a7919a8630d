// boxes: before, gone
// declares: const before, import gone
// types: 
(async function ($box_before, $box_gone, $run) { "use strict"; { const $module = await $run.import("gone"); $box_gone.v = $module.default; } const before = 1; $box_before.v = before;
;                           

})
