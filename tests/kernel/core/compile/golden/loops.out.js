// boxes: w, b, lr, shared, add, data
// declares: let w, let b, const lr, let shared, const add
// types: 
(async function ($box_w, $box_b, $box_lr, $box_shared, $box_add, $box_data, $run) { "use strict"; // earlier preloaded data = []
let w = 0; $box_w.v = w; let b = 0; $box_b.v = b;
const lr = 0.1; $box_lr.v = lr;
for (let epoch = 0; epoch < 20; epoch++) {
  for (const [x, y] of $box_data.v) {
    const e = w * x + b - y
    $box_w.v = w -= lr * e * x
    $box_b.v = b -= lr * e
    if (e > 1) $box_w.v = ++w  , $box_b.v = --b
  }
}
let shared = 0; $box_shared.v = shared;
const add = () => $box_shared.v++; $box_add.v = add;
$box_shared.v = $box_w.v = w = b
return w

})
