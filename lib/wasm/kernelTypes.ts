// Made by kernel/setup/wasm.mjs from lib/wasm/assembly; not written by hand.

/** A place in the memory that the loops work on: the number of bytes before it. */
export type Pointer = number;

/** The fast loops, as WebAssembly exports them. Sizes and strides are counted in elements, not in bytes. */
export interface Kernels {
  /** Adam, weight decay coupled: g + λ θ. The corrections are 1 − β₁ᵗ and 1 − β₂ᵗ. */
  adam(
    theta: Pointer,
    g: Pointer,
    m: Pointer,
    square: Pointer,
    thetaOut: Pointer,
    mOut: Pointer,
    squareOut: Pointer,
    n: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    weightDecay: number,
    correction1: number,
    correction2: number,
  ): void;

  /** AdamW, weight decay decoupled: θ ← (1 − α λ) θ first. The corrections are 1 − β₁ᵗ and 1 − β₂ᵗ. */
  adamw(
    theta: Pointer,
    g: Pointer,
    m: Pointer,
    square: Pointer,
    thetaOut: Pointer,
    mOut: Pointer,
    squareOut: Pointer,
    n: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    weightDecay: number,
    correction1: number,
    correction2: number,
  ): void;

  /** out = (x − μ) r w + b, in training with the statistics of the batch, afterwards with running ones. */
  batchNorm(
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    weight: Pointer,
    bias: Pointer,
    out: Pointer,
    n: number,
    channels: number,
    length: number,
    epsilon: number,
    start: number,
    end: number,
  ): void;

  /** out = w r (g − mean g − x̂ mean(g x̂)), dWeight = Σ g x̂, dBias = Σ g, with the statistics of the batch. */
  batchNormBackward(
    g: Pointer,
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    weight: Pointer,
    out: Pointer,
    dWeight: Pointer,
    dBias: Pointer,
    n: number,
    channels: number,
    length: number,
    epsilon: number,
    start: number,
    end: number,
  ): void;

  /** mean = μ and variance = σ² for each channel. */
  batchNormStatistics(
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    n: number,
    channels: number,
    length: number,
    start: number,
    end: number,
  ): void;

  /** out = a + b, over three axes with strides. */
  add(
    a: Pointer,
    b: Pointer,
    out: Pointer,
    n0: number,
    n1: number,
    n2: number,
    a0: number,
    a1: number,
    a2: number,
    b0: number,
    b1: number,
    b2: number,
  ): void;

  /** out = a + factor·b */
  addScaled(a: Pointer, b: Pointer, factor: number, out: Pointer, n: number): void;

  /** out = a / b, over three axes with strides. */
  divide(
    a: Pointer,
    b: Pointer,
    out: Pointer,
    n0: number,
    n1: number,
    n2: number,
    a0: number,
    a1: number,
    a2: number,
    b0: number,
    b1: number,
    b2: number,
  ): void;

  /** out = max(a, b), over three axes with strides. */
  maximum(
    a: Pointer,
    b: Pointer,
    out: Pointer,
    n0: number,
    n1: number,
    n2: number,
    a0: number,
    a1: number,
    a2: number,
    b0: number,
    b1: number,
    b2: number,
  ): void;

  /** out = min(a, b), over three axes with strides. */
  minimum(
    a: Pointer,
    b: Pointer,
    out: Pointer,
    n0: number,
    n1: number,
    n2: number,
    a0: number,
    a1: number,
    a2: number,
    b0: number,
    b1: number,
    b2: number,
  ): void;

  /** out = a · b, over three axes with strides. */
  multiply(
    a: Pointer,
    b: Pointer,
    out: Pointer,
    n0: number,
    n1: number,
    n2: number,
    a0: number,
    a1: number,
    a2: number,
    b0: number,
    b1: number,
    b2: number,
  ): void;

  /** out = a − b, over three axes with strides. */
  subtract(
    a: Pointer,
    b: Pointer,
    out: Pointer,
    n0: number,
    n1: number,
    n2: number,
    a0: number,
    a1: number,
    a2: number,
    b0: number,
    b1: number,
    b2: number,
  ): void;

  /**
   * Images `imageStart` … `imageEnd − 1` of y = x ∗ weight + bias; then relu with flag 2.
   * @param bias outChannels numbers; 0 for none.
   * @param top Rows of padding above, and `left`, columns on the left; what is needed below and on the right follows from the output.
   */
  conv2d(
    x: Pointer,
    weight: Pointer,
    bias: Pointer,
    y: Pointer,
    channels: number,
    height: number,
    width: number,
    outChannels: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    top: number,
    left: number,
    groups: number,
    flags: number,
    imageStart: number,
    imageEnd: number,
    scratch: Pointer,
  ): void;

  /**
   * Images `imageStart` … `imageEnd − 1` of ∂L/∂x, where `grad` is ∂L/∂y: a convolution of the gradient, its rows and columns
   * `stride` apart, with windows turned by 180° and the two sides' channels exchanged. Sizes are those of `conv2d`.
   */
  conv2dInputGradient(
    grad: Pointer,
    weight: Pointer,
    gradX: Pointer,
    channels: number,
    height: number,
    width: number,
    outChannels: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    top: number,
    left: number,
    groups: number,
    imageStart: number,
    imageEnd: number,
    scratch: Pointer,
  ): void;

  /** Bytes of scratch that `conv2d`, `conv2dInputGradient` and `conv2dWeightGradient` need, whichever needs most. */
  conv2dScratchBytes(
    channels: number,
    height: number,
    width: number,
    outChannels: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    groups: number,
  ): number;

  /**
   * Channels `channelStart` … `channelEnd − 1` of the gradient of the bias: the sum of `grad` = ∂L/∂y over all places of all images,
   * image by image; within one in eight sums of every eighth place, which are added up at its end.
   * @param places Numbers of a channel of an image.
   */
  conv2dBiasGradient(
    grad: Pointer,
    gradBias: Pointer,
    batch: number,
    channels: number,
    places: number,
    channelStart: number,
    channelEnd: number,
  ): void;

  /**
   * Output channels `channelStart` … `channelEnd − 1` of ∂L/∂weight, where `grad` is ∂L/∂y, over `batch` images. Sizes are those of
   * `conv2d`.
   */
  conv2dWeightGradient(
    x: Pointer,
    grad: Pointer,
    gradWeight: Pointer,
    batch: number,
    channels: number,
    height: number,
    width: number,
    outChannels: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    top: number,
    left: number,
    groups: number,
    channelStart: number,
    channelEnd: number,
    scratch: Pointer,
  ): void;

  /** out = x, strides undone; shorter shapes have sizes of 1 in front. */
  copy(
    x: Pointer,
    out: Pointer,
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    n4: number,
    s0: number,
    s1: number,
    s2: number,
    s3: number,
    s4: number,
  ): void;

  /** Rows of `width` numbers, `xStride` apart in x and `outStride` apart in out. */
  copyRows(x: Pointer, out: Pointer, rows: number, width: number, xStride: number, outStride: number): void;

  /** out = value */
  fill(out: Pointer, n: number, value: number): void;

  /** out[i] = table[indices[i]]. Gives the first i whose index is not in 0 … rows − 1; −1 if there is none. */
  gatherRows(table: Pointer, indices: Pointer, out: Pointer, count: number, width: number, rows: number): number;

  /** table[indices[i]] += g[i], columns `start` … `end` − 1. The table must have its first values: zeros for a gradient. */
  scatterAddRows(
    g: Pointer,
    indices: Pointer,
    table: Pointer,
    count: number,
    width: number,
    rows: number,
    start: number,
    end: number,
  ): void;

  /** out = factor·x where the mask is set, else 0 */
  multiplyMask(x: Pointer, mask: Pointer, factor: number, out: Pointer, n: number): void;

  /** out = a where the mask is set, else b */
  where(mask: Pointer, a: Pointer, b: Pointer, out: Pointer, n: number): void;

  /**
   * Rows `rowStart` … `rowEnd − 1` of C = A·B (m × k times k × n); of C + A·B with flag 1; plus a bias; then relu with flag 2.
   * A has element (i, k) at i·aRow + k·aCol, B has (k, j) at k·bRow + j·bCol, C has (i, j) at i·cRow + j.
   * @param bias n numbers, added to each row; 0 for none.
   */
  matmul(
    a: Pointer,
    aRow: number,
    aCol: number,
    b: Pointer,
    bRow: number,
    bCol: number,
    c: Pointer,
    cRow: number,
    n: number,
    k: number,
    bias: Pointer,
    flags: number,
    rowStart: number,
    rowEnd: number,
    scratch: Pointer,
  ): void;

  /**
   * Products of a batch: matrix (p, q) of A begins at p·aOuter + q·aInner, and so do those of B and C; q runs from 0 to inner − 1.
   * Rows are counted through the whole batch, m for each product. With flag 4 only numbers of C on and below its diagonal are wanted;
   * with 8 A has nothing but zeros above its diagonal, and with 16 below it: what can be left out is.
   */
  matmulBatched(
    a: Pointer,
    aOuter: number,
    aInner: number,
    aRow: number,
    aCol: number,
    b: Pointer,
    bOuter: number,
    bInner: number,
    bRow: number,
    bCol: number,
    c: Pointer,
    cOuter: number,
    cInner: number,
    cRow: number,
    inner: number,
    m: number,
    n: number,
    k: number,
    bias: Pointer,
    flags: number,
    rowStart: number,
    rowEnd: number,
    scratch: Pointer,
  ): void;

  /** Bytes of scratch that `matmul` needs for so many rows of C, sums of k products; `matmulBatched` for the m rows of a product. */
  matmulScratchBytes(rows: number, k: number): number;

  /** out = w (x − μ) r + b along rows; mean = μ and rstd = r, a number each row, for the backward pass. */
  layerNorm(
    x: Pointer,
    weight: Pointer,
    bias: Pointer,
    out: Pointer,
    mean: Pointer,
    rstd: Pointer,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;

  /** out = r (h − mean h − x̂ mean(h x̂)) along rows, h = w g. */
  layerNormBackward(
    g: Pointer,
    x: Pointer,
    mean: Pointer,
    rstd: Pointer,
    weight: Pointer,
    out: Pointer,
    rows: number,
    columns: number,
  ): void;

  /** dWeight = Σ g x̂ and dBias = Σ g over the rows, for columns `start` … `end` − 1. */
  layerNormParameters(
    g: Pointer,
    x: Pointer,
    mean: Pointer,
    rstd: Pointer,
    dWeight: Pointer,
    dBias: Pointer,
    rows: number,
    columns: number,
    start: number,
    end: number,
  ): void;

  /** out = w x r along rows; rstd = r, a number each row. */
  rmsNorm(
    x: Pointer,
    weight: Pointer,
    out: Pointer,
    rstd: Pointer,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;

  /** out = r (h − x̂ mean(h x̂)) along rows, h = w g. */
  rmsNormBackward(
    g: Pointer,
    x: Pointer,
    rstd: Pointer,
    weight: Pointer,
    out: Pointer,
    rows: number,
    columns: number,
  ): void;

  /** dWeight = Σ g x̂ over the rows, for columns `start` … `end` − 1. */
  rmsNormParameters(
    g: Pointer,
    x: Pointer,
    rstd: Pointer,
    dWeight: Pointer,
    rows: number,
    columns: number,
    start: number,
    end: number,
  ): void;

  /** s ← s + g², θ ← θ − α g / (√s + ε) */
  adagrad(
    theta: Pointer,
    g: Pointer,
    square: Pointer,
    thetaOut: Pointer,
    squareOut: Pointer,
    n: number,
    rate: number,
    epsilon: number,
    weightDecay: number,
  ): void;

  /**
   * v ← μ v + (1 − d) g, θ ← θ − α v; with `nesterov` (1, else 0) θ ← θ − α (g + μ v). In the first step (`first` 1, else 0)
   * v = g, whatever is in `velocity`.
   */
  momentum(
    theta: Pointer,
    g: Pointer,
    velocity: Pointer,
    thetaOut: Pointer,
    velocityOut: Pointer,
    n: number,
    rate: number,
    mu: number,
    dampening: number,
    weightDecay: number,
    nesterov: number,
    first: number,
  ): void;

  /**
   * s ← ρ s + (1 − ρ) g², θ ← θ − α g / (√s + ε). Centred, if `average` is not 0: a ← a + (1 − ρ)(g − a) and √(s − a²) for √s. With
   * momentum, if `velocity` is not 0: v ← μ v + g / (√s + ε), θ ← θ − α v.
   */
  rmsprop(
    theta: Pointer,
    g: Pointer,
    square: Pointer,
    average: Pointer,
    velocity: Pointer,
    thetaOut: Pointer,
    squareOut: Pointer,
    averageOut: Pointer,
    velocityOut: Pointer,
    n: number,
    rate: number,
    rho: number,
    epsilon: number,
    weightDecay: number,
    mu: number,
  ): void;

  /** θ ← θ − α (g + λ θ) */
  sgd(theta: Pointer, g: Pointer, thetaOut: Pointer, n: number, rate: number, weightDecay: number): void;

  /**
   * The mean of every window, of planes `planeStart` … `planeEnd − 1`.
   * @param countPadding 1 if the padding counts as places of the window, with zeros in them; 0 if not.
   */
  averagePool2d(
    x: Pointer,
    y: Pointer,
    height: number,
    width: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    top: number,
    left: number,
    countPadding: number,
    planeStart: number,
    planeEnd: number,
  ): void;

  /** ∂L/∂x of `averagePool2d`: every place gets its share from each window that sees it. */
  averagePool2dGradient(
    grad: Pointer,
    gradX: Pointer,
    height: number,
    width: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    top: number,
    left: number,
    countPadding: number,
    planeStart: number,
    planeEnd: number,
  ): void;

  /**
   * The largest number of every window, and as int32 where in its plane it is: the first of several, row by row; NaN is largest.
   * Planes `planeStart` … `planeEnd − 1`.
   * @param top Rows of padding above, and `left`, columns on the left; padding is never the largest.
   */
  maxPool2d(
    x: Pointer,
    y: Pointer,
    places: Pointer,
    height: number,
    width: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    top: number,
    left: number,
    planeStart: number,
    planeEnd: number,
  ): void;

  /** ∂L/∂x of `maxPool2d`: at the place of each maximum the gradients of its windows, and 0 elsewhere. */
  maxPool2dGradient(
    grad: Pointer,
    places: Pointer,
    gradX: Pointer,
    inputSize: number,
    outputSize: number,
    planeStart: number,
    planeEnd: number,
  ): void;

  /** out = xᵖ */
  power(x: Pointer, out: Pointer, n: number, p: number): void;

  /**
   * Forward: `fromInput` and `fromHidden` (B, 3H), h (B, H) → `gates` (B, 4H), which are r, z and n activated and q, and h′ (B, H).
   */
  gruCell(
    fromInput: Pointer,
    fromHidden: Pointer,
    h: Pointer,
    gates: Pointer,
    hOut: Pointer,
    batch: number,
    hidden: number,
  ): void;

  /**
   * Backward: dh′ = `dh` + `dhMore` (may be 0) → `dFromInput` and `dFromHidden` (B, 3H), and `dhOut` = dh′ z (B, H), the part of
   * dh that does not come through a product.
   */
  gruCellBackward(
    dh: Pointer,
    dhMore: Pointer,
    gates: Pointer,
    h: Pointer,
    dFromInput: Pointer,
    dFromHidden: Pointer,
    dhOut: Pointer,
    batch: number,
    hidden: number,
  ): void;

  /**
   * Forward: pre-activations `fromInput` + `fromHidden` (B, 4H) and c (B, H) → `gates` (B, 4H) activated, c′, tanh c′ and h′ (B, H).
   */
  lstmCell(
    fromInput: Pointer,
    fromHidden: Pointer,
    c: Pointer,
    gates: Pointer,
    cOut: Pointer,
    tanhC: Pointer,
    hOut: Pointer,
    batch: number,
    hidden: number,
  ): void;

  /**
   * Backward: dh′ = `dh` + `dhMore`, and `dc` (B, H) → `dGates` (B, 4H) of the pre-activations, and `dcOut` (B, H) of c. `dhMore`
   * and `dc` may be 0.
   */
  lstmCellBackward(
    dh: Pointer,
    dhMore: Pointer,
    dc: Pointer,
    gates: Pointer,
    c: Pointer,
    tanhC: Pointer,
    dGates: Pointer,
    dcOut: Pointer,
    batch: number,
    hidden: number,
  ): void;

  /** out[i, k] = maxⱼ x[i, j, k], NaN if one is; −Infinity for n = 0. */
  max(x: Pointer, out: Pointer, outer: number, n: number, inner: number): void;

  /** out[i, k] = Σⱼ x[i, j, k] / n; NaN for n = 0. */
  mean(x: Pointer, out: Pointer, outer: number, n: number, inner: number): void;

  /** out[i, k] = Σⱼ x[i, j, k], x of shape (outer, n, inner); 0 for n = 0. */
  sum(x: Pointer, out: Pointer, outer: number, n: number, inner: number): void;

  /** out[0] = Σ x², added up in float64; its root is the norm that gradients are clipped by. */
  sumOfSquares(x: Pointer, out: Pointer, n: number): void;

  /**
   * out = softmax(scale·x) for rows `start` … `end` − 1 of `columns` numbers. With `causal` (1, else 0), row r sees columns
   * 0 … r mod `columns`: x is a stack of squares, and the other columns of out are 0.
   */
  attentionSoftmax(
    x: Pointer,
    out: Pointer,
    start: number,
    end: number,
    columns: number,
    scale: number,
    causal: number,
  ): void;

  /** out = scale·y (g − Σ g y) for the same rows, with y the result of `attentionSoftmax`. */
  attentionSoftmaxBackward(
    g: Pointer,
    y: Pointer,
    out: Pointer,
    start: number,
    end: number,
    columns: number,
    scale: number,
    causal: number,
  ): void;

  /**
   * losses = m + ln s − x_t for each row, 0 where the target is `ignored`; probabilities = softmax(x), for the backward pass.
   * Gives the first row whose target is neither a class nor `ignored`, −1 if there is none; such a row's loss is NaN.
   */
  crossEntropy(
    x: Pointer,
    targets: Pointer,
    losses: Pointer,
    probabilities: Pointer,
    rows: number,
    classes: number,
    ignored: number,
  ): number;

  /**
   * out = (y − [j = t]) g for each row, 0 where the target is `ignored`, with y from `crossEntropy`. g[r·gStride] is the row's
   * gradient (gStride 1), or the only one (gStride 0); it is divided by count[0], unless `count` is 0: 1 for a sum, 0 for none.
   */
  crossEntropyBackward(
    g: Pointer,
    gStride: number,
    count: Pointer,
    probabilities: Pointer,
    targets: Pointer,
    out: Pointer,
    rows: number,
    classes: number,
    ignored: number,
  ): void;

  /** out = x − m − ln s along rows. */
  logSoftmax(x: Pointer, out: Pointer, rows: number, columns: number): void;

  /** out = g − e^y Σ g along rows, with y = logSoftmax(x). */
  logSoftmaxBackward(g: Pointer, y: Pointer, out: Pointer, rows: number, columns: number): void;

  /**
   * out[0] = Σ losses / count, count[0] = the number of rows whose target is not `ignored`: a mean over the rows that count.
   * NaN where none does, as in PyTorch.
   */
  meanLoss(losses: Pointer, targets: Pointer, out: Pointer, count: Pointer, rows: number, ignored: number): void;

  /** out = softmax(x) along rows. */
  softmax(x: Pointer, out: Pointer, rows: number, columns: number): void;

  /** out = y (g − Σ g y) along rows. */
  softmaxBackward(g: Pointer, y: Pointer, out: Pointer, rows: number, columns: number): void;

  /** out = |x| */
  abs(x: Pointer, out: Pointer, n: number): void;

  /** out = x + term */
  addScalar(x: Pointer, out: Pointer, n: number, term: number): void;

  /** out = min(max(x, low), high); NaN stays NaN. */
  clip(x: Pointer, out: Pointer, n: number, low: number, high: number): void;

  /** out = x³ */
  cube(x: Pointer, out: Pointer, n: number): void;

  /** out = erf x = 2/√π ∫₀ˣ e^(−t²) dt */
  erf(x: Pointer, out: Pointer, n: number): void;

  /** out = eˣ */
  exp(x: Pointer, out: Pointer, n: number): void;

  /** out = x Φ(x): the exact GELU. */
  gelu(x: Pointer, out: Pointer, n: number): void;

  /** out = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))): the GELU of GPT-2. */
  geluTanh(x: Pointer, out: Pointer, n: number): void;

  /** out = x for x > 0, else slope·x */
  leakyRelu(x: Pointer, out: Pointer, n: number, slope: number): void;

  /** out = ln x: −Infinity at 0, NaN below. */
  log(x: Pointer, out: Pointer, n: number): void;

  /** out = −x */
  negate(x: Pointer, out: Pointer, n: number): void;

  /** out = 1 / x */
  reciprocal(x: Pointer, out: Pointer, n: number): void;

  /** out = max(x, 0); NaN stays NaN. */
  relu(x: Pointer, out: Pointer, n: number): void;

  /** out = 1 / √x */
  rsqrt(x: Pointer, out: Pointer, n: number): void;

  /** out = factor·x */
  scale(x: Pointer, out: Pointer, n: number, factor: number): void;

  /** out = σ(x) = 1 / (1 + e⁻ˣ) */
  sigmoid(x: Pointer, out: Pointer, n: number): void;

  /** out = x σ(x) */
  silu(x: Pointer, out: Pointer, n: number): void;

  /** out = ln(1 + eˣ) */
  softplus(x: Pointer, out: Pointer, n: number): void;

  /** out = √x, NaN below 0; exact to the last bit. */
  sqrt(x: Pointer, out: Pointer, n: number): void;

  /** out = x² */
  square(x: Pointer, out: Pointer, n: number): void;

  /** out = tanh x */
  tanh(x: Pointer, out: Pointer, n: number): void;

  /** out = g for low ≤ x ≤ high, else 0 */
  clipBackward(g: Pointer, x: Pointer, out: Pointer, n: number, low: number, high: number): void;

  /** out = g (Φ(x) + x φ(x)) */
  geluBackward(g: Pointer, x: Pointer, out: Pointer, n: number): void;

  /** out = g (s + x s (1 − s) v′) with s = σ(v), v = 2 √(2/π) (x + 0.044715 x³) */
  geluTanhBackward(g: Pointer, x: Pointer, out: Pointer, n: number): void;

  /** out = x Φ(x) and slope = Φ(x) + x φ(x), its derivative: together hardly dearer than one, and the way back is a product. */
  geluWithSlope(x: Pointer, out: Pointer, slope: Pointer, n: number): void;

  /** out = g for x > 0, else slope·g */
  leakyReluBackward(g: Pointer, x: Pointer, out: Pointer, n: number, slope: number): void;

  /** out = g for x > 0, else 0; y will do in place of x. */
  reluBackward(g: Pointer, x: Pointer, out: Pointer, n: number): void;

  /** out = g y (1 − y) with y = σ(x) */
  sigmoidBackward(g: Pointer, y: Pointer, out: Pointer, n: number): void;

  /** out = g σ(x) (1 + x (1 − σ(x))) */
  siluBackward(g: Pointer, x: Pointer, out: Pointer, n: number): void;

  /** out = g σ(x) */
  softplusBackward(g: Pointer, x: Pointer, out: Pointer, n: number): void;

  /** out = g (1 − y²) with y = tanh x */
  tanhBackward(g: Pointer, y: Pointer, out: Pointer, n: number): void;
}
