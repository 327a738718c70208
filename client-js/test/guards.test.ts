// What the prototypes of the language take after preload. The guards are for the whole process, so these tests
// have one of their own.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guardPrototypes } from '#dist/intrinsics.js';

guardPrototypes();

type Anything = Record<string, unknown>;

describe('guarded prototypes', () => {
  it('take no new members', () => {
    for (const prototype of [Object.prototype, Array.prototype, Function.prototype, Map.prototype, Promise.prototype]) {
      assert.throws(() => void ((prototype as unknown as Anything)['polluted'] = 1), TypeError);
    }
    assert.equal('polluted' in {}, false);
  });

  for (const name of ['toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'toLocaleString']) {
    it(`keep ${name} for everybody`, () => {
      const kept = ({} as Anything)[name];
      assert.throws(() => void ((Object.prototype as unknown as Anything)[name] = 'polluted'), TypeError);
      assert.equal(({} as Anything)[name], kept);
      assert.equal(`${String({})}`, '[object Object]');
    });

    it(`let an object have a ${name} of its own by assignment`, () => {
      for (const object of [{}, Object.create({}) as object, new (class A {})(), () => 1]) {
        (object as Anything)[name] = 'mine';
        assert.deepEqual(Object.getOwnPropertyDescriptor(object, name)?.value, 'mine');
      }
    });
  }

  it('keep what calls functions', () => {
    for (const name of ['call', 'apply', 'bind']) {
      assert.throws(() => void ((Function.prototype as unknown as Anything)[name] = 1), TypeError);
    }
  });
});
