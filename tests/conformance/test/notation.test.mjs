// The suite's notation of values, both ways, over every value of the tables.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, write } from '../lib/notation.mjs';
import arrays from '../tables/values/arrays.mjs';
import binary from '../tables/values/binary.mjs';
import collections, { regexps } from '../tables/values/collections.mjs';
import identity from '../tables/values/identity.mjs';
import objects from '../tables/values/objects.mjs';
import scalars from '../tables/values/scalars.mjs';
import texts from '../tables/values/texts.mjs';

test('what is read and written again is the same', () => {
  for (const [name, , notation] of [
    ...scalars,
    ...texts,
    ...objects,
    ...collections,
    ...regexps,
    ...binary,
    ...identity,
  ]) {
    assert.deepEqual(write(read(notation)), notation, name);
  }
});

test('aliases are one object, and equal objects are two', () => {
  const [one, other] = read([
    'array',
    [
      ['#', 1, ['object', []]],
      ['@', 1],
    ],
  ]);
  assert.equal(one, other);
  const [three, four] = read([
    'array',
    [
      ['object', []],
      ['object', []],
    ],
  ]);
  assert.notEqual(three, four);
  const cycle = read(['#', 1, ['object', [['self', ['@', 1]]]]]);
  assert.equal(cycle.self, cycle);
});

test('a key of a special name is data', () => {
  const object = read(['object', [['__proto__', ['object', [['polluted', ['boolean', true]]]]]]]);
  assert.equal(object.polluted, undefined);
  assert.ok(Object.hasOwn(object, '__proto__'));
});

test('references are those that the client says', () => {
  const remote = {};
  const value = read(['array', [['reference', 'r']]], { referenced: (name) => (name === 'r' ? remote : undefined) });
  assert.equal(value[0], remote);
  const hint = { kind: 'OBJECT' };
  assert.deepEqual(
    write(value, (object) => (object === remote ? hint : undefined)),
    ['array', [['reference', hint]]],
  );
});

test('a function has no notation', () => {
  assert.throws(() => write(() => 1), TypeError);
  assert.throws(() => write([Symbol('s')]), TypeError);
});
