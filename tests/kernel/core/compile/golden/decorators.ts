// earlier function logged = (v) => v
// earlier function tag = (name) => (v) => v
@logged
@tag("model")
export class Model {
  @logged run(x: number) { return x }
  accessor steps: number = 1
}
new Model().run(2)
