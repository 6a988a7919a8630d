export const a = 1, b = 2
export let c = a
export var d = c
export function f() { return c }
export class K {}
export enum E { A }
export { a as renamed, b }
export type { Foo } from "foo"
export interface I { x: 1 }
export default class Main {}
