// Builds the JavaScript objects of a Graph: first each node's object, empty, then what they hold, so that
// aliases and cycles need no care.

import type {
  ArrayNode,
  ErrorNode,
  Graph,
  MapNode,
  Node,
  ObjectNode,
  Property,
  RegExpNode,
  SetNode,
  Value,
  ViewNode,
} from '../gen/jsinterop/v1/value.js';
import { defineProperty, hasOwn, mapSize, native, setSize } from '../intrinsics.js';
import { isIndex } from './indices.js';
import { leafOf, type Reading, utf16Text } from './leaves.js';
import { elementSizeOf, viewClassOf } from './views.js';

const errorClasses: ReadonlyMap<string, ErrorConstructor> = new Map<string, ErrorConstructor>([
  ['EvalError', EvalError],
  ['RangeError', RangeError],
  ['ReferenceError', ReferenceError],
  ['SyntaxError', SyntaxError],
  ['TypeError', TypeError],
  ['URIError', URIError],
]);

export function buildGraph(graph: Graph, reading: Reading): unknown {
  if (graph.nodes.length === 0) throw reading.malformed('a graph has no nodes');
  return new Builder(graph.nodes, reading).build();
}

class Builder {
  private readonly made: unknown[];
  private readonly ready: Uint8Array;
  private readonly reached: Uint8Array;

  constructor(
    private readonly nodes: readonly Node[],
    private readonly reading: Reading,
  ) {
    this.made = new Array<unknown>(nodes.length);
    this.ready = new Uint8Array(nodes.length);
    this.reached = new Uint8Array(nodes.length);
  }

  build(): unknown {
    for (let index = 0; index < this.nodes.length; index++) this.make(index);
    this.fillFrom(0);
    return this.made[0];
  }

  // The object of a node, made on first need. Only views and boxes need another node's object at once, and
  // those are of kinds that need none themselves, so this never goes deeper than two.
  private make(index: number): unknown {
    if (this.ready[index] === 1) return this.made[index];
    this.ready[index] = 1;
    return (this.made[index] = this.create(this.nodes[index]!));
  }

  private create({ kind }: Node): unknown {
    if (kind === undefined) throw this.reading.malformed('a node has no kind that this worker knows');
    switch (kind.$case) {
      case 'leaf':
        return leafOf(kind.value, this.reading);
      case 'array':
        return this.createArray(kind.value);
      case 'object':
        return {};
      case 'map':
        return new native.Map();
      case 'set':
        return new native.Set();
      case 'arrayBuffer':
        return new native.Uint8Array(kind.value).buffer;
      case 'view':
        return this.createView(kind.value);
      case 'regexp':
        return this.createRegExp(kind.value);
      case 'error':
        return this.createError(kind.value);
      case 'boxed':
        return native.Object(this.primitive(kind.value));
    }
  }

  private createArray(node: ArrayNode): unknown[] {
    if (node.length < node.items.length) throw this.reading.malformed('an array is shorter than its items');
    const { nodes } = this.reading.options.budgets;
    if (node.length > nodes) throw this.reading.tooLarge(`an array is longer than ${nodes}`);
    // Its holes, which take room too; its items have been counted.
    this.reading.spend(node.length - node.items.length);
    const array: unknown[] = [];
    array.length = node.length;
    return array;
  }

  private createView(node: ViewNode): ArrayBufferView {
    const viewClass = viewClassOf(node.type);
    if (viewClass === undefined) throw this.reading.malformed('a view has an unknown type');
    const index = this.indexOf(node.buffer);
    if (this.nodes[index]!.kind?.$case !== 'arrayBuffer') throw this.reading.malformed('a view has no buffer');
    const buffer = this.make(index) as ArrayBuffer;
    const size = elementSizeOf(viewClass);
    if (node.byteOffset % size !== 0 || node.byteOffset + node.length * size > buffer.byteLength) {
      throw this.reading.malformed('a view does not fit its buffer');
    }
    return new viewClass(buffer, node.byteOffset, node.length);
  }

  private createRegExp(node: RegExpNode): RegExp {
    if (!this.reading.options.allowRegexp) throw this.reading.unsupported('regular expression');
    try {
      return new native.RegExp(node.source, node.flags);
    } catch {
      throw this.reading.malformed('a regular expression has a bad pattern or flags');
    }
  }

  private createError(node: ErrorNode): Error {
    // Made without running a constructor's stack capture, which would show the worker's own frames.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return new (errorClasses.get(node.name) ?? Error)();
    } finally {
      Error.stackTraceLimit = limit;
    }
  }

  private primitive(number: number): unknown {
    const kind = this.nodes[this.indexOf(number)]!.kind;
    const leaf = kind?.$case === 'leaf' ? kind.value : undefined;
    if (!isBoxable(leaf)) throw this.reading.malformed('a boxed value is not a primitive');
    return leafOf(leaf, this.reading);
  }

  // Gives every node that is reached from `start` its content, level by level. Throws if a node is not reached.
  private fillFrom(start: number): void {
    let count = 0;
    let next: number[] = [];
    const reach = (index: number) => {
      if (this.reached[index] === 1) return;
      this.reached[index] = 1;
      count++;
      next.push(index);
    };
    reach(start);
    for (let level = 1; next.length > 0; level++) {
      this.checkDepth(level);
      const open = next;
      next = [];
      for (const index of open) this.fill(index, reach);
    }
    if (count !== this.nodes.length) throw this.reading.malformed('a node is not reached from the first one');
  }

  private checkDepth(level: number): void {
    const { depth } = this.reading.options.budgets;
    if (level > depth) throw this.reading.tooLarge(`it is nested deeper than ${depth}`);
  }

  private fill(index: number, reach: (index: number) => void): void {
    const kind = this.nodes[index]!.kind!;
    const target = this.made[index];
    const at = (number: number): unknown => {
      const other = this.indexOf(number);
      reach(other);
      return this.made[other];
    };
    switch (kind.$case) {
      case 'array':
        this.fillArray(target as unknown[], kind.value, at);
        return;
      case 'object':
        this.fillObject(target as object, kind.value, at);
        return;
      case 'map':
        this.fillMap(target as Map<unknown, unknown>, kind.value, at);
        return;
      case 'set':
        this.fillSet(target as Set<unknown>, kind.value, at);
        return;
      case 'view':
        at(kind.value.buffer);
        return;
      case 'boxed':
        at(kind.value);
        return;
      case 'error':
        this.fillError(target as Error, kind.value, at);
        return;
      default:
    }
  }

  private fillArray(array: unknown[], node: ArrayNode, at: (number: number) => unknown): void {
    node.items.forEach((number, place) => {
      if (number !== 0) array[place] = at(number);
    });
    // An index would fill a hole, or make the array longer than it said.
    this.fillProperties(array, node.properties, at, isIndex);
  }

  private fillObject(object: object, node: ObjectNode, at: (number: number) => unknown): void {
    this.fillProperties(object, node.properties, at);
  }

  private fillProperties(
    object: object,
    properties: Property[],
    at: (number: number) => unknown,
    isRefused?: (key: string) => boolean,
  ): void {
    for (const property of properties) {
      const key = this.keyOf(property);
      if (isRefused?.(key) === true) throw this.reading.malformed('an element stands among the properties of an array');
      if (hasOwn(object, key)) throw this.reading.malformed('a key stands twice');
      const value = at(property.value);
      if (typeof value === 'function' && coercions.has(key)) {
        throw this.reading.malformed(`a function stands under '${key}', where JavaScript would call it unasked`);
      }
      define(object, key, value);
    }
  }

  private keyOf({ key, keyUtf16 }: Property): string {
    if (keyUtf16.length === 0) return key;
    if (key !== '') throw this.reading.malformed('a property has two keys');
    return utf16Text(keyUtf16, this.reading);
  }

  private fillMap(map: Map<unknown, unknown>, { entries }: MapNode, at: (number: number) => unknown): void {
    if (entries.length % 2 !== 0) throw this.reading.malformed('a map has a key without a value');
    for (let place = 0; place < entries.length; place += 2) map.set(at(entries[place]!), at(entries[place + 1]!));
    if (mapSize(map) * 2 !== entries.length) throw this.reading.malformed('a map has a key twice');
  }

  private fillSet(set: Set<unknown>, { items }: SetNode, at: (number: number) => unknown): void {
    for (const number of items) set.add(at(number));
    if (setSize(set) !== items.length) throw this.reading.malformed('a set has an element twice');
  }

  private fillError(error: Error, node: ErrorNode, at: (number: number) => unknown): void {
    // An error that came with no stack has none, rather than the one of this place.
    hide(error, 'stack', node.stack === 0 ? undefined : this.text(node.stack, at));
    if (node.message !== 0) hide(error, 'message', this.text(node.message, at));
    if (node.cause !== 0) hide(error, 'cause', at(node.cause));
  }

  private text(number: number, at: (number: number) => unknown): string {
    const text = at(number);
    if (typeof text !== 'string') throw this.reading.malformed("an error's text is not a string");
    return text;
  }

  private indexOf(number: number): number {
    if (number === 0 || number > this.nodes.length) throw this.reading.malformed(`there is no node ${number}`);
    return number - 1;
  }
}

// What the language itself calls when an object is awaited, written out, compared or copied.
const coercions: ReadonlySet<string> = new Set(['then', 'toJSON', 'toString', 'valueOf', 'constructor']);

const boxable: ReadonlySet<string> = new Set(['boolean', 'number', 'string', 'utf16', 'bigint']);

function isBoxable(value: Value | undefined): value is Value {
  return value?.kind !== undefined && boxable.has(value.kind.$case);
}

// Own data whatever the key is: assignment to a key that is inherited could call a setter.
function define(object: object, key: string, value: unknown): void {
  if (key in object) defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else (object as Record<string, unknown>)[key] = value;
}

function hide(error: Error, key: string, value: unknown): void {
  defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
}
