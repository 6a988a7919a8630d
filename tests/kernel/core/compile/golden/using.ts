// earlier function open = () => null
using file = open(), other = open()
const size = 1
function later() { return size }
await using remote = null
size + 1
