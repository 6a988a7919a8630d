const xs = [1, 2
const y = 3
