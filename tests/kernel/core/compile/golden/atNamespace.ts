// earlier let n = null
namespace N { export const a = 1, b = a + n./*@*/x }
