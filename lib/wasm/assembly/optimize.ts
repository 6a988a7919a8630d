/*
 * The steps of the optimizers, for n parameters at once: one pass over memory each. g is the gradient, with weight decay λθ added
 * where it is coupled (all but AdamW, which takes αλθ off the parameter itself).
 *
 *   SGD        θ ← θ − α g
 *   momentum   v ← μ v + (1 − d) g (first step: v = g),     θ ← θ − α v      Nesterov: θ ← θ − α (g + μ v)
 *   RMSProp    s ← ρ s + (1 − ρ) g²,    θ ← θ − α g / (√s + ε)        centred: √(s − a²), a ← a + (1 − ρ)(g − a)
 *   Adagrad    s ← s + g²,              θ ← θ − α g / (√s + ε)
 *   Adam       m ← m + (1 − β₁)(g − m), s ← β₂ s + (1 − β₂) g²,   θ ← θ − (α / c₁) m / (√s / √c₂ + ε),   cₖ = 1 − βₖᵗ
 *
 * Every array has a pointer for what is read and one for what is written; they may be equal. Numbers come in float64, and differences
 * such as 1 − β₂ are taken there: 0.999 has lost four of its digits to 1 − 0.999 in float32.
 *
 * Notation: θ parameter, α learning rate, λ weight decay, μ momentum, d dampening, ρ, β₁, β₂ decay rates, ε a small number, t step.
 * Source: D. Kingma and J. Ba, arXiv:1412.6980 (2015), algorithm 1; I. Loshchilov and F. Hutter, arXiv:1711.05101 (2019), algorithm 2;
 *   the order of operations is that of torch.optim.
 */
import { multiplyAdd } from "./lanes.ts";
import { loadNext, storeNext } from "./tail.ts";

/* @inline */ function splat(value: f64): v128 {
  return f32x4.splat(<f32>value);
}

/** g + λ θ */
/* @inline */ function decayed(g: v128, theta: v128, decay: v128): v128 {
  return multiplyAdd(theta, decay, g);
}

/** θ ← θ − α (g + λ θ) */
export function sgd(theta: usize, g: usize, thetaOut: usize, n: i32, rate: f64, weightDecay: f64): void {
  const step = splat(-rate);
  const decay = splat(weightDecay);
  for (; n > 0; n -= 4, theta += 16, g += 16, thetaOut += 16) {
    const t = loadNext(theta, n);
    storeNext(thetaOut, multiplyAdd(decayed(loadNext(g, n), t, decay), step, t), n);
  }
}

/**
 * v ← μ v + (1 − d) g, θ ← θ − α v; with `nesterov` (1, else 0) θ ← θ − α (g + μ v). In the first step (`first` 1, else 0)
 * v = g, whatever is in `velocity`.
 */
export function momentum(
  theta: usize,
  g: usize,
  velocity: usize,
  thetaOut: usize,
  velocityOut: usize,
  n: i32,
  rate: f64,
  mu: f64,
  dampening: f64,
  weightDecay: f64,
  nesterov: i32,
  first: i32,
): void {
  const step = splat(-rate);
  const decay = splat(weightDecay);
  const keep = splat(first ? 0 : mu);
  const take = splat(first ? 1 : 1 - dampening);
  const ahead = splat(mu);
  for (; n > 0; n -= 4, theta += 16, g += 16, velocity += 16, thetaOut += 16, velocityOut += 16) {
    const t = loadNext(theta, n);
    const slope = decayed(loadNext(g, n), t, decay);
    const v = multiplyAdd(slope, take, f32x4.mul(loadNext(velocity, n), keep));
    storeNext(velocityOut, v, n);
    storeNext(thetaOut, multiplyAdd(nesterov ? multiplyAdd(v, ahead, slope) : v, step, t), n);
  }
}

/** s ← ρ s + (1 − ρ) g² */
/* @inline */ function meanSquare(s: v128, g: v128, keep: v128, take: v128): v128 {
  return multiplyAdd(f32x4.mul(g, take), g, f32x4.mul(s, keep));
}

/**
 * s ← ρ s + (1 − ρ) g², θ ← θ − α g / (√s + ε). Centred, if `average` is not 0: a ← a + (1 − ρ)(g − a) and √(s − a²) for √s. With
 * momentum, if `velocity` is not 0: v ← μ v + g / (√s + ε), θ ← θ − α v.
 */
export function rmsprop(
  theta: usize,
  g: usize,
  square: usize,
  average: usize,
  velocity: usize,
  thetaOut: usize,
  squareOut: usize,
  averageOut: usize,
  velocityOut: usize,
  n: i32,
  rate: f64,
  rho: f64,
  epsilon: f64,
  weightDecay: f64,
  mu: f64,
): void {
  const step = splat(-rate);
  const decay = splat(weightDecay);
  const keep = splat(rho);
  const take = splat(1 - rho);
  const small = splat(epsilon);
  for (let at: usize = 0; n > 0; n -= 4, at += 16) {
    const t = loadNext(theta + at, n);
    const slope = decayed(loadNext(g + at, n), t, decay);
    const s = meanSquare(loadNext(square + at, n), slope, keep, take);
    storeNext(squareOut + at, s, n);
    let deviation = s;
    if (average) {
      let a = loadNext(average + at, n);
      a = multiplyAdd(f32x4.sub(slope, a), take, a);
      storeNext(averageOut + at, a, n);
      deviation = f32x4.sub(s, f32x4.mul(a, a));
    }
    let v = f32x4.div(slope, f32x4.add(f32x4.sqrt(deviation), small));
    if (velocity) {
      v = multiplyAdd(loadNext(velocity + at, n), splat(mu), v);
      storeNext(velocityOut + at, v, n);
    }
    storeNext(thetaOut + at, multiplyAdd(v, step, t), n);
  }
}

/** s ← s + g², θ ← θ − α g / (√s + ε) */
export function adagrad(
  theta: usize,
  g: usize,
  square: usize,
  thetaOut: usize,
  squareOut: usize,
  n: i32,
  rate: f64,
  epsilon: f64,
  weightDecay: f64,
): void {
  const step = splat(-rate);
  const decay = splat(weightDecay);
  const small = splat(epsilon);
  for (; n > 0; n -= 4, theta += 16, g += 16, square += 16, thetaOut += 16, squareOut += 16) {
    const t = loadNext(theta, n);
    const slope = decayed(loadNext(g, n), t, decay);
    const s = multiplyAdd(slope, slope, loadNext(square, n));
    storeNext(squareOut, s, n);
    const v = f32x4.div(slope, f32x4.add(f32x4.sqrt(s), small));
    storeNext(thetaOut, multiplyAdd(v, step, t), n);
  }
}

/* @inline */ function adamStep(
  theta: usize,
  g: usize,
  m: usize,
  square: usize,
  thetaOut: usize,
  mOut: usize,
  squareOut: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  weightDecay: f64,
  correction1: f64,
  correction2: f64,
  decoupled: bool,
): void {
  const step = splat(-rate / correction1);
  const decay = splat(decoupled ? 1 - rate * weightDecay : weightDecay);
  const take1 = splat(1 - beta1);
  const keep2 = splat(beta2);
  const take2 = splat(1 - beta2);
  const root = splat(1 / sqrt<f64>(correction2));
  const small = splat(epsilon);
  for (let at: usize = 0; n > 0; n -= 4, at += 16) {
    let t = loadNext(theta + at, n);
    let slope = loadNext(g + at, n);
    if (decoupled) t = f32x4.mul(t, decay);
    else slope = decayed(slope, t, decay);
    let average = loadNext(m + at, n);
    average = multiplyAdd(f32x4.sub(slope, average), take1, average);
    const s = meanSquare(loadNext(square + at, n), slope, keep2, take2);
    storeNext(mOut + at, average, n);
    storeNext(squareOut + at, s, n);
    const size = multiplyAdd(f32x4.sqrt(s), root, small);
    storeNext(thetaOut + at, multiplyAdd(f32x4.div(average, size), step, t), n);
  }
}

/** Adam, weight decay coupled: g + λ θ. The corrections are 1 − β₁ᵗ and 1 − β₂ᵗ. */
export function adam(
  theta: usize,
  g: usize,
  m: usize,
  square: usize,
  thetaOut: usize,
  mOut: usize,
  squareOut: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  weightDecay: f64,
  correction1: f64,
  correction2: f64,
): void {
  adamStep(
    theta,
    g,
    m,
    square,
    thetaOut,
    mOut,
    squareOut,
    n,
    rate,
    beta1,
    beta2,
    epsilon,
    weightDecay,
    correction1,
    correction2,
    false,
  );
}

/** AdamW, weight decay decoupled: θ ← (1 − α λ) θ first. The corrections are 1 − β₁ᵗ and 1 − β₂ᵗ. */
export function adamw(
  theta: usize,
  g: usize,
  m: usize,
  square: usize,
  thetaOut: usize,
  mOut: usize,
  squareOut: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  weightDecay: f64,
  correction1: f64,
  correction2: f64,
): void {
  adamStep(
    theta,
    g,
    m,
    square,
    thetaOut,
    mOut,
    squareOut,
    n,
    rate,
    beta1,
    beta2,
    epsilon,
    weightDecay,
    correction1,
    correction2,
    true,
  );
}
