// What a client could send that no good client sends.

import fc from 'fast-check';
import { Value, type Node } from '#dist/gen/jsinterop/v1/value.js';

export const hostileBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  // Tags of the fields of Value and Graph, with something behind them.
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 16 }), fc.nat({ max: 7 }), fc.uint8Array({ maxLength: 12 })), {
      maxLength: 20,
    })
    .map((fields) => new Uint8Array(fields.flatMap(([field, type, rest]) => [field * 8 + type, rest.length, ...rest]))),
);

type Edit = [at: number, how: 'set' | 'insert' | 'delete' | 'cut' | 'double', byte: number];

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom('set', 'insert', 'delete', 'cut', 'double'), fc.nat({ max: 255 })),
  { minLength: 1, maxLength: 6 },
);

// Bytes of true values with a few mistakes in them.
export function bytesNear(values: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...values), edits)
    .map(([bytes, changes]) => new Uint8Array(changes.reduce(edited, [...bytes])));
}

function edited(bytes: number[], [at, how, byte]: Edit): number[] {
  const place = at % (bytes.length + 1);
  const before = bytes.slice(0, place);
  switch (how) {
    case 'set':
      return [...before, byte, ...bytes.slice(place + 1)];
    case 'insert':
      return [...before, byte, ...bytes.slice(place)];
    case 'delete':
      return [...before, ...bytes.slice(place + 1)];
    case 'cut':
      return before;
    case 'double':
      return [...before, ...bytes.slice(place, place + 16), ...bytes.slice(place)];
  }
}

// Mostly places that are there, and some that are not.
const number = fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 12 }) }, fc.nat({ max: 2 ** 32 - 1 }));
const numbers = fc.array(number, { maxLength: 6 });
const bytes = fc.uint8Array({ maxLength: 20 });
const text = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('__proto__', 'length', '0', '4294967294', 'then'));
const utf16 = fc.oneof({ weight: 4, arbitrary: fc.constant(new Uint8Array(0)) }, bytes);
const properties = fc.array(fc.record({ key: text, keyUtf16: utf16, value: number }), { maxLength: 4 });
const size = fc.oneof(fc.nat({ max: 24 }), fc.constantFrom(2 ** 32, 2 ** 53, Number.MAX_SAFE_INTEGER));

const arm = <C extends string, V>($case: C, value: fc.Arbitrary<V>) => value.map((inner) => ({ $case, value: inner }));

type Leaf = NonNullable<Value['kind']>;

const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  arm('undefined', fc.constant({})),
  arm('null', fc.constant({})),
  arm('boolean', fc.boolean()),
  arm('number', fc.double()),
  arm('string', text),
  arm('utf16', bytes),
  arm('bigint', fc.oneof(fc.bigInt().map(String), text, fc.constant('9'.repeat(60)))),
  arm('date', fc.oneof(fc.double(), fc.integer())),
  arm('bytes', bytes),
  arm('json', fc.oneof(fc.json(), fc.string(), fc.constant('['.repeat(50)), fc.constant('{"__proto__":1}'))),
  arm('reference', fc.nat({ max: 3 })),
  arm('callback', fc.nat()),
  arm('stream', fc.nat()),
);

const node = fc.oneof(
  arm(
    'leaf',
    leaf.map((kind) => ({ kind })),
  ),
  arm('array', fc.record({ length: fc.oneof(fc.nat({ max: 30 }), number), items: numbers, properties })),
  arm('object', fc.record({ properties })),
  arm('map', fc.record({ entries: numbers })),
  arm('set', fc.record({ items: numbers })),
  arm('arrayBuffer', bytes),
  arm('view', fc.record({ type: fc.nat({ max: 14 }), buffer: number, byteOffset: size, length: size })),
  arm('regexp', fc.record({ source: text, flags: fc.constantFrom('', 'g', 'gg', 'uv', 'x') })),
  arm('error', fc.record({ name: text, message: number, stack: number, cause: number })),
  arm('boxed', number),
);

// A first node that names all others, so that more than the reaching is tried; and such that does not.
const all = fc.nat({ max: 8 }).map((count) => ({
  kind: {
    $case: 'set' as const,
    value: { items: Array.from({ length: count }, (_, index) => index + 2) },
  },
}));

const nodes = fc.oneof(
  fc.array(
    node.map((kind) => ({ kind })),
    { maxLength: 10 },
  ),
  all.chain((first) =>
    fc
      .array(
        node.map((kind) => ({ kind })),
        { minLength: first.kind.value.items.length, maxLength: first.kind.value.items.length },
      )
      .map((rest) => [first, ...rest]),
  ),
) as fc.Arbitrary<Node[]>;

export const graphs: fc.Arbitrary<Uint8Array> = nodes.map((list) =>
  Value.encode({ kind: { $case: 'graph', value: { nodes: list } } }).finish(),
);

type Change = { at: number; number: number; text: string; bytes: Uint8Array; kind: Leaf };

const changes = fc.array(fc.record({ at: fc.nat(), number: fc.oneof(number, size), text, bytes, kind: leaf }), {
  minLength: 1,
  maxLength: 3,
});

// True values, with something else in a place or two.
export function graphsNear(values: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.tuple(fc.constantFrom(...values), changes).map(([encoded, list]) => {
    const value = Value.decode(encoded);
    for (const change of list) apply(change, value);
    return Value.encode(value).finish();
  });
}

type Slot = { holder: Record<string, unknown>; key: string };

function apply(change: Change, value: Value): void {
  const slots = slotsIn(value as unknown as Record<string, unknown>);
  const { holder, key } = slots[change.at % slots.length]!;
  const old = holder[key];
  if (typeof old === 'number') holder[key] = change.number;
  else if (typeof old === 'string') holder[key] = change.text;
  else if (typeof old === 'boolean') holder[key] = !old;
  else if (old instanceof Uint8Array) holder[key] = change.bytes;
  else if (Array.isArray(old))
    holder[key] = change.number % 2 === 0 ? old.slice(1) : [...(old as unknown[]), ...(old as unknown[]).slice(-1)];
  else holder[key] = { ...change.kind };
}

// Every place that holds something, but for the names of arms.
function slotsIn(holder: Record<string, unknown>): Slot[] {
  return Object.entries(holder).flatMap(([key, part]) => {
    if (key === '$case' || part === undefined) return [];
    if (typeof part !== 'object' || part === null || part instanceof Uint8Array) return [{ holder, key }];
    const inner = slotsIn(part as Record<string, unknown>);
    const isLeafKind = key === 'kind' && isLeaf(part);
    return Array.isArray(part) || isLeafKind ? [{ holder, key }, ...inner] : inner;
  });
}

function isLeaf(kind: object): boolean {
  const { $case, value } = kind as { $case?: string; value?: unknown };
  const isOpaque = typeof value !== 'object' || value instanceof Uint8Array || Object.keys(value ?? {}).length === 0;
  return $case !== undefined && isOpaque;
}
