const before = 1
import gone from /*@*/"gone"
