// boxes: Layer, Dense
// declares: class Layer, class Dense
// types: 
(async function ($box_Layer, $box_Dense, $run) { "use strict"; class Layer { size; name;
  bias = 0;
  constructor(                 size        ,        name = "layer", plain         ) { this.size = size; this.name = name; this.bias = size }
} $box_Layer.v = Layer;
class Dense extends $box_Layer.v { units;
  constructor(          units        ) {
    super(units); this.units = units;
    this.bias++
  }
} $box_Dense.v = Dense;
return new $box_Dense.v(3)

})
