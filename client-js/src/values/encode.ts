// Makes Values of what worker code returns.

import { Encoding } from '../gen/jsinterop/v1/interop.js';
import { Value } from '../gen/jsinterop/v1/value.js';
import { failures } from '../errors.js';
import { apply, stringifyJson } from '../intrinsics.js';
import { buildNodes } from './flatten.js';
import { stringifyWithin } from './json_size.js';
import { isPlainJson } from './plain_json.js';
import { type EncodeContext, type Kind, ownKind, primitiveKind } from './primitives.js';
import { userToJson } from './to_json.js';

// A result that is written, and the objects that it grants, in the order of Value.reference.
export interface Encoded {
  bytes: Uint8Array;
  granted: readonly unknown[];
}

// Throws a CallFailure if the value cannot be copied, and whatever the value's own code throws.
export function encodeResult(value: unknown, encoding: Encoding, context: EncodeContext): Encoded {
  const granted: unknown[] = [];
  const kind = kindOf(value, encoding, context, granted);
  const bytes = Value.encode({ kind }).finish();
  if (bytes.length > context.budgets.bytes) throw failures.resultTooLarge(`it has ${bytes.length} bytes`);
  return { bytes, granted };
}

// `ask` says whether the value's toJSON is asked. What a toJSON gave is taken as it is: JSON.stringify does not
// ask it again either.
function kindOf(value: unknown, encoding: Encoding, context: EncodeContext, granted: unknown[], ask = true): Kind {
  if (encoding === Encoding.JSON) return jsonKind(value, context);
  const primitive = primitiveKind(value, context.budgets);
  if (primitive !== undefined) return primitive;
  if (typeof value !== 'object') throw failures.resultNotSerializable('result', `a ${typeof value}`);
  return objectKind(value as object, encoding, context, granted, ask);
}

function objectKind(value: object, encoding: Encoding, context: EncodeContext, granted: unknown[], ask: boolean): Kind {
  if (context.markers.isReference(value)) {
    granted.push(grantable(context.markers.targetOf(value), context));
    return { $case: 'reference', value: 0 };
  }
  if (!context.mayGrant(value)) throw failures.resultNotReachable();
  const toJson = ask ? userToJson(value) : undefined;
  if (toJson !== undefined) return kindOf(apply(toJson, value, ['']), encoding, context, granted, false);
  const own = ownKind(value, context.budgets);
  if (own !== undefined) return own;
  if (encoding !== Encoding.STRUCTURED && isPlainJson(value, context)) {
    return { $case: 'json', value: stringifyJson(value) };
  }
  const nodes = buildNodes(value, context, (target) => granted.push(grantable(target, context)) - 1);
  return { $case: 'graph', value: { nodes } };
}

function grantable(target: unknown, context: EncodeContext): unknown {
  if (!context.mayGrant(target)) throw failures.resultNotReachable();
  return target;
}

function jsonKind(value: unknown, context: EncodeContext): Kind {
  const text = stringifyWithin(value, context);
  return text === undefined ? { $case: 'undefined', value: {} } : { $case: 'json', value: text };
}
