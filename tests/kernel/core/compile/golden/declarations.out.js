// boxes: lr, epochs, w, seen, a, c, d, rest, options, Model, predict
// declares: const lr, const epochs, let w, var seen, const a, const c, const d, const rest, function options, class Model, const predict
// types: 
(async function ($box_lr, $box_epochs, $box_w, $box_seen, $box_a, $box_c, $box_d, $box_rest, $box_options, $box_Model, $box_predict, $run) { "use strict"; $box_seen.declareVar(); $box_options.v = options; const lr = 0.1; $box_lr.v = lr; const epochs = 3; $box_epochs.v = epochs; // two in one
let w         = 0; $box_w.v = w;
    $box_seen.v = 1;
const { a, b: [c = 2, ...d], ...rest } = (0, $box_options.v)(); $box_a.v = a; $box_c.v = c; $box_d.v = d; $box_rest.v = rest;
function options() { return { a: 1, b: [1, 2, 3], e: 4 }       ; }
class Model    { weights      = []; static zero() { return new Model        () } } $box_Model.v = Model;
const predict = (x        ) => $box_w.v * x + $box_lr.v; $box_predict.v = predict;
return $box_w.v += predict(epochs)

})
