// What toJSON and the JSON encoding make of values.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { reference } from '#dist/worker/api.js';
import { decode, encode, everyEncoding, failsWith, lossless } from './support/codec.js';

const cycle: Record<string, unknown> = { name: 'cycle' };
cycle['self'] = cycle;
const shared = { x: 1 };

describe('a toJSON of an author', () => {
  const all = [Encoding.AUTO, Encoding.STRUCTURED, Encoding.JSON];
  const objects: Record<string, () => object> = {
    'a date': () => new Date(0),
    bytes: () => new Uint8Array([1]),
    'a Buffer': () => Buffer.from('x'),
    'a view': () => new Int16Array([1]),
    'an array': () => [1],
    'an object': () => ({ a: 1 }),
  };
  for (const [name, make] of Object.entries(objects)) {
    it(`is honoured in every encoding and at every place: on ${name}`, () => {
      const hiding = Object.assign(make(), { toJSON: () => 'hidden' });
      for (const encoding of all) {
        assert.equal(decode(encode(hiding, encoding)), 'hidden');
        assert.deepEqual(decode(encode([hiding, { a: hiding }], encoding)), ['hidden', { a: 'hidden' }]);
      }
    });
  }

  it('is not asked again of what it gave', () => {
    const again = Object.assign(new Date(0), { toJSON: () => 'asked again' });
    for (const encoding of [Encoding.AUTO, Encoding.STRUCTURED]) {
      assert.deepEqual(decode(encode({ toJSON: () => again }, encoding)), new Date(0));
      assert.deepEqual(decode(encode([{ toJSON: () => again }], encoding)), [new Date(0)]);
    }
  });

  it('may give the object itself', () => {
    const date = Object.assign(new Date(0), { toJSON: () => date }) as Date;
    for (const encoding of [Encoding.AUTO, Encoding.STRUCTURED]) {
      assert.deepEqual(decode(encode(date, encoding)), new Date(0));
      assert.deepEqual(decode(encode([date], encoding)), [new Date(0)]);
    }
  });

  it('counts for nothing where it is no function', () => {
    for (const encoding of all) assert.deepEqual(decode(encode({ toJSON: 1 }, encoding)), { toJSON: 1 });
  });

  it('cannot pass the budget, whatever it stands on', () => {
    for (const base of [Date, Uint8Array, Object] as (new () => object)[]) {
      class Hiding extends base {
        toJSON() {
          return new Array(200_000).fill(0);
        }
      }
      const budgets = { nodes: 1000 };
      for (const encoding of all) {
        assert.throws(
          () => encode([new Hiding()], encoding, budgets),
          failsWith(Reason.RESULT_TOO_LARGE, /1000 nodes/),
        );
      }
    }
  });
});

describe('JSON encoding', () => {
  for (const [name, value] of [
    ['an object', { a: 1, b: undefined, c: () => 1, d: NaN, e: new Date(0), f: [undefined, -0], g: '\ud800' }],
    ['a Map', new Map([[1, 2]])],
    ['a text', 'x'],
    ['a shared object', [shared, shared]],
    ['a boxed text', Object('x')],
    ['a Buffer', Buffer.from('ab')],
  ] as [string, unknown][]) {
    it(`is exactly JSON.stringify for ${name}`, () => {
      assert.deepEqual(encode(value, Encoding.JSON).kind, { $case: 'json', value: JSON.stringify(value) });
    });
  }

  for (const [name, value] of [
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
  ] as const) {
    it(`is undefined for ${name}`, () => {
      assert.equal(encode(value, Encoding.JSON).kind?.$case, 'undefined');
    });
  }

  it('refuses what JSON cannot say at all', () => {
    assert.throws(
      () => encode({ list: [cycle] }, Encoding.JSON),
      failsWith(Reason.RESULT_NOT_SERIALIZABLE, /result\.list\[0\]\.self/),
    );
    assert.throws(
      () => encode({ n: [1n] }, Encoding.JSON),
      failsWith(Reason.RESULT_NOT_SERIALIZABLE, /result\.n\[0\]/),
    );
    assert.throws(
      () => encode([reference({})], Encoding.JSON),
      failsWith(Reason.RESULT_NOT_SERIALIZABLE, /result\[0\]/),
    );
  });
});

describe('what a toJSON hides', () => {
  const account = { password: 'x', toJSON: () => ({ user: 'ada' }) };

  it('stays hidden where the object is met by itself, whoever else gives it away', () => {
    for (const encoding of lossless) {
      const list = [{ toJSON: () => [account] }, account, account];
      const [[given], first, second] = decode(encode(list, encoding)) as [[unknown], unknown, unknown];
      assert.equal(given, first);
      assert.deepEqual(first, { user: 'ada' });
      assert.equal(first, second);
    }
  });

  it('is a copy of its own beside the one that a toJSON gave', () => {
    const hiding = Object.defineProperty([1], 'toJSON', { value: () => 'hidden' });
    for (const encoding of lossless) {
      for (const [value, arrives] of [
        [
          [{ toJSON: () => hiding }, hiding],
          [[1], 'hidden'],
        ],
        [
          [hiding, { toJSON: () => hiding }],
          ['hidden', [1]],
        ],
      ] as [unknown, unknown[]][]) {
        assert.deepEqual(decode(encode(value, encoding)), arrives);
      }
    }
  });

  it('may hold the object itself, which is asked once', () => {
    for (const encoding of lossless) {
      let asked = 0;
      const self = { toJSON: () => ({ asked: ++asked, self }) };
      for (const value of [self, [self]]) {
        asked = 0;
        const read = decode(encode(value, encoding)) as { self: unknown } | [{ self: unknown }];
        const top = Array.isArray(read) ? read[0] : read;
        assert.equal(top.self, top);
        assert.equal(asked, 1);
      }
    }
  });

  it('makes no two keys of a Map the same', () => {
    const one = () => ({ toJSON: () => 1 });
    for (const encoding of lossless) {
      assert.deepEqual(decode(encode(new Map([[one(), 2]]), encoding)), new Map([[1, 2]]));
      for (const value of [
        new Map([
          [one(), 2],
          [one(), 3],
        ]),
        new Set([1, one()]),
      ]) {
        // prettier-ignore
        assert.throws(() => encode([value], encoding), failsWith(Reason.RESULT_NOT_SERIALIZABLE, /^result\[0\] is a/));
      }
    }
  });

  it('is asked of an object that borrows the method of a Date', () => {
    const borrowed = { toISOString: () => 'told', toJSON: Date.prototype.toJSON };
    for (const encoding of everyEncoding) assert.equal(decode(encode(borrowed, encoding)), 'told');
  });

  it('never ends in a value without end', () => {
    const endless = (): object => ({ toJSON: () => [endless()] });
    for (const encoding of everyEncoding) {
      assert.throws(() => encode(endless(), encoding), failsWith(Reason.RESULT_TOO_LARGE, /deeper/));
    }
  });
});

describe('JSON encoding of what JSON.stringify treats in a way of its own', () => {
  const withToJson = (toJSON: unknown) => ({ a: 1, toJSON });
  const symbol = Symbol('s');
  const boxed = Object.assign(Object(1) as object, { valueOf: () => 7 });
  const table: [string, unknown][] = [
    ['functions and symbols, and their keys', { f() {}, s: symbol, [symbol]: 1, list: [() => 1, symbol, undefined] }],
    ['a function with a toJSON', { f: Object.assign(() => 1, { toJSON: () => 'f' }) }],
    ['boxed primitives', [Object(1), Object('x"'), Object(false), Object(symbol), boxed, Object(NaN)]],
    ['numbers', [1e21, 1e-7, -0, 0.1, NaN, -Infinity, 2 ** 53]],
    ['strings', ['"\\\b\f\n\r\t\u0000\u001f\u007f\u2028', '\ud800', 'a\udc00b', '🎈', '/']],
    ['keys', { '': 1, '"': 2, '\ud800': 3, 2: 4, 1: 5, ['__proto__']: 6 }],
    ['holes and properties of arrays', Object.assign([, 1], { note: 1 })],
    ['typed arrays', { a: new Uint8Array([1, 2]), f: new Float64Array([NaN, -0]), empty: new BigInt64Array() }],
    ['buffers', [new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), Buffer.from('ab')]],
    ['dates', [new Date(0), new Date(NaN), Object.assign(new Date(0), { toISOString: () => ({ odd: 1 }) })]],
    ['maps, sets, errors and regular expressions', [new Map([[1, 2]]), new Set([1]), new Error('x'), /x/]],
    ['accessors', { get a() { return [1]; } }], // prettier-ignore
    [
      'inherited members',
      Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true }, hidden: { value: 3 } }),
    ],
    ['toJSON that gives nothing', [withToJson(() => undefined), { a: withToJson(() => symbol) }]],
    ['toJSON that is no function', withToJson(3)],
    ['toJSON and its key', { a: withToJson((key: unknown) => key), 7: [withToJson((key: unknown) => typeof key)] }],
    ['toJSON that gives an object with one', withToJson(() => withToJson(() => 'not asked'))],
    ['what occurs again', ((x) => [x, { x }, [x, x]])({ a: [1, 'x'] })],
    ['what occurs again and is asked', ((x) => ({ a: x, b: [x] }))(withToJson((key: string) => ({ key })))],
    ['a thousand levels', Array.from({ length: 998 }).reduce((inner) => [inner], 1)],
    ['an object of another realm', runInNewContext('({ a: [1, new Date(5), { toJSON: (key) => key }] })')],
    ['URLs and params', [new URL('http://a/b'), new URLSearchParams('a=b')]],
  ];
  for (const [name, value] of table) {
    it(`is exactly JSON.stringify: ${name}`, () => {
      const before = JSON.stringify(value);
      assert.deepEqual(encode(value, Encoding.JSON).kind, { $case: 'json', value: before });
    });
  }

  it('names where a part stands that JSON cannot say', () => {
    const inner: Record<string, unknown> = {};
    inner['back'] = inner;
    for (const [value, path] of [
      [{ a: { toJSON: () => inner } }, 'result.a.back'],
      [{ 'a b': [{ n: Object(1n) }] }, 'result["a b"][0].n'],
      [[new BigInt64Array(1)], 'result[0]["0"]'],
      [{ toJSON: () => 1n }, 'result'],
    ] as [unknown, string][]) {
      assert.throws(() => encode(value, Encoding.JSON), {
        reason: Reason.RESULT_NOT_SERIALIZABLE,
        subject: path,
      });
    }
  });
});
