class Layer {
  bias = 0
  constructor(private readonly size: number, public name = "layer", plain?: number) { this.bias = size }
}
class Dense extends Layer {
  constructor(protected units: number) {
    super(units)
    this.bias++
  }
}
new Dense(3)
