// Jupyter counts a cursor in Unicode code points, JavaScript in UTF-16 units: "🙂x" has x at 1 there and at 2 here.

/** From a position in code points to one in UTF-16 units; positions past the end give the end. */
export function toUtf16(text: string, codePoints: number): number {
  let at = 0;
  for (let left = codePoints; left > 0 && at < text.length; left--) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}

/** From a position in UTF-16 units to one in code points. */
export function toCodePoints(text: string, utf16: number): number {
  let count = 0;
  for (let at = 0; at < Math.min(utf16, text.length); count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return count;
}
