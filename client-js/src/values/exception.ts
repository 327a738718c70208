// Describes what JavaScript threw. It never fails: whatever lies, throws or is too large only makes the
// description less complete.

import { types } from 'node:util';
import { Encoding } from '../gen/jsinterop/v1/interop.js';
import { Exception, type ExceptionProperty, Value } from '../gen/jsinterop/v1/value.js';
import { getOwnPropertyDescriptor, isArray, keysOf, toWellFormedText } from '../intrinsics.js';
import type { EncodeContext } from './context.js';
import { encodeValue } from './encode.js';
import { primitiveKind } from './primitives.js';
import { isError, shortly } from './thrown.js';

const bounds = {
  // Causes below one another, and errors inside an AggregateError, below what was thrown.
  depth: 8,
  errors: 16,
  properties: 32,
  // Characters. A stack of 16 KiB has more than a hundred frames.
  name: 256,
  message: 16 * 1024,
  stack: 16 * 1024,
  key: 256,
  property: 1024,
  // Characters of an exception with all that hangs on it, so that it always fits into a frame; and how many of
  // these one error counts for beside its texts.
  total: 256 * 1024,
  each: 64,
  // Bytes of a thrown value that is not an error.
  thrown: 64 * 1024,
};

export function encodeException(thrown: unknown, context: EncodeContext): Uint8Array {
  return Exception.encode(describe(thrown, context)).finish();
}

function describe(thrown: unknown, context: EncodeContext): Exception {
  try {
    return new Description(context).of(thrown, 0);
  } catch {
    return { ...blank(), message: 'Something was thrown that cannot be described.', truncated: true };
  }
}

function blank(): Exception {
  return {
    name: '',
    message: '',
    stack: '',
    code: '',
    cause: undefined,
    errors: [],
    properties: [],
    thrown: undefined,
    truncated: false,
  };
}

class Description {
  private left = bounds.total;
  // The errors on the way from what was thrown to what is described now.
  private readonly open = new Set<unknown>();

  constructor(private readonly context: EncodeContext) {}

  of(thrown: unknown, depth: number): Exception {
    const exception = blank();
    this.left -= bounds.each;
    if (isError(thrown)) {
      this.open.add(thrown);
      this.error(thrown, depth, exception);
      this.open.delete(thrown);
    } else {
      this.value(thrown, exception);
    }
    return exception;
  }

  private error(error: object, depth: number, into: Exception): void {
    into.name = this.nameOf(error, into);
    into.message = this.text(plainText(this.read(error, 'message', into)), bounds.message, into);
    into.stack = this.stackOf(error, into);
    const code = this.read(error, 'code', into);
    if (isCode(code)) into.code = this.text(String(code), bounds.name, into);
    this.properties(error, into);
    this.cause(error, depth, into);
    this.errors(error, depth, into);
  }

  // Never empty, since an empty name says that it was no error.
  private nameOf(error: object, into: Exception): string {
    const name = this.read(error, 'name', into);
    return this.text(typeof name === 'string' && name !== '' ? name : 'Error', bounds.name, into);
  }

  private stackOf(error: object, into: Exception): string {
    const stack = this.read(error, 'stack', into);
    if (typeof stack !== 'string') return '';
    // Only so much is searched for paths. They may be long, and what is left may fit, but something was left out.
    const searched = stack.slice(0, 4 * bounds.stack);
    if (searched.length < stack.length) into.truncated = true;
    return this.text(this.context.cleanStack(searched), bounds.stack, into);
  }

  // What cannot be read is left out.
  private read(object: object, key: string | number, into: Exception): unknown {
    try {
      return (object as Record<string | number, unknown>)[key];
    } catch {
      into.truncated = true;
      return undefined;
    }
  }

  private cause(error: object, depth: number, into: Exception): void {
    const cause = this.read(error, 'cause', into);
    if (cause === undefined || cause === null) return;
    if (isError(cause) && this.mayTell(cause, depth)) into.cause = this.of(cause, depth + 1);
    else into.truncated = true;
  }

  private errors(error: object, depth: number, into: Exception): void {
    const errors = this.read(error, 'errors', into);
    if (types.isProxy(errors) || !isArray(errors)) return;
    for (let index = 0; index < errors.length; index++) {
      const inner = index < bounds.errors ? this.read(errors, index, into) : undefined;
      if (index >= bounds.errors || !this.mayTell(inner, depth)) {
        into.truncated = true;
        return;
      }
      into.errors.push(this.of(inner, depth + 1));
    }
  }

  private mayTell(inner: unknown, depth: number): boolean {
    return this.left > 0 && depth < bounds.depth && !this.open.has(inner);
  }

  private properties(error: object, into: Exception): void {
    for (const key of ownEnumerableKeys(error)) {
      if (this.left <= 0) {
        into.truncated = true;
        return;
      }
      const property = this.property(error, key, into);
      if (property === undefined) continue;
      if (into.properties.length >= bounds.properties) {
        into.truncated = true;
        return;
      }
      into.properties.push(property);
    }
  }

  // Only data: an accessor of an error is not asked.
  private property(error: object, key: string, into: Exception): ExceptionProperty | undefined {
    const descriptor = getOwnPropertyDescriptor(error, key);
    if (descriptor === undefined || !('value' in descriptor) || isToldElsewhere(key, descriptor.value)) {
      return undefined;
    }
    const value = descriptor.value as unknown;
    const kept = typeof value === 'string' ? value.slice(0, this.room(bounds.property)) : value;
    if (kept !== value) into.truncated = true;
    const kind = this.primitive(kept, into);
    if (kind === undefined) return undefined;
    if (typeof kept === 'string') this.left -= kept.length;
    if (kind.$case === 'bigint') this.left -= kind.value.length;
    if (this.left > 0) return { key: this.text(key, bounds.key, into), value: { kind } };
    // Without room for its key, or a number that would be cut.
    into.truncated = true;
    return undefined;
  }

  private primitive(value: unknown, into: Exception): Value['kind'] {
    try {
      return primitiveKind(value, this.context);
    } catch {
      into.truncated = true;
      return undefined;
    }
  }

  private value(thrown: unknown, into: Exception): void {
    into.message = this.text(shortly(thrown, bounds.message), bounds.message, into);
    const type = typeof thrown;
    if (type === 'function' || type === 'symbol') return;
    try {
      const budgets = { ...this.context.budgets, nodes: 1000, depth: 64, bytes: this.room(bounds.thrown) };
      const { bytes, live } = encodeValue(thrown, Encoding.AUTO, { ...this.context, budgets });
      if (live.length > 0) throw new Error('a thrown value grants nothing');
      this.left -= bytes.length;
      into.thrown = Value.decode(bytes);
    } catch {
      into.truncated = true;
    }
  }

  // How much of something with a bound of its own there may be.
  private room(bound: number): number {
    return Math.max(0, Math.min(bound, this.left));
  }

  private text(value: unknown, bound: number, into: Exception): string {
    if (typeof value !== 'string') return '';
    const most = this.room(bound);
    if (value.length > most) into.truncated = true;
    const kept = toWellFormedText(value.slice(0, most));
    this.left -= kept.length;
    return kept;
  }
}

const always: ReadonlySet<string> = new Set(['name', 'message', 'stack']);

// Whether a field of the exception has it; what stands under such a name and is of another type is a property.
function isToldElsewhere(key: string, value: unknown): boolean {
  return always.has(key) || (key === 'code' && isCode(value));
}

function isCode(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

// The text that `message` is, or stands for. Nothing is asked of an object there.
function plainText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : value;
}

function ownEnumerableKeys(object: object): string[] {
  try {
    return keysOf(object);
  } catch {
    return [];
  }
}
