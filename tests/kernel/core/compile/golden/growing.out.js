// boxes: losses, model, later, nothing, absent, kept, v, list, typed, none, i
// declares: const losses (any[]), let model (any), let later, let nothing (any), let absent (any), let kept, var v (any), var list (any[]), const typed, const none, var i
// types: 
(async function ($box_losses, $box_model, $box_later, $box_nothing, $box_absent, $box_kept, $box_v, $box_list, $box_typed, $box_none, $box_i, $run) { "use strict"; $box_v.declareVar(); $box_list.declareVar(); $box_i.declareVar(); const losses = []; $box_losses.v = losses;
let model; $box_model.v = model; let later        ; $box_later.v = later;;
let nothing = null; $box_nothing.v = nothing; let absent = undefined; $box_absent.v = absent; let kept = 1; $box_kept.v = kept;
    $box_v.v, $box_list.v = ([]);
const typed           = []; $box_typed.v = typed; const none = null; $box_none.v = none;
for (    $box_i.v of [1]) ;

})
