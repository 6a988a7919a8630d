// %% [markdown]
// # 05 · One neuron
//
// **What can one neuron decide, and what can it never decide, however long it learns?**
//
// *You need* TypeScript and chapter [00](00-start-here.ipynb); no machine learning. *It takes* about 45 minutes. *Afterwards you can predict*
//
// - where a neuron changes its mind, from its weights alone;
// - what happens to its answers, and to its loss, when all weights double;
// - which questions no amount of training will teach it.

// %% [markdown]
// ## One page to look things up
//
// | idea | in one line | here |
// |---|---|---|
// | vector | a list of numbers: one flower, or one set of weights | `[4.7, 1.4]` |
// | dot product | multiply pairwise, add up: large when two vectors point the same way | $w \cdot x = \sum_i w_i x_i$ |
// | derivative | how fast the output moves when the input moves | $f'(x)$ |
// | chain rule | through two machines in a row, the rates multiply | $\frac{dL}{dw} = \frac{dL}{dz} \cdot \frac{dz}{dw}$ |
// | probability | a number from 0 to 1; of independent events they multiply | $p$ |
// | likelihood | the probability that a model gives to what really happened | $\prod_i p_i$ |
// | loss | minus the logarithm of that, per example: 0 is perfect | $L = -\frac{1}{n} \sum_i \ln p_i$ |
//
// A coin gives each answer a probability of one half, so guessing costs $-\ln \frac{1}{2} = \ln 2$, which is {{the cost of a guess|4}}.

// %%
const slope = plain.numericalDerivative((x) => x ** 2, 3); // the derivative of x² is 2x
display(agree({ "dot product": [plain.dot([1, 2], [3, 4]), 11], "slope at 3": [slope, 6] }, 1e-6));
const guessing = plain.binaryCrossEntropy([0.5], [1]);
claim("the cost of a guess", guessing, { equals: Math.LN2, within: 1e-9 })

// %% [markdown]
// ## The puzzle
//
// In the 1930s Edgar Anderson measured irises of three species[^anderson], and Ronald Fisher made the table famous[^fisher]. We keep two of the four lengths: how long and how wide a petal is.

// %%
const iris = await datasets.iris();
const petals = iris.rows.map((flower) => [flower.petalLength, flower.petalWidth]); // (150, 2) in cm
plot.scatter({
  x: plain.column(petals, 0),
  y: plain.column(petals, 1),
  groups: iris.rows.map((flower) => flower.species),
  title: "Petals of 150 irises",
  xLabel: "petal length (cm)",
  yLabel: "petal width (cm)",
})

// %% [markdown]
// *What to see: setosa keeps to itself in the lower left corner; versicolor lies between the other two.*
//
// Now one neuron is asked three questions, with the same training for each: *is it setosa, is it virginica, is it versicolor?* Whoever always answers "no" is right two times out of three, since each species is a third of the flowers. The neuron learns the first question perfectly and the second almost. **Which share of the 150 answers will it get right on the third?** Clear all outputs, as chapter 00 says, then enter your guess and run on.

// %%
const prediction = 90; // your guess, in percent: change it

// %%
const scaled = standardize(petals, fitStandardizer(petals)); // (150, 2): mean 0, deviation 1

function accuracyOf(rows: number[][], labels: number[], fit: plain.NeuronParameters): number {
  const sums = rows.map((row) => plain.weightedSum(row, fit.weights, fit.bias)); // (n, d) → (n)
  return plain.accuracy(sums.map((z) => (z > 0 ? 1 : 0)), labels);
}

function curveFor(species: string, rows: number[][]) {
  const labels = iris.rows.map((flower) => (flower.species === species ? 1 : 0));
  const { history } = plain.fitNeuron(rows, labels, { learningRate: 1, steps: 1000 });
  const x = plain.linspace(0, 1000, 51);
  return { x, y: x.map((step) => 100 * accuracyOf(rows, labels, history[step])) };
}

// %%
const curves = Object.fromEntries(iris.labelNames.map((name) => [name, curveFor(name, scaled)]));
const level = (height: number) => ({ x: [0, 1000], y: [height, height] });
display(plot.line({
  y: { ...curves, "always no": level(200 / 3), "your guess": level(prediction) },
  yRange: [0, 105],
  title: "One neuron, three questions",
  xLabel: "training step",
  yLabel: "right answers (%)",
}));
const reached = (name: string) => curves[name].y[50] / 100;
claims(
  claim("setosa", reached("setosa"), { equals: 1 }),
  claim("virginica", reached("virginica"), { above: 0.94 }),
  claim("versicolor", reached("versicolor"), { below: 2 / 3 }),
)

// %% [markdown]
// *What to see: setosa reaches the top, virginica nearly; the third curve ends below the line of somebody who always says "no".*
//
// Setosa {{setosa|percent}}, virginica {{virginica|percent}}, versicolor {{versicolor|percent}}: worse than not looking at the flowers at all. More steps do not help. At the end you will mend it with a single multiplication.

// %% [markdown]
// ## Play
//
// A neuron weighs its input, adds a bias and squashes the sum into a probability. Drag the slider and stop at three places: at **0** it is deaf and answers the same to everything; at **1** it leans without insisting; at **8** it is almost a switch. Below 0 it answers the other way round.

// %%
const inputs = plain.linspace(-4, 4, 81);
const knob = (w: number, b: number) => plot.line({
  x: inputs,
  y: inputs.map((x) => Number(plain.sigmoid(w * x + b).toFixed(4))),
  yRange: [-0.05, 1.05],
  title: "One input, one weight",
  subtitle: "bias −1",
  xLabel: "input x",
  yLabel: "probability of yes",
});
const settings = [-4, -2, -1, 0, 0.5, 1, 2, 4, 8].map((w) => ({ label: w, figure: knob(w, -1) }));
plot.slider({ label: "weight w", start: 5, steps: settings })

// %% [markdown]
// *What to see: the larger the weight, the steeper the curve. It crosses one half where* $wx + b = 0$.
//
// With two inputs the place of indecision is a straight line. The weights are an arrow across it, pointing to the side of "yes", here *not setosa*; turn it and the line turns too. Stop at **0**, where only length counts; at **90**, where only width does; and at **45**, which uses both.

// %%
const box = { x: [0, 8], y: [-0.5, 3.5] } as const;
function turned(degrees: number) {
  const angle = (degrees * Math.PI) / 180;
  const w = [Math.cos(angle), Math.sin(angle)]; // (2), of length 1
  const b = -plain.dot(w, [2.6, 0.8]); // through a point between setosa and the others
  const arrow = { x: [2.6, 2.6 + w[0]], y: [0.8, 0.8 + w[1]] };
  const right = petals.filter((x, i) => plain.weightedSum(x, w, b) > 0 === iris.labels[i] > 0);
  return plot.scatter({
    x: plain.column(petals, 0), y: plain.column(petals, 1),
    groups: iris.rows.map((flower) => flower.species),
    xRange: box.x, yRange: box.y, xLabel: "petal length (cm)", yLabel: "petal width (cm)",
    title: `Not setosa? ${right.length} of 150 right`,
    lines: { "undecided": plain.boundaryLine(w, b, box), "w, towards yes": arrow },
  });
}

// %%
const angles = [0, 15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165];
const turns = angles.map((angle) => ({ label: angle, figure: turned(angle) }));
plot.slider({ label: "direction of w (degrees)", start: 3, steps: turns })

// %% [markdown]
// *What to see: many directions part setosa from the rest. At 135 the arrow points at setosa: every answer is wrong.*

// %% [markdown]
// ## The idea
//
// A neuron adds up its inputs, each times its own weight, and then a bias. An activation function turns the sum into an output; the sigmoid makes it a probability (its steepest slope is $\sigma'(0) = \frac{1}{4}$), others are tanh and the ReLU. Everything it will ever know is in $w$ and $b$.
//
// $$z = w \cdot x + b \qquad\qquad p = \sigma(z) = \frac{1}{1 + e^{-z}}$$
//
// In code these are `x`, `w`, `b`, `sigmoid`, `weightedSum` for $z$ and `neuron` for $p$. To learn, the neuron compares $p$ with the label, and moves each weight a little against *error times input*, averaged over all examples. Rosenblatt's perceptron[^rosenblatt] did almost this in 1958, with a hard step in place of $\sigma$.

// %% [markdown]
// ## From scratch

// %%
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

function weightedSum(x: number[], w: number[], b: number): number {
  let z = b;
  for (let i = 0; i < x.length; i++) z += w[i] * x[i]; // (d), (d) → ()
  return z;
}

const neuron = (x: number[], w: number[], b: number): number => sigmoid(weightedSum(x, w, b));

// %%
function learn(rows: number[][], labels: number[], steps: number, rate = 1) {
  let w = rows[0].map(() => 0); // (d)
  let b = 0;
  for (let step = 0; step < steps; step++) {
    const errors = rows.map((x, i) => neuron(x, w, b) - labels[i]); // (n, d) → (n)
    const gradient = w.map((_, j) => plain.mean(rows.map((x, i) => errors[i] * x[j]))); // (d)
    w = w.map((wj, j) => wj - rate * gradient[j]);
    b -= rate * plain.mean(errors); // (n) → ()
  }
  return { w, b };
}

// %% [markdown]
// ## Exercises 1 and 2: write
//
// Replace the line that throws and run the cell. **1.** A neuron with another activation: the ReLU gives the sum where it is positive, and 0 elsewhere.

// %%
function reluNeuron(x: number[], w: number[], b: number): number {
  // YOUR CODE HERE
  throw new Error("not yet");
}
check("05.1", reluNeuron)

// %% [markdown]
// **2.** Where is a neuron with two inputs undecided? Given $x_1$, find the $x_2$ at which $w_1 x_1 + w_2 x_2 + b = 0$. (In code $w_1$ is `w[0]`.)

// %%
function boundaryAt(x1: number, w: number[], b: number): number {
  // YOUR CODE HERE
  throw new Error("not yet");
}
check("05.2", boundaryAt)

// %% [markdown]
// Three hints, as in chapter 00: the second is `hint("05.1", 2)`, the third `solution("05.1")`.

// %%
hint("05.1")

// %% [markdown]
// ## Proof by numbers
//
// Is *error times input* really the slope of the loss? Measure it: nudge each number by a hair and see how the loss moves.

// %%
const isSetosa = iris.labels.map((label) => (label === 0 ? 1 : 0));
function lossAt([w1, w2, b]: number[]): number {
  const p = scaled.map((x) => neuron(x, [w1, w2], b)); // (150, 2) → (150)
  return plain.mean(p.map((pi, i) => -Math.log(isSetosa[i] === 1 ? pi : 1 - pi)));
}
const place = [0.5, -0.3, 0.2]; // any w₁, w₂, b
const errors = scaled.map((x, i) => neuron(x, place.slice(0, 2), place[2]) - isSetosa[i]); // (150)
const byFormula = [0, 1].map((j) => plain.mean(scaled.map((x, i) => errors[i] * x[j]))); // (2)
const measured = plain.numericalGradient(lossAt, place); // (3)
agree({
  "∂L/∂w₁": [byFormula[0], measured[0]],
  "∂L/∂w₂": [byFormula[1], measured[1]],
  "∂L/∂b": [plain.mean(errors), measured[2]],
}, 1e-8)

// %% [markdown]
// ## The same with the library

// %%
const mine = learn(scaled, isSetosa, 100);
const theirs = plain.fitNeuron(scaled, isSetosa, { learningRate: 1, steps: 100 });
display(agree({
  "w₁": [mine.w[0], theirs.weights[0]],
  "w₂": [mine.w[1], theirs.weights[1]],
  "b": [mine.b, theirs.bias],
  "p of flower 0": [
    neuron(scaled[0], mine.w, mine.b),
    plain.neuron(scaled[0], theirs.weights, theirs.bias),
  ],
}, 1e-5));
const myShare = accuracyOf(scaled, isSetosa, { weights: mine.w, bias: mine.b });
claim("mine on setosa", myShare, { equals: 1 })

// %% [markdown]
// These twenty lines and the library agree to the last digits, and get {{mine on setosa|percent}} of the flowers right.
//
// ## The experiment: what can a line do?
//
// *Claim: a neuron learns what a straight line can separate, and nothing else.* Three arms: setosa against the rest, which a line separates; virginica against versicolor, where one nearly does; and XOR, "yes" if exactly one of two inputs is on, where none can. Two controls could prove us wrong. With **shuffled labels** there is nothing to learn, so success would mean that we measure badly. **XOR with a third input**, the product $x_1 x_2$, has the same points and the same training: if it fails too, the training is at fault and not the line.

// %%
const seeds = [1, 2, 3];
function runs(rows: number[][], labelsOf: (rng: RandomGenerator) => number[]) {
  return seeds.map((seed) => {
    const rng = random(seed);
    const labels = labelsOf(rng);
    const start = { weights: rows[0].map(() => normal(rng)), bias: normal(rng) };
    const fit = plain.fitNeuron(rows, labels, { learningRate: 1, steps: 300, start });
    return { ...fit, accuracy: accuracyOf(rows, labels, fit) };
  });
}

// %%
const latePetals = petals.slice(50); // versicolor and virginica
const late = standardize(latePetals, fitStandardizer(latePetals)); // (100, 2)
const isVirginica = iris.labels.slice(50).map((label) => (label === 2 ? 1 : 0));
const corners = [[-1, -1], [-1, 1], [1, -1], [1, 1]];
const xor = [0, 1, 1, 0];
const arms = {
  "setosa": runs(scaled, () => isSetosa),
  "virginica": runs(late, () => isVirginica),
  "labels shuffled": runs(late, (rng) => shuffled(rng, isVirginica)),
  "XOR": runs(corners, () => xor),
  "XOR with product": runs(corners.map(([a, b]) => [a, b, a * b]), () => xor),
};

// %%
const spread = Object.entries(arms).map(([name, fits]) => {
  const at = (step: number) => fits.map((fit) => fit.losses[step]).sort((p, q) => p - q); // (3)
  const [low, middle, high] = plain.transpose(plain.linspace(0, 40, 41).map(at)); // (3, 41)
  return { name, low, middle, high };
});
plot.line({
  y: Object.fromEntries(spread.map(({ name, middle }) => [name, middle])),
  bands: Object.fromEntries(spread.map(({ name, low, high }) => [name, { low, high }])),
  title: "Loss of one neuron, three seeds",
  xLabel: "training step",
  yLabel: "cross-entropy",
})

// %% [markdown]
// *What to see: a line is the middle of three seeds, its band goes from the best to the worst. Two arms stay at the price of a guess: shuffled labels just below it, XOR exactly on it.*

// %%
const shares = (name: keyof typeof arms) => arms[name].map((fit) => fit.accuracy);
const losses = (name: keyof typeof arms) => arms[name].map((fit) => fit.losses[300]);
const xorSums = arms.XOR.flatMap((fit) => corners.map((x) => plain.dot(x, fit.weights) + fit.bias));
const fromZero = plain.fitNeuron(corners, xor, { learningRate: 1, steps: 300 });
claims(
  claim("setosa, worst seed", Math.min(...shares("setosa")), { equals: 1 }),
  claim("virginica, worst seed", Math.min(...shares("virginica")), { above: 0.92 }),
  claim("shuffled, best seed", Math.max(...shares("labels shuffled")), { below: 0.7 }),
  claim("XOR, lowest loss", Math.min(...losses("XOR")), { equals: Math.LN2, within: 1e-9 }),
  claim("XOR, highest loss", Math.max(...losses("XOR")), { equals: Math.LN2, within: 1e-9 }),
  claim("XOR, that lean", xorSums.filter((z) => Math.abs(z) > 1e-6).length, { equals: 0 }),
  claim("XOR, share right", accuracyOf(corners, xor, fromZero), { equals: 0.5 }),
  claim("product, worst loss", Math.max(...losses("XOR with product")), { below: 0.01 }),
  claim("product, worst seed", Math.min(...shares("XOR with product")), { equals: 1 }),
)

// %% [markdown]
// Setosa: {{setosa, worst seed|percent}} with every seed. Virginica: at least {{virginica, worst seed|percent}}. Shuffled: at most {{shuffled, best seed|percent}}, hardly more than a coin. And XOR, from three different starts, ends at {{XOR, lowest loss|4}} at best and {{XOR, highest loss|4}} at worst: $\ln 2$ exactly, the price of a guess. {{XOR, that lean|none}} of its twelve answers leans to either side of one half, so {{XOR, share right|percent}} are right when all ties go the same way. The product reaches {{product, worst seed|percent}}, at a loss of {{product, worst loss|3}} or less. The claim has survived.
//
// Why exactly a guess? Opposite corners have the same label, so whatever a weight gains at one it loses at the other. The loss is a bowl, and its lowest point is $w = 0$, $b = 0$. Minsky and Papert[^minsky] made much of this in 1969.

// %%
const product = arms["XOR with product"][0];
const panel = (title: string, predict: (a: number, b: number) => number) => plot.decisionBoundary({
  predict,
  points: { x: plain.column(corners, 0), y: plain.column(corners, 1), labels: xor },
  classNames: ["no", "yes"],
  xRange: [-1.5, 1.5], yRange: [-1.5, 1.5], resolution: 31,
  title, xLabel: "input x₁", yLabel: "input x₂",
});
const panels = [
  panel("two inputs", (a, b) => plain.neuron([a, b], fromZero.weights, fromZero.bias)),
  panel("and their product", (a, b) => plain.neuron([a, b, a * b], product.weights, product.bias)),
];
plot.subplots({ figures: panels, columns: 2, labels: "outer", title: "XOR, seen by one neuron" })

// %% [markdown]
// *What to see: on the left nothing is decided anywhere. On the right the boundary bends, although in the space of three inputs it is still flat.*
//
// ## Exercises 3 to 5: investigate
//
// **3.** Two inputs that are on or off have four combinations, and so sixteen truth tables. How many can a neuron learn? Change the table, or write a loop, and put what you find in place of `null`, the table as typed.

// %%
const truths = [0, 0, 0, 1]; // for (off, off), (off, on), (on, off), (on, on): this one is AND
const gate = plain.fitNeuron(corners, truths, { learningRate: 1, steps: 1000 });
console.log("share right:", accuracyOf(corners, truths, gate));
check("05.3", { "tables learned of 16": null, "a table it cannot learn": null })

// %% [markdown]
// **4.** Which measurements tell virginica from versicolor? Columns 0 and 1 are the sepals, 2 and 3 the petals.

// %%
const columns = [2, 3]; // change me: [0, 1], then all four
const chosen = iris.features.slice(50).map((row) => columns.map((j) => row[j])); // (100, columns)
const inputsChosen = standardize(chosen, fitStandardizer(chosen));
const fitted = plain.fitNeuron(inputsChosen, isVirginica, { learningRate: 1, steps: 1000 });
console.log("share right:", accuracyOf(inputsChosen, isVirginica, fitted));
check("05.4", { sepals: null, petals: null, "all four": null })

// %% [markdown]
// **5.** Multiply the trained weights and bias by one factor. What changes, and what does not? Predict first.

// %%
const factor = 1; // change me: 0.1, then 10
const trained = plain.fitNeuron(late, isVirginica, { learningRate: 1, steps: 1000 });
const louder = { weights: plain.scale(trained.weights, factor), bias: factor * trained.bias };
const sums = late.map((x) => plain.weightedSum(x, louder.weights, louder.bias)); // (100)
console.log("share right:", accuracyOf(late, isVirginica, louder));
console.log("loss:", plain.binaryCrossEntropyFromLogits(sums, isVirginica).toFixed(3));
check("05.5", {
  "accuracy at 10": null,
  "loss at 0.1": null,
  "loss at 1": null,
  "loss at 10": null,
  "what the factor changes": null, // "place", "direction" or "confidence"
})

// %% [markdown]
// ## Break it
//
// Three learners have one fault each: one steps **uphill**, in one the **bias never moves**, one learns from **shuffled labels**. Which curve is whose? Do not print `faults`.

// %%
const faults = shuffled(random(3), ["steps uphill", "bias never moves", "labels shuffled"]);
function learnBadly(fault: string): number[] {
  const labels = fault === "labels shuffled" ? shuffled(random(5), isSetosa) : isSetosa;
  let [w, b] = [[0, 0], 0];
  return Array.from({ length: 61 }, () => {
    const z = scaled.map((x) => plain.weightedSum(x, w, b)); // (150, 2) → (150)
    const delta = plain.binaryCrossEntropyFromLogitsGradient(z, labels); // (150)
    const rate = fault === "steps uphill" ? -0.2 : 1;
    w = w.map((wj, j) => wj - rate * plain.dot(delta, plain.column(scaled, j)));
    if (fault !== "bias never moves") b -= rate * plain.sum(delta);
    return plain.binaryCrossEntropyFromLogits(z, labels);
  });
}
const third = plain.binaryCrossEntropy(isSetosa.map(() => 1 / 3), isSetosa);
claim("guess at a third", third, { equals: Math.log(3) - (2 / 3) * Math.LN2, within: 1e-9 })

// %%
display(plot.line({
  y: Object.fromEntries(faults.map((fault, i) => ["ABC"[i], learnBadly(fault)])),
  yRange: [0, 2],
  title: "Three faulty learners, on setosa",
  xLabel: "training step",
  yLabel: "cross-entropy",
}));
check("05.6", { A: null, B: null, C: null })

// %% [markdown]
// *What to see: where each curve goes and stops. Compare it with the price of a guess: knowing that a third are "yes", it costs only {{guess at a third|3}}.*
//
// ## From memory
//
// Without scrolling up. Where a word is wanted, type two quotation marks and press Tab between them.

// %%
check("05.recall", {
  "sigmoid of 0": null,
  "steepest slope of the sigmoid": null,
  "boundary in the plane": null,
  "the bias moves its": null,
  "w points": null,
  "cost of a coin's guess": null,
  "XOR defeats it because": null,
})

// %% [markdown]
// And three to answer aloud:
//
// <details><summary>Why did we standardize the petals first?</summary>Length varies more than width; on one scale a single learning rate suits both weights.</details>
//
// <details><summary>Why train on cross-entropy rather than on the number of right answers?</summary>When a weight moves a little, that number stays the same: there is no slope to follow.</details>
//
// <details><summary>What was each of the two controls for?</summary>Shuffled labels expose a measurement that flatters; the product shows that the training works on those very points.</details>

// %% [markdown]
// ## The puzzle again
//
// Versicolor lies *between* the others, and no straight cut isolates a middle. Give the neuron what mended XOR, the product of its inputs, and ask again.

// %%
const withProduct = scaled.map(([length, width]) => [length, width, length * width]); // (150, 3)
const mended = { ...curves, versicolor: curveFor("versicolor", withProduct) };
display(plot.line({
  y: { ...mended, "always no": level(200 / 3), "your guess": level(prediction) },
  yRange: [0, 105],
  title: "The third question, with a product as third input",
  xLabel: "training step",
  yLabel: "right answers (%)",
}));
claim("versicolor with product", mended.versicolor.y[50] / 100, { above: 0.94 })

// %% [markdown]
// *What to see: the curve that ended below "always no" has joined the others.*
//
// From {{versicolor|percent}} to {{versicolor with product|percent}}, by one multiplication that *we* thought of. **You can now** read a boundary from weights, train a neuron, check its gradient, and recognize a question that no line answers. **What comes next** is the obvious wish: neurons that find such products by themselves, by feeding one another. That is a network.
//
// ## Sources
//
// [^anderson]: E. Anderson, *The irises of the Gaspé Peninsula*, Bulletin of the American Iris Society 59 (1935).
// [^fisher]: R. A. Fisher, *The use of multiple measurements in taxonomic problems*, Annals of Eugenics 7 (1936).
// [^rosenblatt]: F. Rosenblatt, *The perceptron*, Psychological Review 65 (1958).
// [^minsky]: M. Minsky and S. Papert, *Perceptrons* (1969).
