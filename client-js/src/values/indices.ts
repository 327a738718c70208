// Keys of arrays that are elements.

const mostElements = 0xffffffff;

export function isIndex(key: string): boolean {
  const number = Number(key);
  return Number.isInteger(number) && number >= 0 && number < mostElements && String(number) === key;
}

// LengthOfArrayLike of ECMA-262: a Proxy may say any length.
export function lengthOf(array: ArrayLike<unknown>): number {
  const length = Math.trunc(Number(array.length));
  return Math.min(Math.max(length, 0) || 0, Number.MAX_SAFE_INTEGER);
}
