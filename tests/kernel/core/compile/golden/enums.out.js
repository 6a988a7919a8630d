// boxes: Color, Flags, Text, nested, all, later
// declares: enum Color, enum Flags, enum Text, function nested, const all, function later
// types: 
(async function ($box_Color, $box_Flags, $box_Text, $box_nested, $box_all, $box_later, $run) { "use strict"; const $boxmember = (e, name, value) => { e[name] = value; if (typeof value === "number") e[value] = name; }; $box_nested.v = nested; $box_later.v = later; ;const Color = {}; $box_Color.v = Color; { $boxmember(Color, "Red", 0); $boxmember(Color, "Green", Color.Red + 2); $boxmember(Color, "Blue", Color.Green << 1); $boxmember(Color, "dark red", Color["Blue"] + 1) }
;const Flags = {}; $box_Flags.v = Flags; {
  $boxmember(Flags, "None", 0); // none
  $boxmember(Flags, "A", 1 << 0);
  $boxmember(Flags, "B", Flags["A"] + 1);
}
;const Text = {}; $box_Text.v = Text; { $boxmember(Text, "Yes", "yes"); $boxmember(Text, "No", `no`) }
;{ $boxmember(Color, "Black", 100) }
function nested() { ;const Local = {}; { $boxmember(Local, "A", 5) } return Local.A }
const all = [Color.Red, Text.Yes, (0, $box_nested.v)()]; $box_all.v = all;
function later() { return $box_Color.v.Blue }

})
