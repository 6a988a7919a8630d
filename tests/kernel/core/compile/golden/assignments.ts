// earlier let a = 1
// earlier let b = {}
a = a + 1
a += 2; a **= 2; a ??= 3; a ||= 4; a &&= 5
;({ a, b: { c: a = 2 }, ...b } = { a: 1, b: {} } as any);
[a, , b.c, ...b.d] = [1, 2, 3]
for (a of [1]) ;
for (a in {}) ;
for ([a] of [[1]]) ;
a++; --a; (a as number)++
delete b.c
b = () => 1
a
