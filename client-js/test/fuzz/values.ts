// Values of every kind that structured clone copies, with aliases, cycles and holes, to be tried at random.
//
// A value is made from a recipe: a list of parts that name each other by their place, so that any part may hold any
// other, itself included. fast-check makes a failing recipe smaller until it is easy to read.

import fc from 'fast-check';

type Place = number;

export type Part =
  | { kind: 'primitive'; value: unknown }
  | { kind: 'array'; items: (Place | 'hole')[]; more: number; properties: [string, Place][] }
  | { kind: 'object'; properties: [string, Place][]; bare: boolean }
  | { kind: 'map'; entries: [Place, Place][] }
  | { kind: 'set'; items: Place[] }
  | { kind: 'date'; time: number }
  | { kind: 'regexp'; source: string; flags: string }
  | { kind: 'error'; name: string; message: string | undefined; cause: Place | undefined }
  | { kind: 'buffer'; bytes: number[] }
  | { kind: 'view'; viewClass: number; buffer: Place; from: number; length: number }
  | { kind: 'boxed'; value: unknown }
  // Not of structured clone: only where they are asked for.
  | { kind: 'toJson'; gives: Place }
  | { kind: 'function' };

const viewClasses = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
  DataView,
  Buffer,
] as const;

const errorClasses = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  // Lone surrogates and controls, too.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '\ud800', 'a\udfff', '\u0000', '"\\', '\u2028', '\ufffd', 'x'.repeat(300)),
);

const key = fc.oneof(
  text,
  fc.integer({ min: 0, max: 12 }).map(String),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'length',
    '4294967294',
    '4294967295',
    '-1',
    '01',
    'toJSON',
  ),
);

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 5e-324, 1.7976931348623157e308, 1e21, 1e-7),
);

const primitive = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, false),
  number,
  text,
  fc.bigInt(),
  fc.integer({ min: 0, max: 200 }).map((bits) => -(2n ** BigInt(bits))),
);

const boxable = fc.oneof(fc.boolean(), number, text, fc.bigInt());

const time = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.constantFrom(NaN, 0, 8.64e15, -8.64e15));

const flags = fc.subarray(['d', 'g', 'i', 'm', 's', 'u', 'y']).map((some) => some.join(''));

const place = fc.nat({ max: 40 });
const places = fc.array(place, { maxLength: 5 });
const properties = fc.array(fc.tuple(key, place), { maxLength: 5 });

const clonable: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: primitive.map((value): Part => ({ kind: 'primitive', value })) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('array' as const),
      items: fc.array(fc.oneof({ weight: 6, arbitrary: place }, fc.constant('hole' as const)), { maxLength: 6 }),
      more: fc.constantFrom(0, 0, 0, 1, 50),
      properties: fc.oneof({ weight: 3, arbitrary: fc.constant<[string, Place][]>([]) }, properties),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('object' as const), properties, bare: fc.boolean() }),
  },
  fc.record({ kind: fc.constant('map' as const), entries: fc.array(fc.tuple(place, place), { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('set' as const), items: places }),
  fc.record({ kind: fc.constant('date' as const), time }),
  fc.record({
    kind: fc.constant('regexp' as const),
    source: fc.constantFrom('a', '[^/]+/', '(?<n>.)\\k<n>', '\n', '(?:)'),
    flags,
  }),
  fc.record({
    kind: fc.constant('error' as const),
    name: fc.oneof(fc.constantFrom(...Object.keys(errorClasses)), text),
    message: fc.option(text, { nil: undefined }),
    cause: fc.option(place, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('buffer' as const), bytes: fc.array(fc.nat({ max: 255 }), { maxLength: 24 }) }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('view' as const),
      viewClass: fc.nat({ max: viewClasses.length - 1 }),
      buffer: place,
      from: fc.nat({ max: 3 }),
      length: fc.nat({ max: 9 }),
    }),
  },
  boxable.map((value): Part => ({ kind: 'boxed', value })),
);

const uncloned: fc.Arbitrary<Part> = fc.oneof(
  { weight: 8, arbitrary: clonable },
  fc.record({ kind: fc.constant('toJson' as const), gives: place }),
  fc.constant<Part>({ kind: 'function' }),
);

const recipe = (part: fc.Arbitrary<Part>) => fc.array(part, { minLength: 1, maxLength: 30 });

// Values that structured clone copies.
export const clonableValues = recipe(clonable).map(withRecipe);

// The same, with functions and objects that have a toJSON among them.
export const anyValues = recipe(uncloned).map(withRecipe);

// Plain data, which may go as JSON.
export const plainValues = fc.jsonValue({ maxDepth: 6 }).map((value) => value as unknown);

// A value that shows, in a report, what it was made from.
export interface Made {
  value: unknown;
  [fc.toStringMethod]: () => string;
}

function withRecipe(parts: Part[]): Made {
  return { value: new Maker(parts).make(0), [fc.toStringMethod]: () => fc.stringify(parts) };
}

class Maker {
  private readonly made = new Map<number, unknown>();

  constructor(private readonly parts: readonly Part[]) {}

  make(place: Place): unknown {
    const index = place % this.parts.length;
    if (this.made.has(index)) return this.made.get(index);
    const part = this.parts[index]!;
    const value = this.empty(part, index);
    this.made.set(index, value);
    this.fill(part, value);
    return value;
  }

  private empty(part: Part, index: number): unknown {
    switch (part.kind) {
      case 'primitive':
        return part.value;
      case 'array':
        return [];
      case 'object':
        return part.bare ? (Object.create(null) as object) : {};
      case 'map':
        return new Map();
      case 'set':
        return new Set();
      case 'date':
        return new Date(part.time);
      case 'regexp':
        return new RegExp(part.source, part.flags);
      case 'error':
        return this.error(part);
      case 'buffer':
        return new Uint8Array(part.bytes).buffer;
      case 'view':
        return this.view(part, index);
      case 'boxed':
        return Object(part.value);
      case 'toJson':
        return { toJSON: () => this.make(part.gives) };
      case 'function':
        return () => 1;
    }
  }

  private error({ name, message }: Extract<Part, { kind: 'error' }>): Error {
    const isKnown = Object.hasOwn(errorClasses, name);
    const error = new (isKnown ? errorClasses[name as keyof typeof errorClasses] : Error)(message);
    Object.defineProperty(error, 'stack', { value: `${name}: told\n    at nowhere` });
    if (!isKnown) Object.defineProperty(error, 'name', { value: name });
    return error;
  }

  // On the buffer that it names, or on one of its own if that is none.
  private view({ viewClass, buffer, from, length }: Extract<Part, { kind: 'view' }>, index: number): unknown {
    const named = buffer % this.parts.length === index ? undefined : this.parts[buffer % this.parts.length];
    const on = named?.kind === 'buffer' ? (this.make(buffer) as ArrayBuffer) : new ArrayBuffer(16);
    const View = viewClasses[viewClass]!;
    // A Buffer that is a window loses the rest of its buffer, which is Node's: here it covers it.
    if (View === Buffer) return Buffer.from(on);
    const size = View === DataView ? 1 : (View as Uint8ArrayConstructor).BYTES_PER_ELEMENT;
    const offset = Math.min(from * size, Math.floor(on.byteLength / size) * size);
    const most = Math.floor((on.byteLength - offset) / size);
    return new (View as Uint8ArrayConstructor)(on, offset, Math.min(length, most));
  }

  private fill(part: Part, value: unknown): void {
    switch (part.kind) {
      case 'array':
        this.fillArray(part, value as unknown[]);
        return;
      case 'object':
        this.define(value as object, part.properties);
        return;
      case 'map':
        for (const [k, v] of part.entries) (value as Map<unknown, unknown>).set(this.make(k), this.make(v));
        return;
      case 'set':
        for (const item of part.items) (value as Set<unknown>).add(this.make(item));
        return;
      case 'error':
        if (part.cause !== undefined) Object.defineProperty(value, 'cause', { value: this.make(part.cause) });
        return;
      default:
    }
  }

  private fillArray({ items, more, properties }: Extract<Part, { kind: 'array' }>, array: unknown[]): void {
    items.forEach((item, index) => {
      if (item !== 'hole') array[index] = this.make(item);
    });
    array.length = items.length + more;
    // An element at the end of all indexes would be an array of four thousand million.
    this.define(
      array,
      properties.filter(([name]) => name !== 'length' && !(Number(name) > 100)),
    );
  }

  private define(object: object, properties: readonly [string, Place][]): void {
    for (const [name, place] of properties) {
      const value = this.make(place);
      // A function there would be asked, and a recipe without such parts has none.
      Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
    }
  }
}
