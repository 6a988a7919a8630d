const lr = 0.1, epochs = 3; // two in one
let w: number = 0
var seen = 1
const { a, b: [c = 2, ...d], ...rest } = options()
function options() { return { a: 1, b: [1, 2, 3], e: 4 } as any }
class Model<T> { weights: T[] = []; static zero() { return new Model<number>() } }
const predict = (x: number) => w * x + lr
w += predict(epochs)
