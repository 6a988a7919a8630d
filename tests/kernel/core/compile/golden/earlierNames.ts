// earlier const lr = 3
// earlier let count = 0
// earlier function inc = () => 7
const o = { lr, epochs: 3, count: count, inc() { return lr } }
count = 5; inc(); count++
const { lr: rate = lr } = o
;[count] = [count + 1]
typeof count;
`${count} ${inc()}`
inc`tagged`
new Map([[lr, count]])
o.lr + count
