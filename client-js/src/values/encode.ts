// Makes Values of JavaScript values.

import { Encoding } from '../gen/jsinterop/v1/interop.js';
import { Value } from '../gen/jsinterop/v1/value.js';
import { apply, stringifyJson } from '../intrinsics.js';
import type { EncodeContext } from './context.js';
import { buildNodes, isLiveFunction } from './flatten.js';
import { stringifyWithin } from './json_size.js';
import { isPlainJson } from './plain_json.js';
import { type Kind, ownKind, primitiveKind } from './primitives.js';
import { userToJson } from './to_json.js';

// A value that is written, and the live objects in it, in the order of Value.reference.
export interface Encoded {
  bytes: Uint8Array;
  live: readonly unknown[];
}

// Throws what the context makes of a value that it refuses, and whatever the value's own code throws. `live` has what
// stands in the table already.
export function encodeValue(value: unknown, encoding: Encoding, context: EncodeContext, live: unknown[] = []): Encoded {
  const kind = kindOf(value, encoding, context, live);
  const bytes = Value.encode({ kind }).finish();
  if (bytes.length > context.budgets.bytes) throw context.refuse.tooLarge(`it has ${bytes.length} bytes`);
  return { bytes, live };
}

// `ask` says whether the value's toJSON is asked. What a toJSON gave is taken as it is: JSON.stringify does not
// ask it again either.
function kindOf(value: unknown, encoding: Encoding, context: EncodeContext, live: unknown[], ask = true): Kind {
  if (encoding === Encoding.JSON) return jsonKind(value, context);
  const primitive = primitiveKind(value, context);
  if (primitive !== undefined) return primitive;
  if (typeof value !== 'object' && !isLiveFunction(value, context)) {
    throw context.refuse.uncopyable(context.root, `a ${typeof value}`);
  }
  return objectKind(value as object, encoding, context, live, ask);
}

function objectKind(value: object, encoding: Encoding, context: EncodeContext, live: unknown[], ask: boolean): Kind {
  if (context.markers.isReference(value)) {
    const position = live.push(grantable(context.markers.targetOf(value), context)) - 1;
    return { $case: 'reference', value: position };
  }
  if (!context.mayGrant(value)) throw context.refuse.unreachable();
  context.checkCopy?.(value);
  const toJson = ask ? userToJson(value) : undefined;
  if (toJson !== undefined) return kindOf(apply(toJson, value, ['']), encoding, context, live, false);
  const own = ownKind(value, context);
  if (own !== undefined) return own;
  if (encoding !== Encoding.STRUCTURED && isPlainJson(value, context)) {
    return { $case: 'json', value: stringifyJson(value) };
  }
  const nodes = buildNodes(value, context, (target) => live.push(grantable(target, context)) - 1);
  return { $case: 'graph', value: { nodes } };
}

function grantable(target: unknown, context: EncodeContext): unknown {
  if (!context.mayGrant(target)) throw context.refuse.unreachable();
  return target;
}

function jsonKind(value: unknown, context: EncodeContext): Kind {
  const text = stringifyWithin(value, context);
  return text === undefined ? { $case: 'undefined', value: {} } : { $case: 'json', value: text };
}
