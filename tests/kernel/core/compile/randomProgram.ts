// Random programs over several cells, for comparison with the same program run as one file.
import { withoutBoxNames } from "../../../../kernel/core/compile/boxNames.ts";

/** What may be used at a place. */
interface Place {
  /** Anything that can be read. */
  readonly names: readonly string[];
  /** Names that can stand left of `=`, if only to throw as they are constant. */
  readonly targets: readonly string[];
  readonly canAwait: boolean;
  readonly depth: number;
}

export const CELLS = 4;
const LINES = 6;

export interface RandomProgram {
  /** TypeScript. */
  readonly cells: readonly string[];
  /** The same as one text in JavaScript. */
  readonly plain: string;
}

/** A program whose every name is declared once, and before its use. */
export function randomProgram(seed: number): RandomProgram {
  const next = generator(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
  const chance = (p: number): boolean => next() < p;
  let top: Place = { names: [], targets: [], canAwait: true, depth: 0 };
  const constants = new Set<string>();
  let count = 0;

  const fresh = (prefix: string): string => `${prefix}${++count}`;
  const digit = (): string => String(Math.floor(next() * 9));
  const end = (): string => pick([";", ";\n", "\n", " // the end\n", " /* ; */\n"]);
  // Types are put in brackets, by which they can be taken away again.
  const type = (): string => (chance(0.3) ? "⟦: any⟧" : "");
  const nameIn = ({ names }: Place): string => (names.length === 0 ? digit() : pick(names));
  const deeper = (place: Place, ...names: string[]): Place => ({
    ...place,
    names: [...place.names, ...names],
    targets: [...place.targets, ...names],
    depth: place.depth + 1,
  });
  const inFunction = (place: Place, ...names: string[]): Place => ({ ...deeper(place, ...names), canAwait: false });
  /** A name of outside to be hidden by one of inside, or a new one. */
  const hiding = (place: Place): string => (chance(0.5) && place.targets.length > 0 ? pick(place.targets) : fresh("i"));

  function typed(text: string): string {
    if (chance(0.8)) return text;
    return pick([`(${text}⟦ as any⟧)`, `(⟦<any>⟧${text})`, `(${text}⟦ satisfies unknown⟧)`, `(${text}⟦!⟧)`]);
  }

  function expression(place: Place): string {
    const below = deeper(place);
    if (place.depth > 4) return typed(pick([nameIn(place), digit()]));
    const choices: (() => string)[] = [
      digit,
      () => typed(nameIn(place)),
      () => typed(nameIn(place)),
      () => `(${expression(below)} + ${expression(below)})`,
      () => `num(${expression(below)}) * num(${expression(below)})`,
      () => `(${expression(below)} ? ${expression(below)} : ${expression(below)})`,
      () => `call(${nameIn(place)})`,
      () => `size({ ${member(below)} })`,
      () => `[${expression(below)}, ...[${expression(below)}]].length`,
      () => `typeof ${nameIn(place)}`,
      () => `\`<\${show(${expression(below)})}>\``,
      () => functionExpression(below),
      () => `(${functionExpression(below)})(${expression(below)})`,
      () => (place.canAwait ? `(await ${expression(below)})` : digit()),
      () => `(${nameIn(place)}⟦ as any⟧)?.length`,
    ];
    if (place.targets.length > 0) {
      const target = pick(place.targets);
      choices.push(
        () => pick([`num(${target}++)`, `num(--${target})`, `(${target}⟦ as any⟧)++`, `++${target}`]),
        () => `(${target} ${pick(["=", "+=", "??=", "||=", "&&="])} ${expression(below)})`,
        () => `([${target}] = [${expression(below)}])`,
        () => `({ a: ${target} = ${expression(below)} } = {}⟦ as any⟧)`,
        () => `({ ${target} } = { ${target}: ${expression(below)} })`,
      );
    }
    return pick(choices)();
  }

  function member(place: Place): string {
    const name = pick(["a", ...place.names]);
    const value = expression(inFunction(place));
    return pick([`${name}: ${expression(place)}`, `[${digit()}]: 2`, `${name}() { return ${value} }`, ...place.names]);
  }

  function functionExpression(place: Place): string {
    const parameter = hiding(place);
    const inside = inFunction(place, parameter);
    const start = `${parameter}${chance(0.3) ? `${type()} = ${expression(inFunction(place))}` : type()}`;
    return pick([
      () => `((${start}) => (${expression(inside)}))`,
      () => `(function (${start})${type()} { ${statement(inside)} return ${expression(inside)} })`,
      () => `(function ${parameter}(n⟦: number⟧) { return n > 0 ? 1 : ${expression(inside)} })`,
    ])();
  }

  function block(place: Place): string {
    const name = hiding(place);
    const inside = deeper(place, name);
    return `{ ${pick(["let", "const"])} ${name}${type()} = ${digit()}${end()}${statement(inside)} }`;
  }

  function bare(place: Place): string {
    const below = deeper(place);
    const target = place.targets.length > 0 ? pick(place.targets) : null;
    if (place.depth > 4) return `out.push(show(${expression(below)}))${end()}`;
    return pick([
      () => `out.push(show(${expression(below)}))${end()}`,
      () => (target ? `${target}${pick(["++", "--"])}${end()}` : ""),
      () => (target ? `${target} ${pick(["=", "+=", "??="])} ${expression(below)}${end()}` : ""),
      () => (target ? `for (${target} of [1, 2]) { ${statement(below)} }\n` : ""),
      () => `call(${nameIn(place)})${end()}`,
      () => `for (let i = 0; i < 2; i++) { ${statement(deeper(place))} out.push(i) }\n`,
      () => `for (const k of [1, 2]) ${bare({ ...below, names: [...below.names, "k"] }) || ";"}\n`,
      () => `if (${expression(below)}) { ${statement(below)} }\nelse call(${nameIn(place)})${end()}`,
      () => `if (${expression(below)}) call(${nameIn(place)}); else ${block(below)}\n`,
      () => `switch (num(${expression(below)})) { case 1: ${statement(below)} default: ${statement(below)} }\n`,
      () => `try { throw 1 } catch (${target ?? "e"}) { ${statement(below)} }\n`,
      () => `${block(below)}\n`,
    ])();
  }

  /** Assigning to a constant throws, and so does much else: the error is one more thing to be seen. */
  function statement(place: Place): string {
    return `try { ${bare(deeper(place))} } catch (e) { out.push(String(e)) }\n`;
  }

  function declare(text: string, targets: readonly string[], others: readonly string[] = []): string {
    if (text.startsWith("const")) for (const target of targets) constants.add(target);
    top = { ...top, names: [...top.names, ...targets, ...others], targets: [...top.targets, ...targets] };
    return text;
  }

  function declaration(): string {
    const name = fresh("v");
    const word = pick(["const", "let", "let", "var"]);
    // Here nothing would catch the error.
    const place = { ...top, targets: top.targets.filter((target) => !constants.has(target)) };
    return pick([
      () => declare(`${word} ${name}${type()} = ${expression(place)}${end()}`, [name]),
      () => declare(`${word} ${name}${type()} = ${expression(place)}${end()}`, [name]),
      () => {
        const other = fresh("v");
        return declare(`${word} ${name} = ${expression(place)}, ${other}${type()} = ${expression(place)}${end()}`, [
          name,
          other,
        ]);
      },
      () => {
        const rest = fresh("v");
        const pattern = pick([`{ a: ${name} = ${expression(place)}, ...${rest} }`, `{ ${name} = 2, b: ${rest} }`]);
        return declare(`${word} ${pattern} = { b: ${expression(place)} }⟦ as any⟧${end()}`, [name, rest]);
      },
      () => declare(`for (var ${name} = 0; ${name} < 2; ${name}++) out.push(${name})${end()}`, [name]),
      () => declare(`for (var { a: ${name} } of [{ a: ${expression(place)} }]) ${bare(place) || ";"}\n`, [name]),
      () => {
        const text = `function ${name}(x${type()})${type()} { ${guard(inFunction(top, "x"))} return x }\n`;
        return declare(text, [], [name]);
      },
      () => {
        const field = expression(inFunction(place));
        return declare(
          `class ${name} { ⟦private ⟧f = ${field}\n static s() { return new ${name}().f } }\n`,
          [],
          [name],
        );
      },
    ])();
  }

  /** Functions may call each other for ever. */
  function guard(place: Place): string {
    return `if (burn()) return 0; ${statement(place)}`;
  }

  const texts = Array.from({ length: CELLS }, () => {
    const lines = Array.from({ length: LINES }, () => (chance(0.6) ? declaration() : statement(top)));
    const all = top.names.map((name) => `show(${name})`).join(", ");
    return `${lines.join("")}\n;out.push([${all}])`;
  });
  return {
    cells: texts.map((text) => text.replace(/[⟦⟧]/g, "")),
    plain: texts.join("\n;\n").replace(/⟦.*?⟧/g, ""),
  };
}

/** The names that a program uses beside its own, and what it has shown of itself. */
export function createObserver(): { readonly seen: unknown[]; readonly names: Record<string, unknown> } {
  const seen: unknown[] = [];
  let calls = 0;
  let fuel = 300;
  const text = (value: unknown): string => {
    if (typeof value === "function") return `function ${value.name}`;
    const whole = typeof value === "object" && value !== null;
    return whole ? JSON.stringify(value, (_, part) => (typeof part === "function" ? text(part) : part)) : String(value);
  };
  const guarded = (make: () => unknown): unknown => {
    try {
      return make();
    } catch (error) {
      return withoutBoxNames(String(error));
    }
  };
  const names = {
    out: { push: (value: unknown) => seen.push(typeof value === "string" ? withoutBoxNames(value) : value) },
    show: (value: unknown) => guarded(() => `${typeof value} ${text(value)}`.slice(0, 200)),
    num: (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value % 100 : 3),
    call: (value: unknown) => {
      if (++calls > 300 || typeof value !== "function") return 1;
      return guarded(() => ("s" in value ? (value.s as () => unknown)() : value(2)));
    },
    size: (value: object) => Object.keys(value).length,
    burn: () => --fuel < 0,
  };
  return { seen, names };
}

/** Mulberry32: numbers in [0, 1), the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
