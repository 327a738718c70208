// Node's own texts, held against what this Node exports.

import assert from 'node:assert/strict';
import { builtinModules, createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { isForeignNative, isForeignPrototype, isIntrinsic, isNodesOwn } from '#dist/reach/node_code.js';

const require = createRequire(import.meta.url);
const native = /\{\s*\[native code\]\s*\}$/;
const textOf = (fn: Function) => Function.prototype.toString.call(fn);

// Asked for by name they only print warnings.
const deprecated = ['_stream_wrap', 'sys', 'wasi'];

function functionsOf(module: string): Function[] {
  const exported = require(module) as object;
  return Object.values(Object.getOwnPropertyDescriptors(exported))
    .map((descriptor) => descriptor.value as unknown)
    .filter((value): value is Function => typeof value === 'function' && !native.test(textOf(value)));
}

describe("the texts of Node's modules", () => {
  for (const module of builtinModules.filter((name) => !deprecated.includes(name))) {
    it(`have all that ${module} exports`, () => {
      for (const fn of functionsOf(module)) assert.ok(isNodesOwn(fn), fn.name);
    });
  }
});

describe('code of authors', () => {
  class Repository {
    find() {
      return 1;
    }
  }
  const methods = { greet: () => 'hello from this very test' };

  it("is not Node's", () => {
    assert.equal(isForeignPrototype(Repository.prototype), false);
    assert.equal(isForeignPrototype(methods), false);
    assert.equal(isNodesOwn(Repository), false);
    assert.equal(isIntrinsic(methods.greet), false);
  });

  it('stays theirs when it is bound', () => {
    assert.equal(isIntrinsic(methods.greet.bind(methods)), false);
    assert.equal(isForeignNative(methods.greet.bind(methods)), false);
  });
});
