// What must hold for the worker's codec, whatever is put into it.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CallFailure } from '#dist/errors.js';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { Exception, Value } from '#dist/gen/jsinterop/v1/value.js';
import { defaultBudgets } from '#dist/values/budgets.js';
import { decodeValue } from '#dist/values/decode.js';
import { encodeValue } from '#dist/values/encode.js';
import { encodeException } from '#dist/values/exception.js';
import { Reading } from '#dist/values/leaves.js';
import { StrictReader } from '#dist/wire/reader.js';
import { scanValue } from '#dist/wire/scan.js';
import { encodeContext } from '../support/local.js';
import { bytesNear, graphs, graphsNear, hostileBytes } from './hostile.js';
import { isBroken } from './rules.js';
import { differenceOf } from './same.js';
import { anyValues, clonableValues, type Made, plainValues } from './values.js';

const context = { ...encodeContext(), cleanStack: (stack: string) => stack };

const lossless = [Encoding.AUTO, Encoding.STRUCTURED];

// References stand for something that is no value, so that they can be told from all else.
const references = [Symbol('first'), Symbol('second')];

// Small enough that passing them is tried often.
const small = { nodes: 200, depth: 20, bigintDigits: 50, bytes: 4096 };

function encode(value: unknown, encoding: Encoding): Uint8Array {
  const { bytes, live } = encodeValue(value, encoding, context);
  assert.equal(live.length, 0);
  return bytes;
}

function decode(bytes: Uint8Array, budgets = defaultBudgets): unknown {
  return decodeValue(Buffer.from(bytes), new Reading('arguments[0]', references, { budgets, allowRegexp: true }));
}

function arrivesAsStructuredClone(value: unknown): void {
  const clone = attempt(() => structuredClone(value));
  for (const encoding of lossless) {
    const bytes = encode(value, encoding);
    const read = decode(bytes);
    // V8 cannot read an error that is its own cause. Then the codec must at least agree with itself.
    const [copy, original] = 'thrown' in clone ? [decode(encode(read, encoding)), read] : [read, clone.value];
    const difference = differenceOf(copy, original);
    assert.equal(difference, undefined, `${Encoding[encoding]}: ${difference}`);
    if (encoding === Encoding.STRUCTURED) assert.notEqual(Value.decode(bytes).kind?.$case, 'json');
  }
}

function isWhatStringifyGives(value: unknown): void {
  const expected = attempt(() => JSON.stringify(value) as string | undefined);
  const found = attempt(() => Value.decode(encode(value, Encoding.JSON)).kind);
  if ('thrown' in expected) {
    assert.ok('thrown' in found && CallFailure.is(found.thrown), 'JSON.stringify refuses it');
    assert.ok([Reason.RESULT_NOT_SERIALIZABLE, Reason.RESULT_TOO_LARGE].includes(found.thrown.reason));
    return;
  }
  if ('thrown' in found) throw found.thrown;
  const text = expected.value;
  assert.deepEqual(
    found.value,
    text === undefined ? { $case: 'undefined', value: {} } : { $case: 'json', value: text },
  );
}

function arrivesAsParsed(value: unknown): void {
  const text = JSON.stringify(value);
  const bytes = Value.encode({ kind: { $case: 'json', value: text } }).finish();
  assert.equal(differenceOf(decode(bytes), JSON.parse(text)), undefined);
  assert.equal(Value.decode(encode(value, Encoding.AUTO)).kind?.$case === 'graph', isGraph(value));
}

// JSON has no -0; JSON.parse does.
function isGraph(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    Object.values(value).some((part) => Object.is(part, -0) || isGraph(part) || isLone(part)) ||
    Object.keys(value).some(isLone)
  );
}

function isLone(value: unknown): boolean {
  return typeof value === 'string' && /\p{Surrogate}/u.test(value);
}

const refusals = [Reason.MALFORMED_VALUE, Reason.UNSUPPORTED, Reason.REQUEST_TOO_LARGE];

// Either it is refused in words, or it is a value that goes there and back.
function isReadOrRefused(bytes: Uint8Array): void {
  for (const budgets of [defaultBudgets, small]) {
    const read = attempt(() => decode(bytes, budgets));
    if ('thrown' in read) isRefused(read.thrown, bytes);
    else if (isBroken(Value.decode(bytes), references.length))
      assert.fail('it breaks a rule of value.proto and is read');
    else if (!holdsReference(read.value, new Set())) {
      assert.equal(differenceOf(decode(encode(read.value, Encoding.STRUCTURED)), read.value), undefined);
    }
  }
}

function isRefused(thrown: unknown, bytes: Uint8Array): void {
  assert.ok(CallFailure.is(thrown), `it threw ${String(thrown)}`);
  assert.ok(refusals.includes(thrown.reason), Reason[thrown.reason]);
  assert.ok(thrown.toMessage().message.length <= 1024);
  if (thrown.reason !== Reason.MALFORMED_VALUE) return;
  const message = attempt(() => (scanValue(bytes), Value.decode(new StrictReader(bytes))));
  const mayBe = 'thrown' in message || isBroken(message.value, references.length);
  assert.ok(mayBe, `it breaks no rule of value.proto: ${thrown.message}`);
}

function holdsReference(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value === 'symbol') return true;
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  seen.add(value);
  const parts: unknown[] = ArrayBuffer.isView(value) ? [] : Object.values(value);
  if (value instanceof Map) parts.push(...value.keys(), ...value.values());
  if (value instanceof Set) parts.push(...value);
  if (value instanceof Error) parts.push(value.cause);
  return parts.some((part) => holdsReference(part, seen));
}

// Never more than fits into a frame, and never an exception of its own.
function isTold(thrown: unknown): void {
  const bytes = encodeException(thrown, context);
  assert.ok(bytes.length <= 320 * 1024);
  Exception.decode(bytes);
}

type Attempt<T> = { value: T } | { thrown: unknown };

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() };
  } catch (thrown) {
    return { thrown };
  }
}

export interface Property {
  name: string;
  arbitrary: fc.Arbitrary<unknown>;
  holds: (input: never) => void;
  // What is tried in any case.
  seeds: (seeds: Seeds) => unknown[];
}

export interface Seeds {
  values: readonly Made[];
  bytes: readonly Uint8Array[];
}

const made = (holds: (value: unknown) => void) => (input: Made) => holds(input.value);

export function properties({ bytes }: Seeds): Property[] {
  return [
    {
      name: 'a value arrives as structured clone copies it',
      arbitrary: clonableValues,
      holds: made(arrivesAsStructuredClone),
      seeds: ({ values }) => [...values],
    },
    {
      name: 'JSON is what JSON.stringify gives',
      arbitrary: anyValues,
      holds: made(isWhatStringifyGives),
      seeds: ({ values }) => [...values],
    },
    { name: 'plain data goes as JSON', arbitrary: plainValues, holds: arrivesAsParsed, seeds: () => [] },
    { name: 'bytes are read or refused', arbitrary: hostileBytes, holds: isReadOrRefused, seeds: () => [...bytes] },
    {
      name: 'bytes near those of a value are read or refused',
      arbitrary: bytesNear(bytes),
      holds: isReadOrRefused,
      seeds: () => [],
    },
    { name: 'graphs are read or refused', arbitrary: graphs, holds: isReadOrRefused, seeds: () => [] },
    {
      name: 'graphs near those of a value are read or refused',
      arbitrary: graphsNear(bytes),
      holds: isReadOrRefused,
      seeds: () => [],
    },
    {
      name: 'what is thrown is told',
      arbitrary: anyValues,
      holds: made(isTold),
      seeds: ({ values }) => [...values],
    },
  ];
}
