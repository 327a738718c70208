// Results of a wanted size.

export const echo = (value) => value;
export const list = (length) => Array.from({ length }, (_, at) => at);
export const listOfUndefined = (length) => new Array(length).fill(undefined);
export const grid = (rows, columns) => Array.from({ length: rows }, () => list(columns));
export const same = (times) => new Array(times).fill({});
export const empties = (count) => Array.from({ length: count }, () => ({}));
export const holes = (length) => new Array(length);
export const members = (count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));
export const map = (size) => new Map(Array.from({ length: size }, (_, at) => [at, at]));
export const set = (size) => new Set(Array.from({ length: size }, (_, at) => at));
export const text = (length) => 'x'.repeat(length);
export const bytes = (length) => new Uint8Array(length);
export const digits = (count) => 10n ** BigInt(count - 1);
export const dag = (levels) => Array.from({ length: levels }).reduce((inner) => [inner, inner], []);

export function nested(depth) {
  let value = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

export const lengthOf = (value) => value.length;
export const sizeOf = (value) => value.size;
export const never = () => new Promise(() => {});
