// The codec as tests see it: a value to the message that carries it, and such a message to a value.

import assert from 'node:assert/strict';
import { CallFailure } from '#dist/errors.js';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { Value } from '#dist/gen/jsinterop/v1/value.js';
import { Executed } from '#dist/gen/jsinterop/v1/worker.js';
import { defaultBudgets, type Budgets } from '#dist/values/budgets.js';
import { decodeValue } from '#dist/values/decode.js';
import { encodeValue } from '#dist/values/encode.js';
import { Reading } from '#dist/values/leaves.js';
import { encodeContext } from './local.js';

export type Node = NonNullable<Extract<Value['kind'], { $case: 'graph' }>>['value']['nodes'][number];

export const everyEncoding = [Encoding.AUTO, Encoding.STRUCTURED, Encoding.JSON];
export const lossless = [Encoding.AUTO, Encoding.STRUCTURED];

export function encode(value: unknown, encoding = Encoding.AUTO, budgets: Partial<Budgets> = {}): Value {
  return Value.decode(encodeValue(value, encoding, encodeContext(budgets)).bytes);
}

export function decode(
  value: Value | Uint8Array,
  references: unknown[] = [],
  budgets: Partial<Budgets> = {},
  allowRegexp = true,
) {
  const options = { budgets: { ...defaultBudgets, ...budgets }, allowRegexp };
  const bytes = value instanceof Uint8Array ? value : Value.encode(value).finish();
  return decodeValue(Buffer.from(bytes), new Reading('arguments[0]', references, options));
}

export const failsWith = (reason: Reason, text: RegExp, executed?: Executed) => (error: unknown) => {
  assert.ok(error instanceof CallFailure, String(error));
  assert.equal(Reason[error.reason], Reason[reason]);
  assert.match(error.message, text);
  if (executed !== undefined) assert.equal(error.executed, executed);
  return true;
};

export const graph = (...nodes: Node[]): Value => ({ kind: { $case: 'graph', value: { nodes } } });
export const leaf = (kind: NonNullable<Value['kind']>): Node => ({ kind: { $case: 'leaf', value: { kind } } });
