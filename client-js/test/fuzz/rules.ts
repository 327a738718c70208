// What value.proto demands of a Value, rule by rule, told apart from the worker's reader: whether a message that keeps to
// the wire format must be refused all the same.

import type { Graph, Node, Property, Value } from '#dist/gen/jsinterop/v1/value.js';

type Leaf = NonNullable<Value['kind']>;

// `references` is the length of the table of references.
export function isBroken({ kind }: Value, references: number): boolean {
  if (kind === undefined) return true;
  return kind.$case === 'graph' ? isBrokenGraph(kind.value, references) : isBrokenLeaf(kind, references);
}

function isBrokenLeaf(kind: Leaf, references: number): boolean {
  switch (kind.$case) {
    case 'utf16':
      return kind.value.length % 2 === 1;
    case 'bigint':
      return !/^-?\d+$/.test(kind.value);
    case 'date':
      return !Number.isNaN(kind.value) && (kind.value % 1 !== 0 || Math.abs(kind.value) > 8.64e15);
    case 'json':
      return !isJson(kind.value);
    case 'reference':
      return kind.value >= references;
    case 'graph':
    case 'callback':
    case 'stream':
      return true;
    default:
      return false;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isBrokenGraph({ nodes }: Graph, references: number): boolean {
  if (nodes.length === 0 || nodes.some((node) => isBrokenNode(node, nodes, references))) return true;
  const reached = new Set([1]);
  for (const number of reached) for (const other of namedBy(nodes[number - 1]!)) if (other !== 0) reached.add(other);
  return reached.size !== nodes.length;
}

function namedBy({ kind }: Node): number[] {
  switch (kind?.$case) {
    case 'array':
      return [...kind.value.items, ...valuesOf(kind.value.properties)];
    case 'object':
      return valuesOf(kind.value.properties);
    case 'map':
      return kind.value.entries;
    case 'set':
      return kind.value.items;
    case 'view':
      return [kind.value.buffer];
    case 'error':
      return [kind.value.message, kind.value.stack, kind.value.cause];
    case 'boxed':
      return [kind.value];
    default:
      return [];
  }
}

const valuesOf = (properties: Property[]) => properties.map(({ value }) => value);

const elementSizes = [0, 1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 1];

function isBrokenNode(node: Node, nodes: Node[], references: number): boolean {
  const { kind } = node;
  if (kind === undefined || namedBy(node).some((number) => number > nodes.length)) return true;
  const at = (number: number) => nodes[number - 1]?.kind;
  switch (kind.$case) {
    case 'leaf':
      return kind.value.kind === undefined || isBrokenLeaf(kind.value.kind, references);
    case 'array':
      return kind.value.length < kind.value.items.length || areBroken(kind.value.properties, isOfArray);
    case 'object':
      return areBroken(kind.value.properties, () => false);
    case 'map':
      if (kind.value.entries.length % 2 === 1 || kind.value.entries.includes(0)) return true;
      return standTwice(kind.value.entries.filter((_, place) => place % 2 === 0).map(at));
    case 'set':
      return kind.value.items.includes(0) || standTwice(kind.value.items.map(at));
    case 'view': {
      const buffer = at(kind.value.buffer);
      const size = elementSizes[kind.value.type] ?? 0;
      const { byteOffset, length } = kind.value;
      if (size === 0 || buffer?.$case !== 'arrayBuffer' || byteOffset % size !== 0) return true;
      return byteOffset + length * size > buffer.value.length;
    }
    case 'regexp':
      return !isRegExp(kind.value.source, kind.value.flags);
    case 'error':
      return [kind.value.message, kind.value.stack].some((number) => number !== 0 && !isText(at(number)));
    case 'boxed':
      return !isBoxable(at(kind.value));
    default:
      return false;
  }
}

const isOfArray = (key: string) =>
  key === 'length' ||
  (String(Number(key)) === key && Number.isInteger(Number(key)) && Number(key) >= 0 && Number(key) < 2 ** 32 - 1);

function areBroken(properties: Property[], isTaken: (key: string) => boolean): boolean {
  const keys = properties.map(({ key, keyUtf16 }) =>
    keyUtf16.length > 0 ? Buffer.from(keyUtf16).toString('utf16le') : key,
  );
  if (properties.some(({ key, keyUtf16 }) => keyUtf16.length % 2 === 1 || (key !== '' && keyUtf16.length > 0)))
    return true;
  return valuesOf(properties).includes(0) || new Set(keys).size !== keys.length || keys.some(isTaken);
}

function isRegExp(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}

// A primitive is told by its value, and anything else by its node.
function standTwice(kinds: Node['kind'][]): boolean {
  return (
    new Set(kinds.map((kind) => (kind?.$case === 'leaf' ? (primitiveOf(kind.value.kind) ?? kind) : kind))).size <
    kinds.length
  );
}

function primitiveOf(leaf: Value['kind']): unknown {
  switch (leaf?.$case) {
    case 'undefined':
    case 'null':
    case 'reference':
      return `${leaf.$case} ${String(leaf.value)}`;
    case 'boolean':
      return leaf.value;
    case 'number':
      return leaf.value;
    case 'string':
      return `text ${leaf.value}`;
    case 'utf16':
      return `text ${Buffer.from(leaf.value).toString('utf16le')}`;
    case 'bigint':
      return /^-?\d+$/.test(leaf.value) ? BigInt(leaf.value) : undefined;
    case 'json':
      return primitiveOfJson(leaf.value);
    default:
      return undefined;
  }
}

function primitiveOfJson(text: string): unknown {
  const value: unknown = isJson(text) ? JSON.parse(text) : {};
  if (value === null) return 'null [object Object]';
  if (typeof value === 'string') return `text ${value}`;
  return typeof value === 'object' ? undefined : value;
}

function isText(kind: Node['kind']): boolean {
  if (kind?.$case !== 'leaf') return false;
  const leaf = kind.value.kind;
  return leaf?.$case === 'string' || leaf?.$case === 'utf16' || (leaf?.$case === 'json' && /^\s*"/.test(leaf.value));
}

function isBoxable(kind: Node['kind']): boolean {
  if (kind?.$case !== 'leaf') return false;
  return ['boolean', 'number', 'string', 'utf16', 'bigint'].includes(kind.value.kind?.$case ?? '');
}
