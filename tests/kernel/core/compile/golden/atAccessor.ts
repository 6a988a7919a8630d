// earlier let f = 1
class K { accessor x = f }
const k = new K(), q = [f, k.x, /*@*/f(k.x)]
