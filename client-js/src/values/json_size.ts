// JSON.stringify, refused before it starts where the text would be too large: shared objects are written
// out each time that they occur, so a small graph can become a text without end.

import { failures } from '../errors.js';
import { isArray, keysOf, stringifyJson } from '../reach/intrinsics.js';
import type { Budgets } from './budgets.js';
import type { Markers } from './markers.js';

type Replacer = (this: unknown, key: string, value: unknown) => unknown;

export function stringifyWithin(value: unknown, budgets: Budgets, markers: Markers): string | undefined {
  const estimate = new Estimate(budgets, markers);
  estimate.of(value, 'result', 1);
  const text = stringify(value, estimate.isPartial ? guard(budgets) : undefined);
  if (text !== undefined && text.length > budgets.bytes) {
    throw failures.resultTooLarge(`it has ${text.length} characters as JSON`);
  }
  return text;
}

function stringify(value: unknown, replacer: Replacer | undefined): string | undefined {
  return stringifyJson(value, replacer as never) as string | undefined;
}

// Counts nodes while JSON.stringify runs, for values whose toJSON decides what is written.
function guard({ nodes }: Budgets): Replacer {
  let count = 0;
  return (_, value) => {
    count += isArray(value) ? value.length : 1;
    if (count > nodes) throw failures.resultTooLarge(`it has more than ${nodes} nodes`);
    return value;
  };
}

// Counts the nodes that a value has once its shared parts are written out, visiting each object once.
class Estimate {
  // The value has parts that it could not look into, since a toJSON makes them.
  isPartial = false;

  private readonly sizes = new Map<object, number>();

  constructor(
    private readonly budgets: Budgets,
    private readonly markers: Markers,
  ) {}

  of(value: unknown, path: string, depth: number): number {
    if (typeof value === 'bigint' && !('toJSON' in BigInt.prototype)) {
      throw failures.resultNotSerializable(path, 'a bigint in JSON');
    }
    if (typeof value === 'string' && value.length > this.budgets.bytes) {
      throw failures.resultTooLarge(`a string has ${value.length} characters`);
    }
    if (typeof value !== 'object' || value === null) return 1;
    const known = this.sizes.get(value);
    if (known === open) throw failures.resultNotSerializable(path, 'part of a cycle');
    return known ?? this.ofObject(value, path, depth);
  }

  private ofObject(value: object, path: string, depth: number): number {
    if (this.markers.isReference(value)) throw failures.resultNotSerializable(path, 'a live object in JSON');
    if (depth > maximumDepth) throw failures.resultTooLarge(`it is nested deeper than ${maximumDepth}`);
    if ('toJSON' in value) {
      this.isPartial = true;
      return 1;
    }
    this.sizes.set(value, open);
    const size = isArray(value) ? this.ofArray(value, path, depth) : this.ofMembers(value, path, depth);
    this.sizes.set(value, size);
    return size;
  }

  private ofArray(value: unknown[], path: string, depth: number): number {
    let size = this.bounded(1 + value.length);
    for (let index = 0; index < value.length; index++) {
      const item = value[index];
      size = this.bounded(size + this.of(item, `${path}[${index}]`, depth + 1) - 1);
    }
    return size;
  }

  private ofMembers(value: object, path: string, depth: number): number {
    let size = 1;
    for (const key of keysOf(value)) {
      const member = (value as Record<string, unknown>)[key];
      if (typeof member === 'function' || typeof member === 'symbol') continue;
      size = this.bounded(size + this.of(member, `${path}.${key}`, depth + 1));
    }
    return size;
  }

  private bounded(size: number): number {
    const { nodes } = this.budgets;
    if (size > nodes) throw failures.resultTooLarge(`it has more than ${nodes} nodes`);
    return size;
  }
}

// Marks an object whose members are being counted.
const open = -1;

// JSON.stringify runs out of stack at a few thousand levels.
const maximumDepth = 1000;
