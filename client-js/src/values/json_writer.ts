// JSON.stringify within budgets. Whatever the value's own code does (toJSON, getters, a Proxy), each part is read once,
// counted before it is written, and named by its path where JSON cannot say it. JSON.stringify itself would find out
// too late: shared objects are written out each time that they occur, so a small graph can become a text without end.

import { types } from 'node:util';
import { apply, bufferToJson, dateToJson, isArray, isView, keysOf, stringifyJson, unboxed } from '../intrinsics.js';
import { checkPart, type EncodeContext } from './context.js';
import { lengthOf } from './indices.js';
import { stepOf } from './paths.js';
import { elementsOf } from './views.js';

// JSON.stringify runs out of stack at a few thousand levels.
const maximumDepth = 1000;

// The text that JSON.stringify would give; undefined where it gives none.
export function writeJson(value: unknown, context: EncodeContext): string | undefined {
  return new Writer(context).property(value, '');
}

// What is known of an object that has been met.
type Written =
  | 'open'
  // Written without asking anybody, so that it is written in the same way again.
  | { text: string; nodes: number; characters: number };

class Writer {
  private readonly written = new Map<object, Written>();
  // Where it stands, for messages.
  private readonly path: (string | number)[] = [];
  // The value itself is one.
  private nodes = 1;
  private characters = 0;
  // How many toJSON methods have been asked.
  private asked = 0;
  private readonly depth: number;

  constructor(private readonly context: EncodeContext) {
    this.depth = Math.min(maximumDepth, context.budgets.depth);
  }

  // SerializeJSONProperty of ECMA-262, for a value that has been read from its holder.
  property(value: unknown, key: string | number): string | undefined {
    switch (typeof value) {
      case 'string':
        return this.quote(value);
      case 'number':
        return this.spend(Number.isFinite(value) ? `${value}` : 'null');
      case 'boolean':
        return this.spend(value ? 'true' : 'false');
      case 'undefined':
      case 'symbol':
        return undefined;
      default:
        return value === null ? this.spend('null') : this.asking(value, key);
    }
  }

  // Objects, functions and bigints may have a toJSON.
  private asking(value: unknown, key: string | number): string | undefined {
    if (typeof value === 'object') this.check(value as object);
    else if (typeof value === 'function') this.checkCopied(value);
    const toJson = (value as { toJSON?: unknown }).toJSON;
    if (typeof toJson !== 'function') return this.any(value);
    if (toJson === dateToJson && types.isDate(value)) return this.any(apply(toJson, value, [`${key}`]));
    if (toJson === bufferToJson && isView(value)) this.mayAfford(elementsOf(value));
    this.asked++;
    return this.any(apply(toJson, value, [`${key}`]));
  }

  // A value whose toJSON has been asked.
  private any(value: unknown): string | undefined {
    if (typeof value === 'bigint') throw this.unspeakable('a bigint in JSON');
    if (typeof value === 'function') return undefined;
    if (typeof value !== 'object' || value === null) return this.property(value, '');
    this.check(value);
    if (types.isBoxedPrimitive(value)) return this.boxed(value);
    return this.object(value);
  }

  private boxed(value: object): string | undefined {
    const primitive = unboxed(value);
    if (typeof primitive === 'number') return this.property(+value, '');
    if (typeof primitive === 'string') return this.property(`${value}`, '');
    return primitive === undefined ? this.object(value) : this.any(primitive);
  }

  private object(value: object): string {
    const known = this.written.get(value);
    if (known === 'open') throw this.unspeakable('part of a cycle');
    if (known !== undefined) return this.again(known);
    if (this.path.length >= this.depth) throw this.context.refuse.tooLarge(`it is nested deeper than ${this.depth}`);
    const { nodes, characters, asked } = this;
    this.written.set(value, 'open');
    const text = isArray(value) ? this.array(value) : this.members(value);
    if (asked !== this.asked) this.written.delete(value);
    else this.written.set(value, { text, nodes: this.nodes - nodes, characters: this.characters - characters });
    return text;
  }

  private again({ text, nodes, characters }: Exclude<Written, 'open'>): string {
    this.afford(nodes);
    this.count(characters);
    return text;
  }

  private array(array: unknown[]): string {
    const length = lengthOf(array);
    this.afford(length);
    let text = '';
    for (let index = 0; index < length; index++) {
      const item = this.at(array[index], index) ?? this.spend('null');
      text += index === 0 ? item : `,${item}`;
    }
    this.count(length + 2);
    return `[${text}]`;
  }

  private members(object: object): string {
    const keys = keysOf(object);
    this.afford(keys.length);
    let text = '';
    for (const key of keys) {
      const member = this.at((object as Record<string, unknown>)[key], key);
      if (member === undefined) continue;
      const comma = text === '' ? '' : ',';
      text += `${comma}${this.quote(key)}:${member}`;
    }
    this.count(2 * keys.length + 2);
    return `{${text}}`;
  }

  private at(value: unknown, key: string | number): string | undefined {
    this.path.push(key);
    const text = this.property(value, key);
    this.path.pop();
    return text;
  }

  private quote(text: string): string {
    // Before it is looked at: it may be of any length.
    this.count(text.length);
    const quoted = stringifyJson(text);
    this.count(quoted.length - text.length);
    return quoted;
  }

  private spend(text: string): string {
    this.count(text.length);
    return text;
  }

  private check(value: object): void {
    this.checkCopied(value);
    // Before its members are asked for.
    if (types.isTypedArray(value)) this.mayAfford(elementsOf(value));
    checkPart(value, this.context, true);
  }

  private checkCopied(value: object): void {
    if (this.context.markers.isReference(value)) throw this.unspeakable('a live object in JSON');
  }

  private afford(nodes: number): void {
    this.mayAfford(nodes);
    this.nodes += nodes;
  }

  private mayAfford(nodes: number): void {
    const limit = this.context.budgets.nodes;
    if (this.nodes + nodes > limit) throw this.context.refuse.tooLarge(`it has more than ${limit} nodes`);
  }

  private count(characters: number): void {
    this.characters += characters;
    const limit = this.context.budgets.bytes;
    if (this.characters > limit) throw this.context.refuse.tooLarge(`it has more than ${limit} characters`);
  }

  private unspeakable(what: string): unknown {
    return this.context.refuse.uncopyable(`${this.context.root}${this.path.map(stepOf).join('')}`, what);
  }
}
