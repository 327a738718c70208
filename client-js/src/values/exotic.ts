// Objects that are more than their members.

import { types } from 'node:util';
import { apply, cloneOf, getOwnPropertyDescriptor, getPrototypeOf, isView, keysOf } from '../intrinsics.js';
import { uncopyableBuffer } from './buffers.js';

const objectPrototype = Object.prototype;
const { iterator } = Symbol;

const isRawJson: ((value: object) => boolean) | undefined = (JSON as { isRawJSON?: (value: object) => boolean })
  .isRawJSON;

const DomException = DOMException;
const domExceptionMessage = getOwnPropertyDescriptor(DomException.prototype, 'message')?.get as () => unknown;

// Whether an object's content is not in its members. Runs no code of the author's.
export function isExotic(value: object): boolean {
  return (
    types.isMap(value) ||
    types.isSet(value) ||
    types.isDate(value) ||
    isErrorObject(value) ||
    types.isRegExp(value) ||
    types.isAnyArrayBuffer(value) ||
    isView(value) ||
    types.isBoxedPrimitive(value) ||
    isRawJson?.(value) === true
  );
}

// An Error, or a DOMException, which not all versions of Node count as one.
export function isErrorObject(value: object): boolean {
  return types.isNativeError(value) || messageOfDom(value) !== undefined;
}

// The message of a DOMException, which is no field of its own; undefined for all else.
export function messageOfDom(value: object): string | undefined {
  if (types.isProxy(value)) return undefined;
  try {
    return value instanceof DomException ? (apply(domExceptionMessage, value, []) as string) : undefined;
  } catch {
    // It only inherits from one, or from a Proxy.
    return undefined;
  }
}

// An `arguments` object. They iterate, which is quickly seen of all others that look plain.
export function isArguments(value: object): boolean {
  return iterator in value && types.isArgumentsObject(value);
}

// What an object is, if it is of a kind that has no copy.
export function uncopyable(value: object): string | undefined {
  if (types.isProxy(value)) return 'a Proxy';
  if (isArguments(value)) return 'an arguments object';
  if (types.isModuleNamespaceObject(value)) return "a module's namespace";
  if (types.isPromise(value)) return 'a promise';
  if (types.isWeakMap(value)) return 'a WeakMap';
  if (types.isWeakSet(value)) return 'a WeakSet';
  if (types.isGeneratorObject(value)) return 'a generator';
  if (types.isAnyArrayBuffer(value)) return uncopyableBuffer(value);
  return isEmptyShell(value) ? `an instance of ${classOf(value)}` : undefined;
}

// An object of the platform (an iterator, an Intl.NumberFormat, Headers, a Blob) that has no members at all would
// arrive as nothing. Structured clone knows most of them, and the rest are of a global class.
function isEmptyShell(value: object): boolean {
  const prototype = getPrototypeOf(value) as object | null;
  if (prototype === objectPrototype || prototype === null) return false;
  if (keysOf(value).length > 0) return false;
  try {
    const clone: unknown = cloneOf(value);
    return getPrototypeOf(clone) !== objectPrototype || isOfGlobalClass(prototype);
  } catch {
    return true;
  }
}

function isOfGlobalClass(prototype: object): boolean {
  for (
    let object: unknown = prototype;
    object !== objectPrototype && object !== null;
    object = getPrototypeOf(object)
  ) {
    const made = getOwnPropertyDescriptor(object as object, 'constructor')?.value as unknown;
    if (typeof made === 'function' && (globalThis as Record<string, unknown>)[nameOf(made)] === made) return true;
  }
  return false;
}

function classOf(value: object): string {
  const made = (value as { constructor?: unknown }).constructor;
  const name = typeof made === 'function' ? nameOf(made) : '';
  return name === '' ? 'a class of the platform' : name;
}

function nameOf(made: Function): string {
  const name = getOwnPropertyDescriptor(made, 'name')?.value as unknown;
  return typeof name === 'string' ? name : '';
}
