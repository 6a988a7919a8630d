// earlier const scale = 2
namespace Geo {
  export const origin = { x: 0 }, unit = scale
  export let moved = 0
  const hidden = 1
  export function move(by = hidden) { moved += by; return [origin, { moved }, Geo.unit] }
  export class Shape { area() { return unit } }
  export enum Kind { Round }
  export namespace Deep { export const level = moved }
  export import Alias = Deep
  export type OnlyType = number
  var v = 1
}
namespace Geo { export const more = origin, f = () => move() }
namespace A.B.C { export const { d, e: [g] } = { d: 1, e: [2] } }
function merged() {}
namespace merged { export const version = 1 }
Geo.move()
