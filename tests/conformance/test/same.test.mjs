// The module that looks at arguments must see every difference that JavaScript can see.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../modules/same.js';

const twice = (value) => [value, value];
const hidden = (key, value) => Object.defineProperty({}, key, { value, writable: true, configurable: true });
const sharedBuffer = () => {
  const buffer = new ArrayBuffer(2);
  return [new Int8Array(buffer), new Uint8Array(buffer)];
};

const pairs = [
  [0, -0],
  [1, 1n],
  ['a', 'b'],
  ['\ud800', '\ufffd'],
  [null, undefined],
  [{}, null],
  [{}, []],
  [{}, Object.create(null)],
  [{ a: 1 }, { a: 2 }],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [{ a: undefined }, {}],
  [{ a: 1 }, hidden('a', 1)],
  [Object.freeze({ a: 1 }), { a: 1 }],
  [{ a: 1, [Symbol.iterator]: 1 }, { a: 1 }],
  [[undefined], [,]],
  [[1, ,], [1]],
  [Object.assign([1], { k: 1 }), [1]],
  [new Date(0), new Date(1)],
  [new Date(NaN), new Date(0)],
  [new Map([[1, 2]]), new Map([[1, 3]])],
  [
    new Map([
      [1, 1],
      [2, 2],
    ]),
    new Map([
      [2, 2],
      [1, 1],
    ]),
  ],
  [new Map([[1, 1]]), new Map([['1', 1]])],
  [new Set([1]), new Set([1, 2])],
  [new Uint8Array([1]), new Uint8Array([2])],
  [new Uint8Array([1]), new Int8Array([1])],
  [new Uint8Array(2).subarray(1), new Uint8Array(1)],
  [new DataView(new ArrayBuffer(1)), new DataView(new ArrayBuffer(2))],
  [new ArrayBuffer(1), new ArrayBuffer(2)],
  [/a/g, /a/i],
  [/a/, /b/],
  [new Error('a'), new Error('b')],
  [new Error('a'), new TypeError('a')],
  [new Error(), new Error('')],
  [new Error('a', { cause: 1 }), new Error('a')],
  [new Error('a', { cause: undefined }), new Error('a')],
  [Object(1), Object(2)],
  [Object(1), 1],
  [Object(1), Object('1')],
  [twice({}), [{}, {}]],
  [[{}, {}], twice({})],
  [sharedBuffer(), [new Int8Array(2), new Uint8Array(2)]],
  [new (class extends Array {})(), []],
];

test('every difference is seen', () => {
  pairs.forEach(([actual, expected], at) => {
    assert.notEqual(compare(actual, expected), 'same', `pair ${at}`);
    assert.notEqual(compare(expected, actual), 'same', `pair ${at}, turned round`);
  });
});

test('what is the same is the same', () => {
  for (const [value] of pairs) assert.equal(compare(value, value), 'same');
  assert.equal(compare({ a: [1, { b: new Map([[{}, NaN]]) }] }, { a: [1, { b: new Map([[{}, NaN]]) }] }), 'same');
  assert.equal(compare(twice({}), twice({})), 'same');
  assert.equal(compare(sharedBuffer(), sharedBuffer()), 'same');
});

test('the path of a difference is told', () => {
  assert.equal(compare({ a: [1, { b: -0 }] }, { a: [1, { b: 0 }] }), 'it.a.1.b is -0 and not 0');
});
