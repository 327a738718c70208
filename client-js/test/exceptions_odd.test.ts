// Errors that lie, and things that nobody should throw: each is told as far as can be, and says if it is not whole.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { Exception } from '#dist/gen/jsinterop/v1/value.js';
import { encodeException } from '#dist/values/exception.js';
import { stackCleaner } from '#dist/values/stack.js';
import { encodeContext } from './support/local.js';

const tell = (thrown: unknown) => Exception.decode(encodeException(thrown, encodeContext()));
const withGetter = (key: string, get: () => unknown) =>
  Object.defineProperty(new Error('said'), key, { get, enumerable: true });
const fails = () => {
  throw new Error('from a getter');
};

describe('an error that lies', () => {
  for (const key of ['name', 'message', 'stack', 'code', 'cause', 'errors']) {
    it(`is told without its ${key}, and says so`, () => {
      const told = tell(withGetter(key, fails));
      assert.deepEqual([told.name, told.message, told.truncated], ['Error', key === 'message' ? '' : 'said', true]);
    });
  }

  it('is told by a name, whatever it has for one', () => {
    for (const name of [7, '', undefined, null, {}, Symbol('n')]) {
      assert.equal(tell(Object.defineProperty(new TypeError('x'), 'name', { value: name })).name, 'Error');
    }
    class ValidationError extends RangeError {}
    assert.equal(tell(new ValidationError('x')).name, 'RangeError');
  });

  it('has a number for a message', () => {
    assert.equal(tell(Object.defineProperty(new Error(), 'message', { value: 42 })).message, '42');
    assert.equal(tell(Object.defineProperty(new Error(), 'message', { value: { toString: fails } })).message, '');
  });

  it('keeps under its own key what no field can say', () => {
    const told = tell(Object.assign(new Error('x'), { code: true, errors: 3, cause: undefined }));
    assert.deepEqual(
      told.properties.map(({ key }) => key),
      ['code', 'errors', 'cause'],
    );
    assert.equal(told.code, '');
    assert.equal(tell(Object.assign(new Error('x'), { code: 0 })).code, '0');
  });

  it('has a cause that is no error, which is left out', () => {
    for (const cause of ['text', 5, {}]) {
      const told = tell(new Error('x', { cause }));
      assert.deepEqual([told.cause, told.truncated], [undefined, true]);
    }
    for (const cause of [null, undefined]) assert.equal(tell(new Error('x', { cause })).truncated, false);
  });

  it('names one error twice, which is told twice', () => {
    const inner = new Error('inner');
    const told = tell(new AggregateError([inner, inner, new Error('last')], 'x', { cause: inner }));
    assert.deepEqual(
      told.errors.map(({ message }) => message),
      ['inner', 'inner', 'last'],
    );
    assert.deepEqual([told.cause?.message, told.truncated], ['inner', false]);
  });

  it('goes in circles, which end where they began', () => {
    const first = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    const told = tell(first);
    assert.deepEqual([told.cause?.message, told.cause?.cause, told.cause?.truncated], ['second', undefined, true]);
    const aggregate = new AggregateError([], 'all');
    aggregate.errors.push(new Error('one'), aggregate);
    assert.deepEqual([tell(aggregate).errors.length, tell(aggregate).truncated], [1, true]);
  });

  it('has errors that cannot be read', () => {
    const errors: unknown[] = [1, 'two'];
    Object.defineProperty(errors, 1, { get: fails });
    const told = tell(Object.assign(new Error('x'), { errors }));
    assert.equal(told.errors.length, 2);
    assert.ok(told.truncated);
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    assert.deepEqual(tell(Object.assign(new Error('x'), { errors: revoked.proxy })).errors, []);
  });

  it('says that its stack was cut, even if what is left fits', () => {
    const path = 'a/'.repeat(100);
    const context = { ...encodeContext(), cleanStack: (stack: string) => stack.replaceAll(path, '') };
    const thrown = Object.assign(new Error('x'), { stack: `at ${path}\n`.repeat(2000) });
    const told = Exception.decode(encodeException(thrown, context));
    assert.ok(told.stack.length < 16 * 1024);
    assert.ok(told.truncated);
  });

  it('is of another realm, or a DOMException', () => {
    const context = createContext({});
    const told = tell(
      runInContext('new AggregateError([new TypeError("a")], "b", { cause: new Error("c") })', context),
    );
    assert.deepEqual([told.name, told.message, told.cause?.message], ['AggregateError', 'b', 'c']);
    assert.deepEqual([told.errors[0]?.name, told.errors[0]?.message], ['TypeError', 'a']);
    const gone = tell(new DOMException('gone', 'AbortError'));
    assert.deepEqual([gone.name, gone.message, gone.code], ['AbortError', 'gone', '20']);
  });

  it('is of a class that was made by hand', () => {
    const told = tell(Object.create(Error.prototype, { message: { value: 'made' } }));
    assert.deepEqual([told.name, told.message, told.stack], ['Error', 'made', '']);
  });
});

describe('something odd that is thrown', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const unreadable = new Proxy({}, { getPrototypeOf: fails, get: fails, ownKeys: fails });
  for (const [what, thrown, message] of [
    ['a revoked Proxy', proxy, 'an object'],
    ['a Proxy of an error', new Proxy(new Error('x'), {}), 'an object'],
    ['an object with a Proxy for a prototype', Object.create(unreadable), 'an object'],
    ['a promise', Promise.resolve(1), 'a promise'],
    ['a function', () => 1, 'a function'],
    ['a class', class {}, 'a function'],
    ['an object without a prototype', Object.create(null), 'an object'],
    ['an array', [() => 1], 'an array'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a symbol without a description', Symbol(), 'Symbol()'],
    ['a bigint', 5n, 'a bigint'],
    ['a live object', encodeContext().markers, 'an object'],
  ] as [string, unknown, string][]) {
    it(`is described: ${what}`, () => {
      const told = tell(thrown);
      assert.deepEqual([told.name, told.message, told.stack], ['', message, '']);
    });
  }

  it('costs no more for its length', () => {
    const huge = 'x'.repeat(2 ** 29 - 24);
    for (const thrown of [huge, Symbol(huge), new Error(huge), Object.assign(new Error('x'), { stack: huge, huge })]) {
      const told = tell(thrown);
      assert.ok(told.truncated);
      assert.ok(told.message.length <= 16 * 1024 && told.stack.length <= 16 * 1024);
    }
  });

  it('asks a toJSON, which may fail', () => {
    assert.deepEqual(tell({ toJSON: () => 'told' }).thrown?.kind, { $case: 'string', value: 'told' });
    const told = tell({ toJSON: fails });
    assert.deepEqual([told.message, told.thrown, told.truncated], ['an object', undefined, true]);
  });
});

describe('a path in a stack', () => {
  for (const [root, from, to] of [
    ['/srv/app', 'at f (/srv/app/a.js:1:2)', 'at f (a.js:1:2)'],
    ['/srv/app', 'at f (file:///srv/app/a.js:1:2)', 'at f (a.js:1:2)'],
    ['/srv/app', 'at async file:///srv/app/b/a.js:1:2', 'at async b/a.js:1:2'],
    ['/srv/app', 'at f (/data/srv/app/a.js:1:2)', 'at f (/data/srv/app/a.js:1:2)'],
    ['/srv/app', 'at f (/srv/app2/a.js:1:2)', 'at f (/srv/app2/a.js:1:2)'],
    ['/srv/a b', 'at f (file:///srv/a%20b/a.js:1:2)', 'at f (a.js:1:2)'],
    ['/srv/a+(b)', 'at f (/srv/a+(b)/a.js:1:2)', 'at f (a.js:1:2)'],
    ['C:\\srv\\app', 'at f (C:\\srv\\app\\b\\a.js:1:2)', 'at f (b\\a.js:1:2)'],
    ['C:\\srv\\app', 'at f (file:///C:/srv/app/b/a.js:1:2)', 'at f (b/a.js:1:2)'],
  ] as const) {
    it(`is told from the root ${root}: ${from}`, () =>
      assert.equal(stackCleaner(root, 'file:///own/', () => undefined)(`Error\n    ${from}`), `Error\n    ${to}`));
  }
});
