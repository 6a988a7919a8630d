// earlier const k = 1
// earlier import add = () => 0
function never() {
  k = 2; k += 1; k++
  k ??= 3
  k &&= 4
  ;[k] = [1]; ({ k } = { k: 1 }); for (k of [1]) ;
  add = () => 1
}
const own = 1
const broken = () => { own = 2 }
own + k
