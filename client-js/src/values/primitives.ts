// What every writer of values needs: its surroundings, and the values that take no walk.

import { types } from 'node:util';
import type { Value } from '../gen/jsinterop/v1/value.js';
import { failures } from '../errors.js';
import { isWellFormedText, timeOf } from '../intrinsics.js';
import { type Budgets, bigintBound } from './budgets.js';
import type { Markers } from './markers.js';
import { utf16Of } from './utf16.js';

export interface EncodeContext {
  budgets: Budgets;
  markers: Markers;
  // Says whether clients may have an object at all, by reference or as a copy.
  mayGrant(value: unknown): boolean;
  // Removes the worker's own paths from a stack.
  cleanStack(stack: string): string;
}

export type Kind = NonNullable<Value['kind']>;

// The kind of a primitive; undefined for objects, functions and symbols.
export function primitiveKind(value: unknown, budgets: Budgets): Kind | undefined {
  switch (typeof value) {
    case 'number':
      return { $case: 'number', value };
    case 'string':
      return stringKind(value, budgets);
    case 'boolean':
      return { $case: 'boolean', value };
    case 'undefined':
      return { $case: 'undefined', value: {} };
    case 'bigint':
      return bigintKind(value, budgets);
    case 'object':
      return value === null ? { $case: 'null', value: {} } : undefined;
    default:
      return undefined;
  }
}

function stringKind(text: string, budgets: Budgets): Kind {
  if (text.length > budgets.bytes) throw failures.resultTooLarge(`a string has ${text.length} characters`);
  return isWellFormedText(text) ? { $case: 'string', value: text } : { $case: 'utf16', value: utf16Of(text) };
}

const bounds = new Map<number, bigint>();

function bigintKind(value: bigint, { bigintDigits }: Budgets): Kind {
  let bound = bounds.get(bigintDigits);
  if (bound === undefined) bounds.set(bigintDigits, (bound = bigintBound(bigintDigits)));
  if (value >= bound || value <= -bound) {
    throw failures.resultTooLarge(`a bigint has more than ${bigintDigits} digits`);
  }
  return { $case: 'bigint', value: value.toString() };
}

// The kind of an object that has a kind of its own outside of graphs: a Date, and ordinary bytes.
export function ownKind(value: object, budgets: Budgets): Kind | undefined {
  if (types.isDate(value)) return { $case: 'date', value: timeOf(value) };
  if (types.isUint8Array(value) && isOrdinaryBytes(value)) {
    if (value.byteLength > budgets.bytes) throw failures.resultTooLarge(`it has ${value.byteLength} bytes`);
    return { $case: 'bytes', value };
  }
  return undefined;
}

// A Buffer is bytes even where it is a window on Node's pool, of which nobody should see the rest.
function isOrdinaryBytes(value: Uint8Array): boolean {
  if (types.isSharedArrayBuffer(value.buffer)) return false;
  return Buffer.isBuffer(value) || value.byteLength === value.buffer.byteLength;
}
