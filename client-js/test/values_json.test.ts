// What toJSON and the JSON encoding make of values.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { reference } from '#dist/worker/api.js';
import { decode, encode, failsWith } from './support/codec.js';

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
