// How messages name a place in a value: `result.items[3]["a key"]`.

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export function stepOf(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return identifier.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
