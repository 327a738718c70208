// JSON.stringify, refused before it starts where the text would be too large: shared objects are written
// out each time that they occur, so a small graph can become a text without end.

import { types } from 'node:util';
import { isArray, isView, keysOf, stringifyJson } from '../intrinsics.js';
import type { EncodeContext } from './context.js';
import { userToJson } from './to_json.js';

type Replacer = (this: unknown, key: string, value: unknown) => unknown;

export function stringifyWithin(value: unknown, context: EncodeContext): string | undefined {
  const { budgets, refuse } = context;
  const estimate = new Estimate(context);
  estimate.of(value);
  const text = stringify(value, estimate.isPartial ? guard(context) : undefined);
  if (text !== undefined && text.length > budgets.bytes) {
    throw refuse.tooLarge(`it has ${text.length} characters as JSON`);
  }
  return text;
}

function stringify(value: unknown, replacer: Replacer | undefined): string | undefined {
  return stringifyJson(value, replacer as never) as string | undefined;
}

// Counts nodes while JSON.stringify runs, for values whose toJSON decides what is written.
function guard({ budgets: { nodes }, refuse }: EncodeContext): Replacer {
  let count = 0;
  return (_, value) => {
    count += isArray(value) ? value.length : 1;
    if (count > nodes) throw refuse.tooLarge(`it has more than ${nodes} nodes`);
    return value;
  };
}

// Marks an object whose members are being counted.
const open = -1;

// JSON.stringify runs out of stack at a few thousand levels.
const maximumDepth = 1000;

// Counts the nodes that a value has once its shared parts are written out, visiting each object once.
class Estimate {
  // The value has parts that it could not look into, since a toJSON makes them.
  isPartial = false;

  private readonly sizes = new Map<object, number>();
  // Where it stands, for messages.
  private readonly path: (string | number)[] = [];

  constructor(private readonly context: EncodeContext) {}

  of(value: unknown): number {
    if (typeof value === 'bigint' && !('toJSON' in BigInt.prototype)) throw this.unspeakable('a bigint in JSON');
    if (typeof value === 'string' && value.length > this.context.budgets.bytes) {
      throw this.context.refuse.tooLarge(`a string has ${value.length} characters`);
    }
    if (typeof value !== 'object' || value === null) return 1;
    const known = this.sizes.get(value);
    if (known === open) throw this.unspeakable('part of a cycle');
    return known ?? this.ofObject(value);
  }

  private ofObject(value: object): number {
    if (this.context.markers.isReference(value)) throw this.unspeakable('a live object in JSON');
    if (!this.context.mayGrant(value)) throw this.context.refuse.unreachable();
    this.context.checkCopy?.(value);
    if (this.path.length > maximumDepth) throw this.context.refuse.tooLarge(`it is nested deeper than ${maximumDepth}`);
    if (userToJson(value) !== undefined) {
      this.isPartial = true;
      return 1;
    }
    if (types.isDate(value)) return 1;
    if (isView(value)) return this.bounded(1 + value.byteLength);
    this.sizes.set(value, open);
    const size = isArray(value) ? this.ofArray(value) : this.ofMembers(value);
    this.sizes.set(value, size);
    return size;
  }

  private ofArray(value: unknown[]): number {
    let size = this.bounded(1 + value.length);
    for (let index = 0; index < value.length; index++)
      size = this.bounded(size - 1 + this.ofMember(index, value[index]));
    return size;
  }

  private ofMembers(value: object): number {
    let size = 1;
    for (const key of keysOf(value)) {
      const member = (value as Record<string, unknown>)[key];
      if (typeof member !== 'function' && typeof member !== 'symbol')
        size = this.bounded(size + this.ofMember(key, member));
    }
    return size;
  }

  private ofMember(name: string | number, value: unknown): number {
    if (typeof value === 'number' || typeof value === 'boolean') return 1;
    this.path.push(name);
    const size = this.of(value);
    this.path.pop();
    return size;
  }

  private bounded(size: number): number {
    const { nodes } = this.context.budgets;
    if (size > nodes) throw this.context.refuse.tooLarge(`it has more than ${nodes} nodes`);
    return size;
  }

  private unspeakable(what: string) {
    const path = this.path.map((name) => (typeof name === 'number' ? `[${name}]` : `.${name}`)).join('');
    return this.context.refuse.uncopyable(`${this.context.root}${path}`, what);
  }
}
