// Compares two values as strictly as JavaScript can tell: classes, key order, property attributes, holes, the sign
// of zero, lone surrogates, aliases, and windows on buffers. Stacks of errors are not compared.

// Gives 'same', or the path of the first difference with a word on it.
export function compare(actual, expected) {
  const pairs = new Map();
  const taken = new Set();
  return differ(actual, expected, 'it', pairs, taken) ?? 'same';
}

function differ(actual, expected, path, pairs, taken) {
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(actual, expected) ? undefined : `${path} is ${show(actual)} and not ${show(expected)}`;
  }
  if (typeof actual !== 'object' || actual === null) return `${path} is ${show(actual)} and not an object`;
  // The same object in one must be the same object in the other, both ways.
  if (pairs.has(expected)) return pairs.get(expected) === actual ? undefined : `${path} is another object`;
  if (taken.has(actual)) return `${path} is an object that stands elsewhere too`;
  pairs.set(expected, actual);
  taken.add(actual);
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return `${path} is of another class`;
  const further = (one, other, where) => differ(one, other, `${path}${where}`, pairs, taken);
  return content(actual, expected, path, further) ?? members(actual, expected, path, further);
}

// What is not in members.
function content(actual, expected, path, further) {
  if (expected instanceof Date) return further(actual.getTime(), expected.getTime(), '.getTime()');
  if (expected instanceof Map) return list([...actual].flat(), [...expected].flat(), path, further);
  if (expected instanceof Set) return list([...actual], [...expected], path, further);
  if (expected instanceof ArrayBuffer)
    return list([...new Uint8Array(actual)], [...new Uint8Array(expected)], path, further);
  if (ArrayBuffer.isView(expected)) return view(actual, expected, path, further);
  if (expected instanceof RegExp) {
    const written = (regexp) => `/${regexp.source}/${regexp.flags} at ${regexp.lastIndex}`;
    return further(written(actual), written(expected), '');
  }
  if (isBox(expected)) return further(actual.valueOf(), expected.valueOf(), '.valueOf()');
  if (Array.isArray(expected) && !Array.isArray(actual)) return `${path} is no array`;
  return undefined;
}

function isBox(value) {
  return [Number, String, Boolean, BigInt].some((maker) => value instanceof maker);
}

function view(actual, expected, path, further) {
  return (
    further(actual.byteOffset, expected.byteOffset, '.byteOffset') ??
    further(actual.byteLength, expected.byteLength, '.byteLength') ??
    further(actual.buffer, expected.buffer, '.buffer')
  );
}

function list(actual, expected, path, further) {
  if (actual.length !== expected.length) return `${path} has ${actual.length} parts and not ${expected.length}`;
  return first(expected, (item, at) => further(actual[at], item, `(${at})`));
}

function members(actual, expected, path, further) {
  // The elements of a typed array have been compared, by its buffer.
  if (ArrayBuffer.isView(expected)) return undefined;
  const keys = keysOf(expected);
  const actualKeys = keysOf(actual);
  if (actualKeys.length !== keys.length || keys.some((key, at) => key !== actualKeys[at])) {
    return `${path} has the members ${show(actualKeys.map(String))} and not ${show(keys.map(String))}`;
  }
  return first(keys, (key) => {
    const one = Object.getOwnPropertyDescriptor(actual, key);
    const other = Object.getOwnPropertyDescriptor(expected, key);
    const where = `.${String(key)}`;
    for (const attribute of ['writable', 'enumerable', 'configurable']) {
      if (one[attribute] !== other[attribute]) return `${path}${where} differs in being ${attribute}`;
    }
    return further(one.value, other.value, where);
  });
}

function keysOf(object) {
  const keys = Reflect.ownKeys(object);
  return object instanceof Error ? keys.filter((key) => key !== 'stack').sort() : keys;
}

function first(items, look) {
  for (let at = 0; at < items.length; at++) {
    const difference = look(items[at], at);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function show(value) {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'string' || Array.isArray(value) ? JSON.stringify(value) : String(value);
}
