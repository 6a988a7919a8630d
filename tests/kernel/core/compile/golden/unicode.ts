// earlier let größe = 1
const 𝒳 = "😀", s = "😀😀" + größe, \u0061b = größe
größe + 𝒳.length + ab
