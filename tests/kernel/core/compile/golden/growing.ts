const losses = []
let model, later: number
let nothing = null, absent = undefined, kept = 1
var v, list = ([])
const typed: number[] = [], none = null
for (var i of [1]) ;
