// earlier function f = (x) => x
// earlier let t = 1
t
f(1)
t = 2
f(2)
if (t) f(3)
else f(4)
for (const x of [1]) f(x)
"text"
f(5)
f(6)
