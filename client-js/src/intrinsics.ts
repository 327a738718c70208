// The parts of the language that the worker itself relies on, taken before any user code has run, so that
// a global that is replaced later breaks only the code that replaced it.

export const apply = Reflect.apply;
export const construct = Reflect.construct;
export const ownKeys = Reflect.ownKeys;
export const setProperty = Reflect.set;
export const getPrototypeOf = Object.getPrototypeOf;
export const getOwnPropertyDescriptor = Object.getOwnPropertyDescriptor;
export const hasOwn = Object.hasOwn;
export const keysOf = Object.keys;
export const isExtensible = Object.isExtensible;
export const defineProperty = Object.defineProperty;
export const isArray = Array.isArray;
export const parseJson = JSON.parse;
export const stringifyJson = JSON.stringify;
export const promiseThen = Promise.prototype.then;
export const isView = ArrayBuffer.isView;

export const cloneOf = structuredClone;

// Classes that the worker makes instances of for user code, or waits with.
export const native = Object.freeze({ BigInt, Date, Map, Object, Promise, RegExp, Set, Uint8Array });

const functionToString = Function.prototype.toString;

export function sourceOf(fn: Function): string {
  return apply(functionToString, fn, []) as string;
}

const method = <T>(prototype: object, name: PropertyKey): T => getOwnPropertyDescriptor(prototype, name)?.value as T;
const getter = (prototype: object, name: PropertyKey): (() => unknown) =>
  getOwnPropertyDescriptor(prototype, name)?.get as () => unknown;

const mapForEach = method<Function>(Map.prototype, 'forEach');
const setForEach = method<Function>(Set.prototype, 'forEach');
const mapSizeGetter = getter(Map.prototype, 'size');
const setSizeGetter = getter(Set.prototype, 'size');
const dateValue = method<() => number>(Date.prototype, 'getTime');
const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object;
const typedArrayTag = getter(typedArrayPrototype, Symbol.toStringTag);

// The same getter of typed arrays and of DataViews: what the view itself says, whatever its class says.
function ofView<T>(name: 'buffer' | 'byteOffset' | 'byteLength'): (view: ArrayBufferView) => T {
  const ofTypedArray = getter(typedArrayPrototype, name);
  const ofDataView = getter(DataView.prototype, name);
  return (view) => apply(typedArrayName(view) === undefined ? ofDataView : ofTypedArray, view, []) as T;
}

export const bufferOf = ofView<ArrayBuffer | SharedArrayBuffer>('buffer');
export const byteOffsetOf = ofView<number>('byteOffset');
export const byteLengthOf = ofView<number>('byteLength');

const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
// Missing in runtimes that do not know resizable buffers.
const bufferResizable = getter(ArrayBuffer.prototype, 'resizable') as (() => unknown) | undefined;

export function lengthOfBuffer(buffer: ArrayBuffer): number {
  return apply(bufferLength, buffer, []) as number;
}

export function isResizable(buffer: ArrayBuffer): boolean {
  return bufferResizable !== undefined && (apply(bufferResizable, buffer, []) as boolean);
}

const regExpSource = getter(RegExp.prototype, 'source');
// In the order of RegExp.prototype.flags.
const regExpFlags = Object.entries({
  d: 'hasIndices',
  g: 'global',
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  u: 'unicode',
  v: 'unicodeSets',
  y: 'sticky',
})
  .map(([flag, name]) => [flag, getter(RegExp.prototype, name) as (() => unknown) | undefined] as const)
  .filter(([, has]) => has !== undefined);

export function sourceOfRegExp(regexp: RegExp): string {
  return apply(regExpSource, regexp, []) as string;
}

export function flagsOf(regexp: RegExp): string {
  return regExpFlags.map(([flag, has]) => (apply(has!, regexp, []) === true ? flag : '')).join('');
}

const primitiveOf = [Boolean, Number, String, BigInt].map(
  ({ prototype }) => getOwnPropertyDescriptor(prototype, 'valueOf')?.value as () => unknown,
);

// What a boxed primitive holds; undefined for a boxed symbol.
export function unboxed(object: object): boolean | number | string | bigint | undefined {
  for (const valueOf of primitiveOf) {
    try {
      return apply(valueOf, object, []) as boolean | number | string | bigint;
    } catch {
      // It holds a primitive of another kind.
    }
  }
  return undefined;
}

export function eachOfMap(map: Map<unknown, unknown>, visit: (value: unknown, key: unknown) => void): void {
  apply(mapForEach, map, [visit]);
}

export function eachOfSet(set: Set<unknown>, visit: (value: unknown) => void): void {
  apply(setForEach, set, [visit]);
}

export function mapSize(map: Map<unknown, unknown>): number {
  return apply(mapSizeGetter, map, []) as number;
}

export function setSize(set: Set<unknown>): number {
  return apply(setSizeGetter, set, []) as number;
}

export function timeOf(date: Date): number {
  return apply(dateValue, date, []) as number;
}

// The class name of a typed array, or undefined for a DataView.
export function typedArrayName(view: ArrayBufferView): string | undefined {
  return apply(typedArrayTag, view, []) as string | undefined;
}

// toJSON methods of the platform whose objects have a kind of their own among the values.
export const dateToJson: Function = Date.prototype.toJSON;
export const bufferToJson: Function = Buffer.prototype.toJSON;

// Disposal hooks, for runtimes that do not have these symbols yet: user code that was compiled for them
// finds the same ones.
function wellKnown(name: 'dispose' | 'asyncDispose'): symbol {
  const present = (Symbol as unknown as Record<string, symbol | undefined>)[name];
  if (present !== undefined) return present;
  const made = Symbol(`Symbol.${name}`);
  defineProperty(Symbol, name, { value: made });
  return made;
}

export const disposeSymbol = wellKnown('dispose');
export const asyncDisposeSymbol = wellKnown('asyncDispose');

type TextMethods = { isWellFormed?: () => boolean; toWellFormed?: () => string };
const textMethods = String.prototype as TextMethods;
const { isWellFormed, toWellFormed } = textMethods;
const loneSurrogate = /\p{Surrogate}/u;

export const isWellFormedText: (text: string) => boolean =
  isWellFormed !== undefined ? (text) => apply(isWellFormed, text, []) as boolean : (text) => !loneSurrogate.test(text);

export const toWellFormedText: (text: string) => string =
  toWellFormed !== undefined
    ? (text) => apply(toWellFormed, text, []) as string
    : (text) => text.replace(/\p{Surrogate}/gu, '\ufffd');

// Prototypes that stop taking new members once user code has been preloaded.
const guarded: readonly object[] = [
  Object.prototype,
  Function.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
  BigInt.prototype,
  Symbol.prototype,
  Promise.prototype,
  RegExp.prototype,
  Date.prototype,
  Error.prototype,
  Map.prototype,
  Set.prototype,
  WeakMap.prototype,
  WeakSet.prototype,
  ArrayBuffer.prototype,
  DataView.prototype,
  typedArrayPrototype,
  Uint8Array.prototype,
  getPrototypeOf(getPrototypeOf([][Symbol.iterator]())) as object,
];

// To be called once, after user code has been preloaded.
export function guardPrototypes(): void {
  for (const name of inheritedByAll) keepInherited(Object.prototype, name);
  for (const name of ['call', 'apply', 'bind']) defineProperty(Function.prototype, name, { writable: false });
  for (const prototype of guarded) Object.preventExtensions(prototype);
}

// `constructor` is not here: whoever writes it out looks for data.
const inheritedByAll = [
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
];

// Keeps a member of a prototype from being replaced for everybody, as a merge does that follows
// `constructor.prototype` in a client's data. An object that inherits it still gets one of its own by assignment,
// which it would not if the member was only read-only.
function keepInherited(prototype: object, name: string): void {
  const { value } = getOwnPropertyDescriptor(prototype, name)!;
  const get = () => value as unknown;
  // Where libraries that look at descriptors expect what such an accessor stands for.
  defineProperty(get, 'originalValue', { value });
  function set(this: object, replacement: unknown): void {
    if (this === prototype) throw new TypeError(`${name} of Object.prototype cannot be replaced`);
    defineProperty(this, name, { value: replacement, writable: true, enumerable: true, configurable: true });
  }
  defineProperty(prototype, name, { get, set, enumerable: false, configurable: false });
}
