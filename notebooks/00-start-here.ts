// %% [markdown]
// # 00 · Start here
//
// **How do you work in a page that runs?**
//
// *You need* a little TypeScript, or JavaScript and some courage. *It takes* about 20 minutes. *Afterwards you can* run, change and repair a cell, read a plot, move a slider, and have an answer checked.
//
// This page is published with its outputs. To guess before you see, first choose *Kernel › Restart Kernel and Clear Outputs of All Cells*.

// %% [markdown]
// ## A cell
//
// The boxes below are cells of TypeScript. Click into one and press **Shift+Enter**: it runs, and the value of its last line appears underneath.

// %%
const lengths = [1.4, 4.7, 6]; // three petals, in cm
plain.mean(lengths)

// %% [markdown]
// Whatever a cell declares, later cells can use. What counts is the order in which *you* run them, not the order on the page. Run the next cell twice and watch its number grow: the list remembers.

// %%
lengths.push(5.1);
lengths.length

// %% [markdown]
// ## An error that teaches
//
// Cells are checked before they run. The next one is wrong on purpose. Read what it says: the line, the place under the caret, and what was expected there. Nothing has run, so nothing is broken.

// %% tags=["raises-exception"]
const petal: number = "1.4";
petal * 10

// %% [markdown]
// Now mend it: take the quotation marks away and run it again. Type errors are the cheapest mistakes there are, as they cost nothing but a glance.
//
// ## Help, while you type
//
// The course's library is there without an import. Type `plain.` and press **Tab**: a list of all there is. Put the cursor on `linspace` and press **Shift+Tab**: what it does, with an example.

// %%
plain.linspace(0, 1, 5)

// %% [markdown]
// ## Data that show themselves
//
// Here are {{scans}} digits, written by hand and scanned at 8 × 8 pixels[^digits]. Each pixel counts ink, from 0 for paper to 16. As the last line of a cell, a data set draws itself.

// %%
const scans = await datasets.digits();
scans

// %% [markdown]
// ## A puzzle, to see what a chapter feels like
//
// A written 1 is a single stroke; an 8 is two loops. **How much ink does the average 1 take, compared with the average 8?** Every chapter asks you to commit to a guess first. It is the cheapest trick there is for learning more: what surprises you, stays.

// %%
const guess = 40; // your guess, in percent of an 8: change it

// %%
const inkOf = scans.features.map((pixels) => plain.sum(pixels)); // (1797, 64) → (1797)
const meanInk = scans.labelNames.map((_, digit) =>
  plain.mean(inkOf.filter((_, scan) => scans.labels[scan] === digit)), // (10)
);
const share = meanInk.map((ink) => (100 * ink) / meanInk[8]);
claims(
  claim("scans", scans.labels.length, { equals: 1797 }),
  claim("1 against 8", meanInk[1] / meanInk[8], { above: 0.9, below: 1 }),
  claim("7 against 8", Math.min(...meanInk) / meanInk[8], { above: 0.9, below: 1 }),
)

// %%
plot.bar({
  x: ["your 1", ...scans.labelNames],
  y: [guess, ...share],
  title: "Ink of an average digit",
  xLabel: "digit",
  yLabel: "ink (% of an 8)",
})

// %% [markdown]
// *What to see: ten bars of nearly the same height, and your guess beside them.*
//
// A 1 takes {{1 against 8|percent}} of the ink of an 8, and even the thriftiest digit takes {{7 against 8|percent}}. How can that be? All scans were brought to one size before the ink was counted, and so a lone stroke became a fat one. A single number that looked telling tells almost nothing, and one plot was enough to find out. Plot first, then believe.
//
// ## A slider
//
// What survives of a digit when all scans of it are laid on top of each other? Drag the slider, or press ▶. Stop at **0**, whose hole is empty in nearly every hand; at **1**, the fat stroke of the puzzle; and at **8**, where you see how much people disagree.

// %%
function overlaid(digit: number) {
  const pictures = scans.features.filter((_, scan) => scans.labels[scan] === digit); // (n, 64)
  const mean = plain.transpose(pictures).map((inks) => plain.mean(inks)); // (64, n) → (64)
  return plot.heatmap({
    z: [0, 8, 16, 24, 32, 40, 48, 56].map((first) => mean.slice(first, first + 8)), // (64) → (8, 8)
    zRange: [0, 16],
    zLabel: "mean ink",
    title: `${pictures.length} scans of the digit ${digit}`,
    xLabel: "column (pixels)",
    yLabel: "row (pixels)",
  });
}
const steps = scans.labelNames.map((name, digit) => ({ label: name, figure: overlaid(digit) }));
plot.slider({ label: "digit", steps })

// %% [markdown]
// *What to see: a few bright pixels that nobody leaves out, and dimmer ones around them, where hands differ.*
//
// ## An exercise
//
// Write a function that gives the mean of some numbers. Replace the line that throws, and press Shift+Enter. The check tries your function on a hundred lists; if one of them fails, it shows the shortest, and often it knows why. Try a wrong answer on purpose: leave the division out.

// %%
function meanOf(x: number[]): number {
  // YOUR CODE HERE
  throw new Error("not yet");
}
check("00.1", meanOf)

// %% [markdown]
// Stuck? A hint comes in three steps: a nudge, an outline, and the solution. Ask for the second with `hint("00.1", 2)` and for the third with `solution("00.1")`.

// %%
hint("00.1")

// %% [markdown]
// ## Where the numbers come from
//
// The numbers in these texts were measured by the cells around them and put into the words when the page was made. A `claim` is a number that must stay within bounds: when it does not, its cell fails, and so does the page. Random numbers start from a seed, so you will see the very same ones. Here a die is cast six times.

// %%
const rng = random(42);
const casts = Array.from({ length: 6 }, () => integer(rng, 1, 7));
casts

// %% [markdown]
// ## When something goes wrong
//
// - A cell runs and runs: press **■**. It stops, and everything you declared is still there.
// - You have lost track: choose *Kernel › Restart Kernel and Run All Cells*. All begins anew, in order.
// - You have broken a cell: *Edit › Undo*, or **Ctrl+Z** inside it, goes back step by step. If that is not enough, `git checkout` brings the original page back, but then your other answers on it are lost too.
//
// **What comes next** is [05 · One neuron](05-neuron.ipynb): a puzzle on real flowers, a neuron built from nothing, and a question that it can never answer.
//
// ## Sources
//
// [^digits]: E. Alpaydın and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository (1998).
