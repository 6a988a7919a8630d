import type { DType, TypedArray } from "./dtype.ts";
import type { Shape } from "./shape.ts";

export function elementsText(elements: TypedArray, shape: Shape, dtype: DType): string {
  return `tensor(${JSON.stringify(Array.from(elements))}, shape ${shape}, ${dtype})`;
}

export function elementsHtml(elements: TypedArray, shape: Shape, dtype: DType): string {
  return elementsText(elements, shape, dtype);
}
