// boxes: K, k, q, f
// declares: class K, const k, const q
// types: 
(() => {var __defProp = Object.defineProperty;
var __name = (target, value) => __defProp(target, "name", { value, configurable: true });
return (async function($box_K, $box_k, $box_q, $box_f, $run) {
  "use strict";
  class K {
    static {
      __name(this, "K");
    }
    #x = $box_f.v;
    get x() {
      return this.#x;
    }
    set x(_) {
      this.#x = _;
    }
  }
  $box_K.v = K;
  const k = new $box_K.v();
  $box_k.v = k;
  const q = [
    $box_f.v,
    k.x,
    /*@*/
    (0, $box_f.v)(k.x)
  ];
  $box_q.v = q;
});
})()
