// What was thrown, looked at without running more of it than has to be.

import { types } from 'node:util';
import { apply, getOwnPropertyDescriptor, isArray } from '../intrinsics.js';
import { isErrorObject } from './exotic.js';

// Whether a thrown value is told as an error. Never throws.
export function isError(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  if (isErrorObject(value)) return true;
  try {
    return value instanceof Error;
  } catch {
    // A Proxy among its prototypes.
    return false;
  }
}

const symbolDescription = getOwnPropertyDescriptor(Symbol.prototype, 'description')?.get as () => unknown;

// A few words on a thrown value that is not an error. Never throws; a text may be of any length.
export function shortly(value: unknown, bound: number): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : objectShortly(value);
    case 'bigint':
      return 'a bigint';
    case 'symbol':
      return `Symbol(${((apply(symbolDescription, value, []) ?? '') as string).slice(0, bound)})`;
    default:
      return String(value);
  }
}

function objectShortly(value: object): string {
  if (types.isProxy(value)) return 'an object';
  if (isArray(value)) return 'an array';
  return types.isPromise(value) ? 'a promise' : 'an object';
}
