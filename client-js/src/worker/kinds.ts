// What an object is, as clients are told with a grant or with an import.

import { types } from 'node:util';
import { clip } from '../errors.js';
import { ExportKind, ObjectKind } from '../gen/jsinterop/v1/interop.js';
import { getOwnPropertyDescriptor, getPrototypeOf, isArray } from '../intrinsics.js';
import { isClass } from '../reach/callables.js';

const longestName = 128;

export function objectKindOf(value: unknown): ObjectKind {
  if (typeof value === 'symbol') return ObjectKind.SYMBOL;
  if (types.isProxy(value)) return typeof value === 'function' ? ObjectKind.FUNCTION : ObjectKind.OBJECT;
  if (typeof value === 'function') return isClass(value) ? ObjectKind.CLASS : ObjectKind.FUNCTION;
  if (isArray(value)) return ObjectKind.ARRAY;
  if (types.isPromise(value)) return ObjectKind.PROMISE;
  return types.isModuleNamespaceObject(value) ? ObjectKind.MODULE : ObjectKind.OBJECT;
}

export function exportKindOf(value: unknown): ExportKind {
  if (typeof value === 'function') {
    return !types.isProxy(value) && isClass(value) ? ExportKind.CLASS : ExportKind.FUNCTION;
  }
  return typeof value === 'object' && value !== null ? ExportKind.OBJECT : ExportKind.PRIMITIVE;
}

// The name of an object's class, and of a function itself; empty if there is none. Runs no user code.
export function classNameOf(value: unknown): string {
  if (typeof value === 'function') return types.isProxy(value) ? '' : nameOf(value);
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return '';
  for (
    let object = getPrototypeOf(value) as object | null;
    object !== null;
    object = getPrototypeOf(object) as object
  ) {
    if (types.isProxy(object)) return '';
    const maker = getOwnPropertyDescriptor(object, 'constructor')?.value as unknown;
    if (typeof maker === 'function' && !types.isProxy(maker)) return nameOf(maker);
  }
  return '';
}

function nameOf(fn: Function): string {
  const name = getOwnPropertyDescriptor(fn, 'name')?.value as unknown;
  return typeof name === 'string' ? clip(name, longestName) : '';
}
