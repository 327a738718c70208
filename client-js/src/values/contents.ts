// What a node holds, by the kind of its object. Nothing but an author's accessors and Proxies can tell that an object is
// read: classes, own properties and symbols that say something else of it are not asked.

import { types } from 'node:util';
import type { ArrayNode, ErrorNode, Node, Property, RegExpNode, ViewNode } from '../gen/jsinterop/v1/value.js';
import {
  bufferOf,
  byteOffsetOf,
  eachOfMap,
  eachOfSet,
  flagsOf,
  getOwnPropertyDescriptor,
  hasOwn,
  isArray,
  isView,
  isWellFormedText,
  keysOf,
  lengthOfBuffer,
  mapSize,
  native,
  setSize,
  sourceOfRegExp,
  typedArrayName,
  unboxed,
} from '../intrinsics.js';
import { bytesOf, isPool, uncopyableBuffer } from './buffers.js';
import type { EncodeContext } from './context.js';
import { isErrorObject, messageOfDom } from './exotic.js';
import { isIndex, lengthOf } from './indices.js';
import { entryStep, itemStep, type NodeTable, type Step } from './table.js';
import { textOfUtf16, utf16Of } from './utf16.js';
import { elementsOf, viewTypeNamed } from './views.js';

type Content = NonNullable<Node['kind']>;

interface Parts {
  context: EncodeContext;
  table: NodeTable;
  // Gives the number of the node of a part.
  add(value: unknown, parent: number, step: Step): number;
}

// The content of the node `number`, which is that of `object`. Throws if the object has no copy.
export function contentOf(object: object, number: number, parts: Parts): Content {
  if (types.isProxy(object)) throw parts.table.uncopyableNode('a Proxy', number);
  if (isArray(object)) return { $case: 'array', value: arrayOf(object, number, parts) };
  if (types.isMap(object)) return { $case: 'map', value: { entries: entriesOf(object, number, parts) } };
  if (types.isSet(object)) return { $case: 'set', value: { items: itemsOf(object, number, parts) } };
  if (isErrorObject(object)) return { $case: 'error', value: errorOf(object as Error, number, parts) };
  if (types.isRegExp(object)) return { $case: 'regexp', value: regExpOf(object, parts) };
  if (types.isArrayBuffer(object)) return { $case: 'arrayBuffer', value: contentOfBuffer(object, number, parts) };
  if (isView(object)) return { $case: 'view', value: viewOf(object, number, parts) };
  if (types.isBoxedPrimitive(object)) return { $case: 'boxed', value: boxedOf(object, number, parts) };
  const what = parts.context.uncopyable(object);
  if (what !== undefined) throw parts.table.uncopyableNode(what, number);
  return { $case: 'object', value: { properties: propertiesOf(object, keysOf(object), number, parts) } };
}

function arrayOf(array: unknown[], number: number, parts: Parts): ArrayNode {
  const length = lengthOf(array);
  parts.table.afford(length);
  const items: number[] = [];
  for (let index = 0; index < length; index++) {
    if (hasOwn(array, index)) items.push(parts.add(array[index], number, index));
    else {
      parts.table.addPlace();
      items.push(0);
    }
  }
  while (items.length > 0 && items[items.length - 1] === 0) items.pop();
  return { length, items, properties: propertiesOf(array, furtherKeys(array), number, parts) };
}

// Keys that are indexes come first.
function furtherKeys(array: unknown[]): string[] {
  const keys = keysOf(array);
  return keys.length > 0 && !isIndex(keys[keys.length - 1]!) ? keys.filter((key) => !isIndex(key)) : [];
}

const noBytes = new Uint8Array(0);

function propertiesOf(object: object, keys: string[], number: number, parts: Parts): Property[] {
  parts.table.afford(keys.length);
  const properties: Property[] = [];
  for (const key of keys) {
    const member = (object as Record<string, unknown>)[key];
    // An accessor before it may have removed it.
    if (member === undefined && !hasOwn(object, key)) continue;
    parts.table.spend(key.length);
    const value = parts.add(member, number, key);
    const isText = isWellFormedText(key);
    properties.push({ key: isText ? key : '', keyUtf16: isText ? noBytes : utf16Of(key), value });
  }
  return properties;
}

function entriesOf(map: Map<unknown, unknown>, number: number, { table, add }: Parts): number[] {
  table.afford(mapSize(map) * 2);
  const entries: number[] = [];
  const keys: number[] = [];
  eachOfMap(map, (value, key) => {
    const place = entries.length;
    keys.push(add(key, number, { text: entryStep(place) }));
    entries.push(keys[keys.length - 1]!, add(value, number, { text: entryStep(place + 1) }));
  });
  if (!areApart(keys, table)) throw table.uncopyableNode('a Map of which two keys have the same toJSON', number);
  return entries;
}

function itemsOf(set: Set<unknown>, number: number, { table, add }: Parts): number[] {
  table.afford(setSize(set));
  const items: number[] = [];
  eachOfSet(set, (item) => items.push(add(item, number, { text: itemStep(items.length) })));
  if (!areApart(items, table)) throw table.uncopyableNode('a Set of which two elements have the same toJSON', number);
  return items;
}

// Whether keys that were apart still are: what their toJSON gave may be the same.
function areApart(numbers: readonly number[], table: NodeTable): boolean {
  const told = new native.Set(numbers.map((number) => primitiveAt(table.at(number)) ?? number));
  return setSize(told) === numbers.length;
}

// The primitive that a node holds, as text.
function primitiveAt({ kind }: Node): string | undefined {
  const leaf = kind?.$case === 'leaf' ? kind.value.kind : undefined;
  switch (leaf?.$case) {
    case 'undefined':
    case 'null':
      return leaf.$case;
    case 'boolean':
    case 'number':
    case 'string':
    case 'bigint':
      return `${leaf.$case} ${leaf.value}`;
    case 'utf16':
      return `${leaf.$case} ${textOfUtf16(leaf.value)}`;
    default:
      return undefined;
  }
}

const errorNames: ReadonlySet<unknown> = new Set([
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

// As structured clone reads it: a message that is an own field, whatever it is; and the cause.
function errorOf(error: Error, number: number, { context, table, add }: Parts): ErrorNode {
  const { name, stack } = error;
  const message = messageOf(error);
  // Before it is searched for paths: it may be of any length.
  if (typeof stack === 'string') table.mayHold(stack.length);
  return {
    name: errorNames.has(name) ? name : 'Error',
    message: message === undefined ? 0 : add(message, number, 'message'),
    stack: typeof stack === 'string' ? add(context.cleanStack(stack), number, 'stack') : 0,
    cause: getOwnPropertyDescriptor(error, 'cause') === undefined ? 0 : add(error.cause, number, 'cause'),
  };
}

function messageOf(error: Error): string | undefined {
  const own = getOwnPropertyDescriptor(error, 'message');
  if (own === undefined) return messageOfDom(error);
  return 'value' in own ? String(own.value) : undefined;
}

function regExpOf(regexp: RegExp, { table }: Parts): RegExpNode {
  const source = sourceOfRegExp(regexp);
  table.spend(source.length);
  return { source, flags: flagsOf(regexp) };
}

function contentOfBuffer(buffer: ArrayBuffer, number: number, { table }: Parts): Uint8Array {
  const what = uncopyableBuffer(buffer);
  if (what !== undefined) throw table.uncopyableNode(what, number);
  table.spend(lengthOfBuffer(buffer));
  return new native.Uint8Array(buffer);
}

function viewOf(view: ArrayBufferView, number: number, parts: Parts): ViewNode {
  const name = typedArrayName(view) ?? 'DataView';
  const type = viewTypeNamed(name);
  const buffer = bufferOf(view);
  if (type === undefined || types.isSharedArrayBuffer(buffer)) throw parts.table.uncopyableNode(`a ${name}`, number);
  const length = elementsOf(view);
  if (isPool(buffer)) return { type, buffer: windowOf(view, number, parts), byteOffset: 0, length };
  return { type, buffer: parts.add(buffer, number, { text: '.buffer' }), byteOffset: byteOffsetOf(view), length };
}

// A buffer with nothing in it but what the view shows.
function windowOf(view: ArrayBufferView, number: number, { table }: Parts): number {
  const value = bytesOf(view);
  table.addPlace();
  table.spend(value.length);
  return table.push({ kind: { $case: 'arrayBuffer', value } }, number);
}

function boxedOf(object: object, number: number, { table, add }: Parts): number {
  const primitive = unboxed(object);
  if (primitive === undefined) throw table.uncopyableNode('a boxed symbol', number);
  return add(primitive, number, { text: '.valueOf()' });
}
