// What the client adds to the codec of values: what may be sent, and errors in its own words.

import { Encoding } from '../gen/jsinterop/v1/interop.js';
import { Value } from '../gen/jsinterop/v1/value.js';
import { getPrototypeOf, hasOwn } from '../intrinsics.js';
import type { Budgets } from '../values/budgets.js';
import type { EncodeContext, LiveParts } from '../values/context.js';
import { decodeValue } from '../values/decode.js';
import { encodeValue } from '../values/encode.js';
import { Reading } from '../values/leaves.js';
import { uncopyable } from '../values/exotic.js';
import { clientErrors } from './status.js';

/**
 * An argument that, as a whole, is JSON text already: it is sent as it stands, and arrives as what `JSON.parse` makes of it.
 *
 * ```js
 * await cart.add(new JsonText(body));
 * ```
 */
export class JsonText {
  constructor(
    /** The text. It is not looked at here: what is no JSON is refused by the worker. */
    readonly text: string,
  ) {}
}

// A client waits for its own user's values only, and for those of a worker that has bounds of its own: these keep
// mistakes, such as a structure without end, from taking all memory.
const budgets: Budgets = {
  nodes: 50_000_000,
  depth: 1_000_000,
  bigintDigits: 1_000_000,
  bytes: 1024 * 1024 * 1024,
};

// Writes arguments, and adds the live objects in them to `live`. Throws a CallError that names the place that cannot be
// sent.
export function writeArguments(values: readonly unknown[], markers: LiveParts, live: unknown[]): Uint8Array[] {
  return values.map((value, position) => writeArgument(value, contextOf(`arguments[${position}]`, markers), live));
}

function writeArgument(value: unknown, context: EncodeContext, live: unknown[]): Uint8Array {
  if (value instanceof JsonText) return writeJsonText(value, context);
  return encodeValue(value, Encoding.AUTO, context, live).bytes;
}

function writeJsonText({ text }: JsonText, { root }: EncodeContext): Uint8Array {
  if (typeof text !== 'string') throw clientErrors.badArgument(root, `${root} has to have its JSON text as a string.`);
  return Value.encode({ kind: { $case: 'json', value: text } }).finish();
}

function contextOf(root: string, markers: LiveParts): EncodeContext {
  return {
    root,
    budgets,
    markers,
    refuse: {
      uncopyable: (path, what) =>
        clientErrors.badArgument(path, `${path} is ${what}, which cannot be sent${hint(what)}`),
      tooLarge: (why) => clientErrors.badArgument(root, `${root} is too large: ${why}.`),
      unreachable: () => clientErrors.badArgument(root, `${root} cannot be sent.`),
    },
    mayGrant: () => true,
    uncopyable: (value) => uncopyable(value) ?? instanceName(value),
    cleanStack: (stack) => stack,
  };
}

function hint(what: string): string {
  if (what === 'a function') return ' yet: functions that JavaScript calls back come with a later version.';
  if (what === 'a promise') return ': await it first.';
  if (what === 'an instance of JsonText') return ' inside another argument: JSON text is one by itself.';
  if (what.startsWith('an instance of')) return ': it would lose its class. Send plain data, or give it a toJSON.';
  return '.';
}

// Objects whose class would be lost: sent as plain data they would look right and behave wrongly.
function instanceName(value: object): string | undefined {
  const prototype = getPrototypeOf(value) as object | null;
  if (prototype === null || isObjectPrototype(prototype)) return undefined;
  const { name } = (value as { constructor?: { name?: unknown } }).constructor ?? {};
  return `an instance of ${typeof name === 'string' && name !== '' ? name : 'a class'}`;
}

// Of this realm or another.
function isObjectPrototype(prototype: object): boolean {
  return getPrototypeOf(prototype) === null && hasOwn(prototype, 'hasOwnProperty');
}

// Reads a result. `references` holds what Value.reference indexes. Throws a CallError.
export function readValue(bytes: Uint8Array, references: readonly unknown[]): unknown {
  return decodeValue(bytes, new ResultReading('result', references, { budgets, allowRegexp: true }));
}

class ResultReading extends Reading {
  override malformed(why: string): unknown {
    return clientErrors.malformedResult(why);
  }

  override tooLarge(why: string): unknown {
    return clientErrors.malformedResult(why);
  }

  override unsupported(kind: string): unknown {
    return clientErrors.malformedResult(`it holds a ${kind}, which this client does not take`);
  }
}
