// Makes Values of JavaScript values.

import { Encoding } from '../gen/jsinterop/v1/interop.js';
import { Value } from '../gen/jsinterop/v1/value.js';
import { apply, stringifyJson } from '../intrinsics.js';
import { checkPart, type EncodeContext } from './context.js';
import { buildNodes, isLiveFunction } from './flatten.js';
import { writeJson } from './json_writer.js';
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

function kindOf(value: unknown, encoding: Encoding, context: EncodeContext, live: unknown[]): Kind {
  if (encoding === Encoding.JSON) return jsonKind(value, context);
  const scalar = scalarKind(value, context, live);
  if (scalar !== undefined) return scalar;
  const object = value as object;
  const toJson = userToJson(object);
  if (toJson === undefined) return objectKind(object, undefined, encoding, context, live);
  // What a toJSON gives is taken as it is: JSON.stringify does not ask it again either.
  const given = apply(toJson, object, ['']);
  return scalarKind(given, context, live) ?? objectKind(given as object, object, encoding, context, live);
}

// The kind of whatever is not copied part by part; undefined for other objects.
function scalarKind(value: unknown, context: EncodeContext, live: unknown[]): Kind | undefined {
  const primitive = primitiveKind(value, context);
  if (primitive !== undefined) return primitive;
  if (typeof value !== 'object' && !isLiveFunction(value, context)) {
    throw context.refuse.uncopyable(context.root, `a ${typeof value}`);
  }
  const object = value as object;
  if (context.markers.isReference(object)) {
    const position = live.push(grantable(context.markers.targetOf(object), context)) - 1;
    return { $case: 'reference', value: position };
  }
  checkPart(object, context);
  return undefined;
}

// `asked` is the object whose toJSON gave the value, if one did.
function objectKind(
  value: object,
  asked: object | undefined,
  encoding: Encoding,
  context: EncodeContext,
  live: unknown[],
): Kind {
  const own = ownKind(value, context);
  if (own !== undefined) return own;
  if (encoding !== Encoding.STRUCTURED && isPlainJson(value, context)) {
    return { $case: 'json', value: stringifyJson(value) };
  }
  const nodes = buildNodes(value, asked, context, (target) => live.push(grantable(target, context)) - 1);
  return { $case: 'graph', value: { nodes } };
}

function grantable(target: unknown, context: EncodeContext): unknown {
  if (!context.mayGrant(target)) throw context.refuse.unreachable();
  return target;
}

function jsonKind(value: unknown, context: EncodeContext): Kind {
  const text = isCopiedAsJson(value, context) ? stringifyJson(value) : writeJson(value, context);
  return text === undefined ? { $case: 'undefined', value: {} } : { $case: 'json', value: text };
}

function isCopiedAsJson(value: unknown, context: EncodeContext): boolean {
  if (typeof value !== 'object' || value === null || context.markers.isReference(value)) return false;
  checkPart(value, context);
  return isPlainJson(value, context);
}
