// earlier function add = (a, b) => a + b
// earlier let f = 1
add(f, f); add(f, add(f, f)) + /*@*/f(add)
