// boxes: a
// declares: const a
// types: T
(async function ($box_a, $run) { "use strict"; const a         = 1; $box_a.v = a;
;         
      
 
return a     ;

})
