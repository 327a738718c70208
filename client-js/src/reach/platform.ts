// What clients may read of objects that the platform made: an allow-list, prototype by prototype. Whatever
// is not here is out of reach, and so is every class of Node's own that is not here at all.

import { getOwnPropertyDescriptor, getPrototypeOf } from '../intrinsics.js';

// Nothing that makes more of an array than it is: a client that holds one array could double it by each call, or
// write out a nest of shared ones.
const arrayReaders = [
  'length',
  'at',
  'entries',
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'forEach',
  'includes',
  'indexOf',
  'keys',
  'lastIndexOf',
  'map',
  'reduce',
  'reduceRight',
  'slice',
  'some',
  'toReversed',
  'values',
  'with',
];

const typedArrayReaders = [...arrayReaders, 'byteLength', 'byteOffset', 'subarray'];

const dateReaders = Object.getOwnPropertyNames(Date.prototype).filter((name) => /^(get|to)[A-Z]/.test(name));
const viewReaders = Object.getOwnPropertyNames(DataView.prototype).filter((name) => name.startsWith('get'));

const iteratorReaders = ['next', 'return'];

const prototypeOf = (value: unknown): object => getPrototypeOf(value) as object;

const table: readonly (readonly [object, readonly string[]])[] = [
  [Array.prototype, arrayReaders],
  [Map.prototype, ['size', 'get', 'has', 'keys', 'values', 'entries', 'forEach']],
  [Set.prototype, ['size', 'has', 'keys', 'values', 'entries', 'forEach']],
  [WeakMap.prototype, ['get', 'has']],
  [WeakSet.prototype, ['has']],
  [Date.prototype, dateReaders],
  [RegExp.prototype, ['source', 'flags']],
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError].map(
    (made) => [made.prototype as object, ['name', 'message']] as const,
  ),
  [Promise.prototype, []],
  [prototypeOf(Uint8Array.prototype), typedArrayReaders],
  [ArrayBuffer.prototype, ['byteLength', 'slice']],
  [DataView.prototype, ['byteLength', 'byteOffset', ...viewReaders]],
  [URL.prototype, ['href', 'origin', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']],
  [URLSearchParams.prototype, ['get', 'getAll', 'has', 'keys', 'values', 'entries', 'size']],
  [prototypeOf(prototypeOf((function* () {})())), iteratorReaders],
  [prototypeOf(prototypeOf((async function* () {})())), iteratorReaders],
  [prototypeOf([][Symbol.iterator]()), ['next']],
  [prototypeOf(new Map().entries()), ['next']],
  [prototypeOf(new Set().values()), ['next']],
  [prototypeOf(''[Symbol.iterator]()), ['next']],
  [prototypeOf(''.matchAll(/./g)), ['next']],
];

const readable: ReadonlyMap<object, ReadonlySet<string>> = new Map(
  table.map(([prototype, names]) => [
    prototype,
    new Set(names.filter((name) => getOwnPropertyDescriptor(prototype, name) !== undefined)),
  ]),
);

export function isReadable(prototype: object, name: string): boolean {
  return readable.get(prototype)?.has(name) ?? false;
}

// Whether the table has this prototype, with or without members.
export function isListed(prototype: object): boolean {
  return readable.has(prototype);
}
