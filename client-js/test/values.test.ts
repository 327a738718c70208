// Values there and back: what worker code returns, as a client reads it, and the same bytes as an argument.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { Value } from '#dist/gen/jsinterop/v1/value.js';
import { encodeValue } from '#dist/values/encode.js';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Executed } from '#dist/gen/jsinterop/v1/worker.js';
import { reference } from '#dist/worker/api.js';
import { decode, encode, failsWith } from './support/codec.js';
import { encodeContext } from './support/local.js';

const holes = [1, , 3] as unknown[];
const withProperty = Object.assign([1, 2], { note: 'x' });
const cycle: Record<string, unknown> = { name: 'cycle' };
cycle['self'] = cycle;
const shared = { x: 1 };
const poisoned = JSON.parse('{"__proto__":{"polluted":1},"hasOwnProperty":2}') as object;
class Point {
  constructor(
    public x: number,
    public y: number,
  ) {}
  get length() {
    return Math.hypot(this.x, this.y);
  }
}

// What is returned, the arm it takes under AUTO, and (if it is not the same) what arrives.
const table: [name: string, value: unknown, arm: string, arrives?: unknown][] = [
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['true', true, 'boolean'],
  ['false', false, 'boolean'],
  ['an integer', 42, 'number'],
  ['negative zero', -0, 'number'],
  ['NaN', NaN, 'number'],
  ['infinity', -Infinity, 'number'],
  ['a text', 'grüße 🎈', 'string'],
  ['the empty text', '', 'string'],
  ['U+FFFD', '\ufffd', 'string'],
  ['a lone surrogate', 'a\ud800b', 'utf16'],
  ['a bigint', 2n ** 70n, 'bigint'],
  ['a negative bigint', -5n, 'bigint'],
  ['a date', new Date(1e12), 'date'],
  ['bytes', new Uint8Array([1, 2, 3]), 'bytes'],
  ['no bytes', new Uint8Array(0), 'bytes'],
  ['a Buffer', Buffer.from('abc'), 'bytes', new Uint8Array([97, 98, 99])],
  ['a plain object', { a: 1, b: [true, null, 'x'], c: { d: {} } }, 'json'],
  ['key order', { z: 1, a: 2, 10: 3, 2: 4 }, 'json'],
  ['an instance', new Point(3, 4), 'json', { x: 3, y: 4 }],
  ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), 'json', { a: 1 }],
  ['own __proto__', poisoned, 'json'],
  ['own __proto__ with more', { ['__proto__']: 1, u: undefined }, 'graph'],
  ['the empty array', [], 'json'],
  ['undefined inside', { a: undefined }, 'graph'],
  ['undefined in an array', [1, undefined], 'graph'],
  ['negative zero inside', [-0], 'graph'],
  ['NaN inside', { a: NaN }, 'graph'],
  ['a lone surrogate inside', ['\udfff'], 'graph'],
  ['a lone surrogate as key', { '\udfff': 1 }, 'graph'],
  ['a bigint inside', [1n], 'graph'],
  ['a date inside', { at: new Date(5) }, 'graph'],
  ['bytes inside', [new Uint8Array([9])], 'graph'],
  ['holes', holes, 'graph'],
  ['only holes', new Array(3), 'graph'],
  ['an array with a property', withProperty, 'graph'],
  ['aliases', [shared, shared], 'graph'],
  ['a cycle', cycle, 'graph'],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [{ k: 1 }, new Map()],
    ]),
    'graph',
  ],
  ['a Set', new Set<unknown>([1, 'x', { y: 2 }]), 'graph'],
  ['a RegExp', /a+b/gi, 'graph'],
  ['an ArrayBuffer', new Uint8Array([1, 2]).buffer, 'graph'],
  ['an Int16Array', new Int16Array([1, -2]), 'graph'],
  ['a Uint8ClampedArray', new Uint8ClampedArray([255]), 'graph'],
  ['a BigInt64Array', new BigInt64Array([1n, -1n]), 'graph'],
  ['a Float64Array with NaN', new Float64Array([NaN, 0.5]), 'graph'],
  ['a window on a buffer', new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2), 'graph'],
  ['a DataView', new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 2), 'graph'],
  ['a boxed number', Object(1), 'graph'],
  ['a boxed text', Object('x'), 'graph'],
  ['a boxed bigint', Object(1n), 'graph'],
];

describe('a value that is returned', () => {
  for (const [name, value, arm, arrives] of table) {
    it(`${name} goes as ${arm} and arrives the same`, () => {
      const encoded = encode(value);
      assert.equal(encoded.kind?.$case, arm);
      assert.deepStrictEqual(decode(encoded), arrives ?? value);
    });

    it(`${name} arrives the same under STRUCTURED, never as json`, () => {
      const encoded = encode(value, Encoding.STRUCTURED);
      assert.notEqual(encoded.kind?.$case, 'json');
      assert.deepStrictEqual(decode(encoded), arrives ?? value);
    });
  }

  it('keeps aliases and cycles', () => {
    const [first, second] = decode(encode([shared, shared])) as [unknown, unknown];
    assert.equal(first, second);
    const read = decode(encode(cycle)) as typeof cycle;
    assert.equal(read['self'], read);
  });

  it('keeps an invalid date invalid', () => {
    assert.ok(Number.isNaN((decode(encode(new Date(NaN))) as Date).getTime()));
  });

  it('keeps the order of keys', () => {
    assert.deepEqual(Object.keys(decode(encode({ z: 1, a: undefined, 3: 1 })) as object), ['3', 'z', 'a']);
  });

  it('keeps views on one buffer together', () => {
    const { buffer } = new Uint8Array(8);
    const [a, b] = decode(encode([new Uint8Array(buffer, 0, 4), new Uint16Array(buffer, 4)])) as [
      Uint8Array,
      Uint16Array,
    ];
    assert.equal(a.buffer, b.buffer);
  });

  it('keeps what an error tells', () => {
    const error = Object.assign(new RangeError('far', { cause: [new TypeError('near')] }), {});
    const read = decode(encode(error)) as RangeError & { cause: [TypeError] };
    assert.ok(read instanceof RangeError);
    assert.equal(read.message, 'far');
    assert.ok(read.cause[0] instanceof TypeError);
    assert.equal(typeof read.stack, 'string');
  });

  it("asks an author's toJSON once, in every encoding", () => {
    for (const encoding of [Encoding.AUTO, Encoding.STRUCTURED, Encoding.JSON]) {
      let asked = 0;
      const account = { password: 'x', toJSON: () => ({ user: 'ada', times: ++asked }) };
      assert.deepEqual(decode(encode(account, encoding)), { user: 'ada', times: 1 });
      assert.deepEqual(decode(encode([account, undefined], encoding)), [
        { user: 'ada', times: 2 },
        encoding === Encoding.JSON ? null : undefined,
      ]);
    }
  });

  it('gives toJSON its key', () => {
    const tell = () => ({ toJSON: (key: string) => key });
    assert.deepEqual(decode(encode({ a: tell(), list: [tell()] })), { a: 'a', list: ['0'] });
  });

  it('goes as a graph where it is too deep for JSON parsers', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5000; level++) deep = [deep];
    const encoded = encode(deep);
    assert.equal(encoded.kind?.$case, 'graph');
    let read = decode(encoded);
    let levels = 0;
    for (; Array.isArray(read); read = read[0] as unknown) levels++;
    assert.equal(levels, 5000);
  });
});
describe('what cannot be copied', () => {
  for (const [path, value] of [
    ['result', () => 1],
    ['result', Symbol('s')],
    ['result.items[3].callback', { items: [0, 1, 2, { callback() {} }] }],
    ['result.s', { s: Symbol.iterator }],
    ['result.p', { p: Promise.resolve() }],
    ['result[0]', [new WeakMap()]],
    ['result.value(0)', new Map([['k', () => 1]])],
    ['result.item(1)', new Set([1, Symbol('x')])],
    ['result[0]', [new SharedArrayBuffer(1)]],
  ] as [string, unknown][]) {
    it(`is named by its path: ${path}`, () => {
      const text = new RegExp(`^${path.replace(/[.[\]()]/g, '\\$&')} is `);
      assert.throws(() => encode(value), failsWith(Reason.RESULT_NOT_SERIALIZABLE, text, Executed.YES));
    });
  }
});

describe('live objects in a result', () => {
  it('stand as references, in the order of the table of grants', () => {
    const one = { live: 1 };
    const two = () => 2;
    const { bytes, live } = encodeValue({ a: reference(one), b: [reference(two)] }, Encoding.AUTO, encodeContext());
    assert.deepEqual(live, [one, two]);
    assert.deepEqual(decode(bytes, live as unknown[]), { a: one, b: [two] });
  });

  it('may be what a toJSON gives, alone or inside', () => {
    const one = () => 1;
    const gives = { toJSON: () => reference(one) };
    for (const [value, read] of [
      [gives, one],
      [
        [gives, gives],
        [one, one],
      ],
    ] as [unknown, unknown][]) {
      const { bytes, live } = encodeValue(value, Encoding.AUTO, encodeContext());
      assert.deepEqual(live, [one]);
      assert.deepEqual(decode(bytes, live as unknown[]), read);
    }
  });

  it('stand alone too', () => {
    const one = {};
    const { bytes, live } = encodeValue(reference(one), Encoding.AUTO, encodeContext());
    assert.deepEqual(Value.decode(bytes).kind, { $case: 'reference', value: 0 });
    assert.equal(live[0], one);
  });

  it('are never those that clients may not hold', () => {
    assert.throws(() => encode([reference(process)]), failsWith(Reason.NOT_REACHABLE, /never given/, Executed.YES));
  });
});
