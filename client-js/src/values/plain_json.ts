// Tells whether JSON text would carry a value without any loss.

import { types } from 'node:util';
import { getPrototypeOf, isArray, isView, isWellFormedText, keysOf } from '../intrinsics.js';
import type { EncodeContext } from './context.js';
import { userToJson } from './to_json.js';

// JSON parsers of other languages stop at a hundred levels or more; what is deeper goes as a graph.
const jsonDepth = 64;

// Throws RESULT_TOO_LARGE as soon as the value passes a budget. False says nothing of the value but that
// JSON is not enough for it.
export function isPlainJson(value: object, context: EncodeContext): boolean {
  return new Look(context).object(value, 1);
}

class Look {
  private readonly seen = new Set<object>();
  private nodes = 0;
  private characters = 0;

  constructor(private readonly context: EncodeContext) {}

  object(value: object, depth: number): boolean {
    if (depth > jsonDepth || this.seen.has(value) || this.context.markers.isReference(value)) return false;
    this.seen.add(value);
    if (!this.context.mayGrant(value)) throw this.context.refuse.unreachable();
    this.context.checkCopy?.(value);
    if (isArray(value)) return this.array(value, depth);
    return isOrdinary(value, this.context) && userToJson(value) === undefined && this.members(value, depth);
  }

  private array(value: unknown[], depth: number): boolean {
    this.count(value.length);
    // A hole or a further property shows as another count of keys.
    if (userToJson(value) !== undefined || keysOf(value).length !== value.length) return false;
    for (let index = 0; index < value.length; index++) {
      if (!this.any(value[index], depth)) return false;
    }
    // As many keys as elements, and no element undefined: then there is no hole.
    return true;
  }

  private members(value: object, depth: number): boolean {
    const keys = keysOf(value);
    this.count(keys.length);
    for (const key of keys) {
      if (!this.text(key) || !this.any((value as Record<string, unknown>)[key], depth)) return false;
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

  private count(nodes: number): void {
    this.nodes += nodes;
    const limit = this.context.budgets.nodes;
    if (this.nodes > limit) throw this.context.refuse.tooLarge(`it has more than ${limit} nodes`);
  }
}

const objectPrototype = Object.prototype;

// An object that JSON.stringify reads as its own enumerable members, and that structured clone copies so.
function isOrdinary(value: object, context: EncodeContext): boolean {
  const prototype = getPrototypeOf(value) as object | null;
  if (prototype === objectPrototype) return !types.isArgumentsObject(value) && !types.isModuleNamespaceObject(value);
  return !isExotic(value) && context.uncopyable(value) === undefined;
}

// Objects whose content is not in their members.
function isExotic(value: object): boolean {
  return (
    types.isMap(value) ||
    types.isSet(value) ||
    types.isDate(value) ||
    types.isNativeError(value) ||
    types.isRegExp(value) ||
    types.isAnyArrayBuffer(value) ||
    isView(value) ||
    types.isBoxedPrimitive(value)
  );
}

// What an object is, if it is of a kind that has no copy.
export function uncopyable(value: object): string | undefined {
  if (types.isPromise(value)) return 'a promise';
  if (types.isWeakMap(value)) return 'a WeakMap';
  if (types.isWeakSet(value)) return 'a WeakSet';
  if (types.isGeneratorObject(value)) return 'a generator';
  if (value instanceof WeakRef) return 'a WeakRef';
  if (types.isSharedArrayBuffer(value)) return 'a SharedArrayBuffer';
  return undefined;
}
