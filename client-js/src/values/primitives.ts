// The values that take no walk.

import { types } from 'node:util';
import type { Value } from '../gen/jsinterop/v1/value.js';
import { byteLengthOf, isWellFormedText, timeOf } from '../intrinsics.js';
import { bigintBound } from './budgets.js';
import { bytesOf, isOrdinaryBytes } from './buffers.js';
import type { EncodeContext } from './context.js';
import { utf16Of } from './utf16.js';

export type Kind = NonNullable<Value['kind']>;

type Bounds = Pick<EncodeContext, 'budgets' | 'refuse'>;

// The kind of a primitive; undefined for objects, functions and symbols.
export function primitiveKind(value: unknown, bounds: Bounds): Kind | undefined {
  switch (typeof value) {
    case 'number':
      return { $case: 'number', value };
    case 'string':
      return stringKind(value, bounds);
    case 'boolean':
      return { $case: 'boolean', value };
    case 'undefined':
      return { $case: 'undefined', value: {} };
    case 'bigint':
      return bigintKind(value, bounds);
    case 'object':
      return value === null ? { $case: 'null', value: {} } : undefined;
    default:
      return undefined;
  }
}

function stringKind(text: string, { budgets, refuse }: Bounds): Kind {
  if (text.length > budgets.bytes) throw refuse.tooLarge(`a string has ${text.length} characters`);
  return isWellFormedText(text) ? { $case: 'string', value: text } : { $case: 'utf16', value: utf16Of(text) };
}

const bigintBounds = new Map<number, bigint>();

function bigintKind(value: bigint, { budgets: { bigintDigits }, refuse }: Bounds): Kind {
  let bound = bigintBounds.get(bigintDigits);
  if (bound === undefined) bigintBounds.set(bigintDigits, (bound = bigintBound(bigintDigits)));
  if (value >= bound || value <= -bound) {
    throw refuse.tooLarge(`a bigint has more than ${bigintDigits} digits`);
  }
  return { $case: 'bigint', value: value.toString() };
}

// The kind of an object that has a kind of its own outside of graphs: a Date, and ordinary bytes.
export function ownKind(value: object, { budgets, refuse }: Bounds): Kind | undefined {
  if (types.isDate(value)) return { $case: 'date', value: timeOf(value) };
  if (!isOrdinaryBytes(value)) return undefined;
  const length = byteLengthOf(value);
  if (length > budgets.bytes) throw refuse.tooLarge(`it has ${length} bytes`);
  return { $case: 'bytes', value: bytesOf(value) };
}
