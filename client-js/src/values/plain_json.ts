// Tells whether JSON text would carry a value without any loss.

import { types } from 'node:util';
import { getOwnPropertyDescriptor, getPrototypeOf, isArray, isWellFormedText, keysOf } from '../intrinsics.js';
import { checkPart, type EncodeContext } from './context.js';
import { isArguments, isExotic } from './exotic.js';

// JSON parsers of other languages stop at a hundred levels or more; what is deeper goes as a graph.
const jsonDepth = 64;

// Throws what the context makes of a value that passes a budget, and of a part that the other side may not have; the
// value itself has been checked. False says nothing of the value but that JSON is not
// enough for it.
//
// It runs no code of the author's, and says no where JSON.stringify would: so what JSON.stringify writes afterwards
// is what was seen here, and a getter is read once, by the writer that comes after.
export function isPlainJson(value: object, context: EncodeContext): boolean {
  return new Look(context).copied(value, 1);
}

class Look {
  private readonly seen = new Set<object>();
  // The value itself is one.
  private nodes = 1;
  private characters = 0;
  private readonly depth: number;

  constructor(private readonly context: EncodeContext) {
    this.depth = Math.min(jsonDepth, context.budgets.depth);
  }

  private object(value: object, depth: number): boolean {
    if (depth > this.depth || this.seen.has(value) || this.context.markers.isReference(value)) return false;
    checkPart(value, this.context);
    return this.copied(value, depth);
  }

  // REQUIRES: the other side may have a copy of the object.
  copied(value: object, depth: number): boolean {
    this.seen.add(value);
    if (types.isProxy(value) || 'toJSON' in value) return false;
    if (isArray(value)) return this.array(value, depth);
    const isPlain = getPrototypeOf(value) === objectPrototype;
    if (!isPlain && !isOrdinary(value, this.context)) return false;
    const keys = keysOf(value);
    // Most objects show by their prototype what they are; one without members is looked at, whatever it says.
    if (isPlain && ((keys.length === 0 && isExotic(value)) || isArguments(value))) return false;
    return this.members(value, keys, depth);
  }

  private array(value: unknown[], depth: number): boolean {
    this.count(value.length);
    // A hole or a further property shows as another count of keys.
    if (keysOf(value).length !== value.length) return false;
    for (let index = 0; index < value.length; index++) {
      if (!this.any(dataAt(value, index), depth)) return false;
    }
    return true;
  }

  private members(value: object, keys: string[], depth: number): boolean {
    this.count(keys.length);
    for (const key of keys) {
      if (!this.text(key) || !this.any(dataAt(value, key), depth)) return false;
    }
    return true;
  }

  private any(value: unknown, depth: number): boolean {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0);
      case 'boolean':
        return true;
      case 'object':
        return value === null || this.object(value, depth + 1);
      default:
        return false;
    }
  }

  private text(text: string): boolean {
    this.characters += text.length;
    const { bytes } = this.context.budgets;
    if (this.characters > bytes) throw this.context.refuse.tooLarge(`it has more than ${bytes} characters`);
    return isWellFormedText(text);
  }

  private count(more: number): void {
    this.nodes += more;
    const limit = this.context.budgets.nodes;
    if (this.nodes > limit) throw this.context.refuse.tooLarge(`it has more than ${limit} nodes`);
  }
}

// The value of a property; undefined for an accessor, as for a property that is undefined: JSON has neither.
function dataAt(object: object, key: string | number): unknown {
  return getOwnPropertyDescriptor(object, key)?.value;
}

const objectPrototype = Object.prototype;

// An object that JSON.stringify reads as its own enumerable members, and that structured clone copies so.
function isOrdinary(value: object, context: EncodeContext): boolean {
  return !isExotic(value) && context.uncopyable(value) === undefined;
}
