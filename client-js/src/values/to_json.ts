// The toJSON methods of authors, with which they hide fields; honoured in every encoding.

import { platformToJson } from '../intrinsics.js';

type ToJson = (key: string) => unknown;

// The author's toJSON of an object, if it has one. May throw what a getter throws.
export function userToJson(value: object): ToJson | undefined {
  const found = (value as { toJSON?: unknown }).toJSON;
  return typeof found === 'function' && !platformToJson.has(found) ? (found as ToJson) : undefined;
}
