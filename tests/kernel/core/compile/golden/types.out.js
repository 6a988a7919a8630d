// boxes: Base, over, u, v, t, gen, made, inst
// declares: class Base, function over, let u, let v, let t, const gen, const made, const inst
// types: Point, Alias, Ghost, OnlyTypes
(async function ($box_Base, $box_over, $box_u, $box_v, $box_t, $box_gen, $box_made, $box_inst, $run) { "use strict"; $box_over.v = over; ;                                        
;                                       
;                            
;                                        
;                           
;                                           
;                                       
;                                                               
         class Base                                         {
  ;                     
                   x         = 1;
            static          y         ;
         ["z"]    ;
  ;                 
  ;                   
  ;                          
  constructor(a         , ...rest     ) {}
  m    (               u   )           { return true }
  async *[Symbol.iterator]()      {}
} $box_Base.v = Base;
;                             
;                             
function over(            x     , { a }           = { a: 1 })                      {}
let u         ; $box_u.v = u; let v =      u; $box_v.v = v; let t = u                                      ; $box_t.v = t;;
const gen =     (x   )                      => !!x; $box_gen.v = gen;
const made = new Map                  (); $box_made.v = made; const inst = Array        ; $box_inst.v = inst;;
;(0, $box_over.v) (1); gen        ("x") .valueOf?.     ()
try { } catch (e         ) { }
for (const q of [1]         ) q
label: for (let i         = 0; i < 1; i++) ;

})
