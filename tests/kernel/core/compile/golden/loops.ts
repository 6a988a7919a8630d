// earlier preloaded data = []
let w = 0, b = 0
const lr = 0.1
for (let epoch = 0; epoch < 20; epoch++) {
  for (const [x, y] of data) {
    const e = w * x + b - y
    w -= lr * e * x
    b -= lr * e
    if (e > 1) w++, --b
  }
}
let shared = 0
const add = () => shared++
shared = w = b
w
