// The toJSON methods of authors, with which they hide fields; honoured in every encoding.

import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { bufferToJson, dateToJson, sourceOf } from '../intrinsics.js';

type ToJson = (key: string) => unknown;

// The method of Dates of any realm reads so.
const nativeSource = sourceOf(dateToJson);

// The author's toJSON of an object, if it has one. May throw what a getter throws.
export function userToJson(value: object): ToJson | undefined {
  const found = (value as { toJSON?: unknown }).toJSON;
  return typeof found === 'function' && !isOfPlatform(found, value) ? (found as ToJson) : undefined;
}

// The method of a Date or Buffer, which have kinds of their own; borrowed by another object, it is its author's. A
// Proxy of one cannot be asked at all.
function isOfPlatform(found: Function, value: object): boolean {
  if (found === dateToJson) return types.isDate(value) || types.isProxy(value);
  if (types.isDate(value)) return sourceOf(found) === nativeSource;
  return found === bufferToJson && (Buffer.isBuffer(value) || types.isProxy(value));
}
