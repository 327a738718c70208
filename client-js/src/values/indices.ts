// Keys of arrays that are elements.

const mostElements = 0xffffffff;

export function isIndex(key: string): boolean {
  const number = Number(key);
  return Number.isInteger(number) && number >= 0 && number < mostElements && String(number) === key;
}
