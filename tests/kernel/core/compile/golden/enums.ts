enum Color { Red, Green = Red + 2, Blue = Color.Green << 1, "dark red" }
const enum Flags {
  None = 0, // none
  A = 1 << 0,
  B,
}
enum Text { Yes = "yes", No = `no` }
enum Color { Black = 100 }
function nested() { enum Local { A = 5 } return Local.A }
const all = [Color.Red, Text.Yes, nested()]
function later() { return Color.Blue }
