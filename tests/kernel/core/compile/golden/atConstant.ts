// earlier const k = 1
// earlier let a = 1
a = a + a; k /*@*/= a
