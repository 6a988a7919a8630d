/*
 * The steps of the optimizers, for n parameters at once: one pass over memory each. g is the gradient, with weight decay λθ added.
 *
 *   SGD        θ ← θ − α g
 *   momentum   v ← μ v + (1 − d) g (first step: v = g),     θ ← θ − α v      Nesterov: θ ← θ − α (g + μ v)
 *   RMSProp    s ← ρ s + (1 − ρ) g²,    θ ← θ − α g / (√s + ε)        centred: √(s − a²), a ← a + (1 − ρ)(g − a)
 *   Adagrad    s ← s + g²,              θ ← θ − α g / (√s + ε)
 *
 * Every array has a pointer for what is read and one for what is written; they may be equal. Numbers come in float64, and differences
 * such as 1 − ρ are taken there: in float32, 1 − 0.999 has three digits fewer than 0.999.
 *
 * Notation: θ parameter, α learning rate, λ weight decay, μ momentum, d dampening, ρ decay rate, ε a small number.
 * Source: B. Polyak (1964); Y. Nesterov (1983); J. Duchi, E. Hazan and Y. Singer, JMLR 12 (2011); G. Hinton's lecture 6e (2012); the
 *   order of operations is that of torch.optim. Adam is in adam.ts.
 */
import { multiplyAdd } from "./lanes.ts";
import { loadNext, storeNext } from "./tail.ts";

/* @inline */ export function splat(value: f64): v128 {
  return f32x4.splat(<f32>value);
}

/** g + λ θ */
/* @inline */ export function decayed(g: v128, theta: v128, decay: v128): v128 {
  return multiplyAdd(theta, decay, g);
}

/*
 * Each step has its rule for up to four numbers, `left` of them. Called with the constant 4, it becomes loads and stores of whole
 * vectors; called with a variable in the same loop, it would ask at each of them, which takes three times as long.
 */
/* @inline */ function sgdLanes(theta: usize, g: usize, thetaOut: usize, left: i32, step: v128, decay: v128): void {
  const t = loadNext(theta, left);
  storeNext(thetaOut, multiplyAdd(decayed(loadNext(g, left), t, decay), step, t), left);
}

/** θ ← θ − α (g + λ θ) */
export function sgd(theta: usize, g: usize, thetaOut: usize, n: i32, rate: f64, weightDecay: f64): void {
  const step = splat(-rate);
  const decay = splat(weightDecay);
  for (; n >= 4; n -= 4, theta += 16, g += 16, thetaOut += 16) sgdLanes(theta, g, thetaOut, 4, step, decay);
  if (n > 0) sgdLanes(theta, g, thetaOut, n, step, decay);
}

/* @inline */ function momentumLanes(
  theta: usize,
  g: usize,
  velocity: usize,
  thetaOut: usize,
  velocityOut: usize,
  left: i32,
  step: v128,
  decay: v128,
  keep: v128,
  take: v128,
  ahead: v128,
  nesterov: i32,
): void {
  const t = loadNext(theta, left);
  const slope = decayed(loadNext(g, left), t, decay);
  const v = multiplyAdd(slope, take, f32x4.mul(loadNext(velocity, left), keep));
  storeNext(velocityOut, v, left);
  storeNext(thetaOut, multiplyAdd(nesterov ? multiplyAdd(v, ahead, slope) : v, step, t), left);
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
  for (; n >= 4; n -= 4, theta += 16, g += 16, velocity += 16, thetaOut += 16, velocityOut += 16) {
    momentumLanes(theta, g, velocity, thetaOut, velocityOut, 4, step, decay, keep, take, ahead, nesterov);
  }
  if (n > 0) momentumLanes(theta, g, velocity, thetaOut, velocityOut, n, step, decay, keep, take, ahead, nesterov);
}

/** s ← ρ s + (1 − ρ) g² */
/* @inline */ export function meanSquare(s: v128, g: v128, keep: v128, take: v128): v128 {
  return multiplyAdd(f32x4.mul(g, take), g, f32x4.mul(s, keep));
}

/* @inline */ function rmspropLanes(
  theta: usize,
  g: usize,
  square: usize,
  average: usize,
  velocity: usize,
  thetaOut: usize,
  squareOut: usize,
  averageOut: usize,
  velocityOut: usize,
  at: usize,
  left: i32,
  step: v128,
  decay: v128,
  keep: v128,
  take: v128,
  small: v128,
  speed: v128,
): void {
  const t = loadNext(theta, left);
  const slope = decayed(loadNext(g, left), t, decay);
  const s = meanSquare(loadNext(square, left), slope, keep, take);
  storeNext(squareOut, s, left);
  let deviation = s;
  if (average) {
    let a = loadNext(average + at, left);
    a = multiplyAdd(f32x4.sub(slope, a), take, a);
    storeNext(averageOut + at, a, left);
    deviation = f32x4.sub(s, f32x4.mul(a, a));
  }
  let v = f32x4.div(slope, f32x4.add(f32x4.sqrt(deviation), small));
  if (velocity) {
    v = multiplyAdd(loadNext(velocity + at, left), speed, v);
    storeNext(velocityOut + at, v, left);
  }
  storeNext(thetaOut, multiplyAdd(v, step, t), left);
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
  const speed = splat(mu);
  let at: usize = 0;
  for (; n >= 4; n -= 4, at += 16) {
    rmspropLanes(
      theta + at,
      g + at,
      square + at,
      average,
      velocity,
      thetaOut + at,
      squareOut + at,
      averageOut,
      velocityOut,
      at,
      4,
      step,
      decay,
      keep,
      take,
      small,
      speed,
    );
  }
  if (n > 0)
    rmspropLanes(
      theta + at,
      g + at,
      square + at,
      average,
      velocity,
      thetaOut + at,
      squareOut + at,
      averageOut,
      velocityOut,
      at,
      n,
      step,
      decay,
      keep,
      take,
      small,
      speed,
    );
}

/* @inline */ function adagradLanes(
  theta: usize,
  g: usize,
  square: usize,
  thetaOut: usize,
  squareOut: usize,
  left: i32,
  step: v128,
  decay: v128,
  small: v128,
): void {
  const t = loadNext(theta, left);
  const slope = decayed(loadNext(g, left), t, decay);
  const s = multiplyAdd(slope, slope, loadNext(square, left));
  storeNext(squareOut, s, left);
  const v = f32x4.div(slope, f32x4.add(f32x4.sqrt(s), small));
  storeNext(thetaOut, multiplyAdd(v, step, t), left);
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
  for (; n >= 4; n -= 4, theta += 16, g += 16, square += 16, thetaOut += 16, squareOut += 16) {
    adagradLanes(theta, g, square, thetaOut, squareOut, 4, step, decay, small);
  }
  if (n > 0) adagradLanes(theta, g, square, thetaOut, squareOut, n, step, decay, small);
}
