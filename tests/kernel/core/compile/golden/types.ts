interface Point { x: number; y?: string }
type Alias<T> = { [K in keyof T]: T[K] }
declare const ambient: number
declare function foreign(x: number): void
declare class Ghost { x: 1 }
declare global { interface Window { z: 1 } }
declare module "m" { export const q: 1 }
namespace OnlyTypes { export type A = 1; export interface B {} }
abstract class Base<in out T> implements Point, Iterable<T> {
  declare hidden: string
  private readonly x: number = 1
  protected static override y?: string
  public ["z"]!: T
  [key: string]: any
  abstract run(): void
  abstract get size(): number
  constructor(a?: string, ...rest: T[]) {}
  m?<U>(this: Base<T>, u: U): u is any { return true }
  async *[Symbol.iterator](): any {}
}
function over(x: string): void
function over(x: number): void
function over(this: void, x: any, { a }: { a: 1 } = { a: 1 }): asserts x is string {}
let u!: number, v = <any>u, t = u as unknown as string satisfies string
const gen = <T,>(x: T): x is NonNullable<T> => !!x
const made = new Map<string, number[]>(), inst = Array<number>
over!(1); gen<string>("x")!.valueOf?.<any>()
try { } catch (e: unknown) { }
for (const q of [1] as const) q
label: for (let i: number = 0; i < 1; i++) ;
