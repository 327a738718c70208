// Makes the flat table of nodes of a Graph from a JavaScript value.

import { types } from 'node:util';
import type { ArrayNode, Node, Property } from '../gen/jsinterop/v1/value.js';
import {
  apply,
  eachOfMap,
  eachOfSet,
  getOwnPropertyDescriptor,
  hasOwn,
  isArray,
  isView,
  isWellFormedText,
  keysOf,
  mapSize,
  setSize,
  typedArrayName,
} from '../intrinsics.js';
import type { EncodeContext } from './context.js';
import { isIndex } from './indices.js';
import { ownKind, primitiveKind } from './primitives.js';
import { userToJson } from './to_json.js';
import { utf16Of } from './utf16.js';
import { viewTypeNamed } from './views.js';

type Kind = NonNullable<Node['kind']>;

// Flattens a value whose toJSON has been asked. `grant` is told each live object in it and gives its position in
// the table of references.
export function buildNodes(value: unknown, context: EncodeContext, grant: (target: unknown) => number): Node[] {
  return new Flattener(context, grant).run(value);
}

class Flattener {
  private readonly nodes: Node[] = [];
  private readonly numbers = new Map<object, number>();
  // Per node: the object to open, its parent's number and its name there, for messages.
  private readonly objects: (object | undefined)[] = [];
  private readonly parents: number[] = [];
  private readonly names: string[] = [];
  private readonly depths: number[] = [];
  private bytes = 0;

  constructor(
    private readonly context: EncodeContext,
    private readonly grant: (target: unknown) => number,
  ) {}

  run(value: unknown): Node[] {
    this.add(value, 0, this.context.root, false);
    for (let index = 0; index < this.nodes.length; index++) {
      const object = this.objects[index];
      if (object !== undefined) this.nodes[index]!.kind = this.open(object, index + 1);
      this.objects[index] = undefined;
    }
    return this.nodes;
  }

  // Gives a value its number, making a node unless it is an object that has one. `ask` says whether its toJSON
  // is asked.
  private add(value: unknown, parent: number, name: string, ask = true): number {
    const primitive = primitiveKind(value, this.context);
    if (primitive !== undefined) return this.leaf(primitive, parent, name);
    if (typeof value !== 'object' && !isLiveFunction(value, this.context)) {
      throw this.uncopyable(`a ${typeof value}`, parent, name);
    }
    const object = value as object;
    const known = this.numbers.get(object);
    if (known !== undefined) return known;
    if (this.context.markers.isReference(object)) return this.live(object, parent, name);
    const toJson = ask ? userToJson(object) : undefined;
    if (toJson !== undefined) {
      return this.remember(object, this.add(apply(toJson, object, [keyIn(name)]), parent, name, false));
    }
    const own = ownKind(object, this.context);
    return own === undefined ? this.reserve(object, parent, name) : this.remember(object, this.leaf(own, parent, name));
  }

  private live(marker: object, parent: number, name: string): number {
    const position = this.grant(this.context.markers.targetOf(marker));
    return this.remember(marker, this.leaf({ $case: 'reference', value: position }, parent, name));
  }

  private leaf(kind: NonNullable<ReturnType<typeof primitiveKind>>, parent: number, name: string): number {
    if (kind.$case === 'string' || kind.$case === 'bytes' || kind.$case === 'utf16') this.spend(kind.value.length);
    return this.push({ kind: { $case: 'leaf', value: { kind } } }, undefined, parent, name);
  }

  private reserve(object: object, parent: number, name: string): number {
    if (!this.context.mayGrant(object)) throw this.context.refuse.unreachable();
    this.context.checkCopy?.(object);
    return this.remember(object, this.push({ kind: undefined }, object, parent, name));
  }

  private remember(object: object, number: number): number {
    this.numbers.set(object, number);
    return number;
  }

  private push(node: Node, object: object | undefined, parent: number, name: string): number {
    const depth = parent === 0 ? 1 : this.depths[parent - 1]! + 1;
    const { budgets } = this.context;
    if (depth > budgets.depth) throw this.context.refuse.tooLarge(`it is nested deeper than ${budgets.depth}`);
    this.afford(1);
    this.objects.push(object);
    this.parents.push(parent);
    this.names.push(name);
    this.depths.push(depth);
    return this.nodes.push(node);
  }

  // Refuses before `more` nodes are made.
  private afford(more: number): void {
    const { nodes } = this.context.budgets;
    if (this.nodes.length + more > nodes) throw this.context.refuse.tooLarge(`it has more than ${nodes} nodes`);
  }

  private spend(bytes: number): void {
    this.bytes += bytes;
    const limit = this.context.budgets.bytes;
    if (this.bytes > limit) throw this.context.refuse.tooLarge(`it has more than ${limit} bytes`);
  }

  private open(object: object, number: number): Kind {
    if (isArray(object)) return { $case: 'array', value: this.array(object, number) };
    if (types.isMap(object)) return { $case: 'map', value: { entries: this.mapEntries(object, number) } };
    if (types.isSet(object)) return { $case: 'set', value: { items: this.setItems(object, number) } };
    if (types.isNativeError(object)) return this.error(object, number);
    if (types.isRegExp(object)) return { $case: 'regexp', value: { source: object.source, flags: object.flags } };
    if (types.isArrayBuffer(object)) return this.buffer(object);
    if (isView(object)) return this.view(object, number);
    if (types.isBoxedPrimitive(object)) return this.boxed(object, number);
    const what = this.context.uncopyable(object);
    if (what !== undefined) throw this.uncopyable(what, this.parents[number - 1]!, this.names[number - 1]!);
    return { $case: 'object', value: { properties: this.properties(object, keysOf(object), number) } };
  }

  private array(array: unknown[], number: number): ArrayNode {
    this.afford(array.length);
    const items: number[] = [];
    for (let index = 0; index < array.length; index++) {
      items.push(hasOwn(array, index) ? this.add(array[index], number, `[${index}]`) : 0);
    }
    while (items.length > 0 && items[items.length - 1] === 0) items.pop();
    const keys = keysOf(array);
    const further = keys.length > 0 && !isIndex(keys[keys.length - 1]!) ? keys.filter((key) => !isIndex(key)) : [];
    return { length: array.length, items, properties: this.properties(array, further, number) };
  }

  private properties(object: object, keys: string[], number: number): Property[] {
    this.afford(keys.length);
    return keys.map((key) => {
      this.spend(key.length);
      const value = this.add((object as Record<string, unknown>)[key], number, `.${key}`);
      return isWellFormedText(key)
        ? { key, keyUtf16: new Uint8Array(0), value }
        : { key: '', keyUtf16: utf16Of(key), value };
    });
  }

  private mapEntries(map: Map<unknown, unknown>, number: number): number[] {
    this.afford(mapSize(map) * 2);
    const entries: number[] = [];
    eachOfMap(map, (value, key) => {
      const place = entries.length / 2;
      entries.push(this.add(key, number, `.key(${place})`), this.add(value, number, `.value(${place})`));
    });
    return entries;
  }

  private setItems(set: Set<unknown>, number: number): number[] {
    this.afford(setSize(set));
    const items: number[] = [];
    eachOfSet(set, (item) => items.push(this.add(item, number, `.item(${items.length})`)));
    return items;
  }

  private error(error: Error, number: number): Kind {
    const cause = getOwnPropertyDescriptor(error, 'cause');
    const { stack } = error;
    return {
      $case: 'error',
      value: {
        name: errorNames.has(error.name) ? error.name : 'Error',
        message: hasOwn(error, 'message') ? this.add(String(error.message), number, '.message') : 0,
        stack: typeof stack === 'string' ? this.add(this.context.cleanStack(stack), number, '.stack') : 0,
        cause: cause === undefined ? 0 : this.add(error.cause, number, '.cause'),
      },
    };
  }

  private buffer(buffer: ArrayBuffer): Kind {
    this.spend(buffer.byteLength);
    return { $case: 'arrayBuffer', value: new Uint8Array(buffer) };
  }

  private view(view: ArrayBufferView, number: number): Kind {
    const name = typedArrayName(view) ?? 'DataView';
    const type = viewTypeNamed(name);
    if (type === undefined || types.isSharedArrayBuffer(view.buffer)) {
      throw this.uncopyable(`a ${name}`, this.parents[number - 1]!, this.names[number - 1]!);
    }
    const length = 'length' in view ? (view.length as number) : view.byteLength;
    const { buffer, byteOffset } = windowOf(view);
    return { $case: 'view', value: { type, buffer: this.add(buffer, number, '.buffer'), byteOffset, length } };
  }

  private boxed(object: object, number: number): Kind {
    const primitive = (object as { valueOf(): unknown }).valueOf();
    if (typeof primitive === 'object' || typeof primitive === 'symbol') {
      throw this.uncopyable('a boxed symbol', this.parents[number - 1]!, this.names[number - 1]!);
    }
    return { $case: 'boxed', value: this.add(primitive, number, '.valueOf()') };
  }

  private uncopyable(what: string, parent: number, name: string): unknown {
    return this.context.refuse.uncopyable(this.path(parent, name), what);
  }

  private path(parent: number, name: string): string {
    const names = [name];
    for (let number = parent; number !== 0; number = this.parents[number - 1]!) names.push(this.names[number - 1]!);
    return names.reverse().join('');
  }
}

// Functions have no copy, but one may stand for a live object.
export function isLiveFunction(value: unknown, { markers }: EncodeContext): boolean {
  return typeof value === 'function' && markers.isReference(value);
}

// A window on what may be Node's pool of small buffers goes without the rest, which belongs to others.
function windowOf({ buffer, byteOffset, byteLength }: ArrayBufferView): {
  buffer: ArrayBufferLike;
  byteOffset: number;
} {
  if (byteLength === buffer.byteLength || buffer.byteLength !== Buffer.poolSize) return { buffer, byteOffset };
  return { buffer: buffer.slice(byteOffset, byteOffset + byteLength), byteOffset: 0 };
}

const errorNames: ReadonlySet<string> = new Set([
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

// The key that toJSON is given: a member's name, or an index, without the dot or brackets of the path.
function keyIn(name: string): string {
  if (name.startsWith('[')) return name.slice(1, -1);
  return name.startsWith('.') ? name.slice(1) : '';
}
