// What may be sent and what arrives.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { type CallError, isRemote, type Remote } from '#dist/client/index.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import type { InvokeRequest } from '#dist/gen/jsinterop/v1/interop.js';
import { Value } from '#dist/gen/jsinterop/v1/value.js';
import { resultContext } from '#dist/values/results.js';
import { defaultBudgets } from '#dist/values/budgets.js';
import { decodeArguments } from '#dist/values/decode.js';
import { encodeValue } from '#dist/values/encode.js';
import { Markers } from '#dist/values/markers.js';
import { leaseState, valued } from './support/fake_interop.js';
import { cart, failureOf, fixture } from './support/fixture.js';

const budgets = defaultBudgets;

// What a worker makes of the arguments of a request.
function received({ arguments: list, references }: InvokeRequest): unknown[] {
  const bytes = list.map((value) => Value.encode(value).finish());
  return decodeArguments(
    bytes,
    references.map(({ token }) => `the object of ${token}`),
    { budgets, allowRegexp: true },
  );
}

// What a worker writes for a result.
function written(value: unknown, encoding = Encoding.AUTO): Value {
  const context = resultContext(budgets, {
    markers: new Markers(),
    mayGrant: () => true,
    cleanStack: (stack) => stack,
  });
  return Value.decode(encodeValue(value, encoding, context).bytes);
}

const shared = { a: 1 };
const cyclic: unknown[] = [1];
cyclic.push(cyclic);
const sparse = [1, , 3];
const buffer = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;

const values: Record<string, unknown> = {
  undefined: undefined,
  null: null,
  'a boolean': true,
  'negative zero': -0,
  NaN: NaN,
  infinity: -Infinity,
  'a bigint': 2n ** 100n,
  'a string': 'grüße 😀',
  'lone surrogates': 'a\ud800b',
  'a date': new Date(1.7e12),
  bytes: new Uint8Array([0, 255]),
  'plain data': { list: [1, 'two', null, { three: 3 }], text: 'x' },
  'an own __proto__': JSON.parse('{"__proto__": {"a": 1}}') as unknown,
  'undefined inside': { a: undefined, b: [-0] },
  'a sparse array': sparse,
  'a map': new Map<unknown, unknown>([[{ k: 1 }, new Set([1, NaN])]]),
  'a shared object': [shared, shared],
  'a cycle': cyclic,
  'a regular expression': /a+/gi,
  'an error': new TypeError('no', { cause: new Error('inner') }),
  views: [new Int16Array(buffer, 2, 2), new DataView(buffer, 1, 3)],
  'a boxed number': Object(7),
  'an object without a prototype': Object.assign(Object.create(null) as object, { a: 1 }),
};

describe('arguments and results', () => {
  for (const [name, value] of Object.entries(values)) {
    it(`carry ${name}`, async () => {
      const { js, interop } = fixture();
      await js.invoke('f', value);
      // An object without a prototype arrives as any other.
      const expected = structuredClone(value);
      assert.deepEqual(received(interop.last('Invoke').request), [expected]);
      for (const encoding of [Encoding.AUTO, Encoding.STRUCTURED]) {
        interop.answers.Invoke = () => valued(written(value, encoding).kind);
        assert.deepEqual(await js.invoke('g'), expected);
      }
    });
  }

  it('carry an invalid date', async () => {
    const { js, interop } = fixture();
    await js.invoke('f', new Date(NaN));
    const [date] = received(interop.last('Invoke').request);
    assert.ok(date instanceof Date && Number.isNaN(date.getTime()));
  });

  it('carry plain data as JSON, and only that', async () => {
    const { js, interop } = fixture();
    await js.invoke('f', { a: [1] }, { a: -0 }, 'text');
    assert.deepEqual(
      interop.last('Invoke').request.arguments.map(({ kind }) => kind?.$case),
      ['json', 'graph', 'string'],
    );
  });

  it('carry large and deep values both ways', async () => {
    const { js, interop } = fixture();
    let deep: unknown = null;
    for (let level = 0; level < 9000; level++) deep = [deep];
    await js.invoke('f', deep, new Uint8Array(10_000_000));
    const [again, bytes] = received(interop.last('Invoke').request) as [unknown, Uint8Array];
    let levels = 0;
    for (let at = again; Array.isArray(at); at = at[0]) levels++;
    assert.deepEqual([levels, bytes.length], [9000, 10_000_000]);
    interop.answers.Invoke = () => valued(written(deep).kind);
    assert.ok(Array.isArray(await js.invoke('g')));
  });
});

describe('an argument', () => {
  it('has references wherever they stand, each in one table', async () => {
    const { js, interop } = fixture();
    const [one, two] = [await js.construct(cart), await js.construct(cart)];
    const fn = await js.import('./a.js');
    await js.invoke('f', one, { deep: [two, new Map([[one, fn]])] }, two.with({ timeout: 1 }));
    assert.deepEqual(received(interop.last('Invoke').request), [
      'the object of token-1',
      { deep: ['the object of token-2', new Map([['the object of token-1', 'the object of token-3']])] },
      'the object of token-2',
    ]);
  });

  it('may be a reference to a function', async () => {
    const { js, interop } = fixture();
    const { Invoke } = interop.answers;
    const grant = valued(
      { $case: 'reference', value: 0 },
      {
        references: [{ token: 'fn', kind: 2, className: 'f' }],
        lease: leaseState('l'),
      },
    );
    interop.answers.Invoke = () => grant;
    const fn = (await js.invoke('give')) as Remote;
    interop.answers.Invoke = Invoke;
    await js.invoke('take', fn, [fn]);
    assert.deepEqual(received(interop.last('Invoke').request), ['the object of fn', ['the object of fn']]);
  });

  it('that cannot be sent is refused by its place', async () => {
    const { js, interop } = fixture();
    class Price {
      cents = 5;
    }
    const instance = new Price();
    const refused: [unknown, string, RegExp][] = [
      [() => 1, 'arguments[0]', /is a function, which cannot be sent yet/],
      [{ on: { click() {} } }, 'arguments[0].on.click', /is a function/],
      [[Symbol('x')], 'arguments[0][0]', /is a symbol/],
      [instance, 'arguments[0]', /is an instance of Price.*lose its class/],
      [{ list: [1, instance] }, 'arguments[0].list[1]', /is an instance of Price/],
      [new Map([['k', instance]]), 'arguments[0].value(0)', /is an instance of Price/],
      [new Headers(), 'arguments[0]', /is an instance of Headers/],
      [{ p: Promise.resolve() }, 'arguments[0].p', /is a promise.*await it first/],
      [new WeakMap(), 'arguments[0]', /is a WeakMap/],
      [js, 'arguments[0]', /is an instance of Runtime/],
    ];
    for (const [value, subject, message] of refused) {
      const error = await failureOf<CallError>(js.invoke('f', value));
      assert.deepEqual(
        [error.code, error.reason, error.executed, error.field, error.subject],
        ['INVALID_ARGUMENT', 'BAD_ARGUMENT', 'NO', 'arguments', subject],
      );
      assert.match(error.message, message);
    }
    const second = await failureOf<CallError>(js.invoke('f', 1, { x: instance }));
    assert.equal(second.subject, 'arguments[1].x');
    const byName = await failureOf<CallError>(js.invoke('f', [js.module('./a.js')]));
    assert.match(byName.message, /import the module first/);
    const member = await failureOf<CallError>(js.invoke('f', [js.module('./a.js').lines.count]));
    assert.match(member.message, /'lines\.count'.*get\('lines\.count'\)/);
    assert.deepEqual([member.reason, member.field], ['BAD_ARGUMENT', 'arguments']);
    assert.equal(interop.rpcs.length, 0);
  });

  it('may be of another realm, have a toJSON, or be a window on a buffer', async () => {
    const { js, interop } = fixture();
    const foreign = runInNewContext('({ a: [1, new Map([[1, 2]])] })') as unknown;
    const pooled = Buffer.from('pooled');
    await js.invoke('f', foreign, new URL('http://example.com/'), { toJSON: () => 'mine' }, pooled);
    assert.deepEqual(received(interop.last('Invoke').request), [
      { a: [1, new Map([[1, 2]])] },
      'http://example.com/',
      'mine',
      new Uint8Array(pooled),
    ]);
  });

  it('whose own code throws fails the call with what it threw', async () => {
    const { js } = fixture();
    const mine = new Error('mine');
    const value = {
      get a(): number {
        throw mine;
      },
    };
    assert.equal(await failureOf(js.invoke('f', value)), mine);
    Object.freeze(mine);
    assert.equal(await failureOf(js.invoke('f', value)), mine);
  });
});

describe('a result', () => {
  it('has references wherever the worker put them', async () => {
    const { js, interop } = fixture();
    const references = [
      { token: 'a', kind: 1, className: 'Session' },
      { token: 'b', kind: 2, className: 'open' },
    ];
    const leaf = (kind: Value['kind']) => ({ kind: { $case: 'leaf' as const, value: { kind } } });
    const items = [2, 3];
    const nodes = [
      { kind: { $case: 'array' as const, value: { length: 2, items, properties: [] } } },
      leaf({ $case: 'reference', value: 1 }),
      leaf({ $case: 'reference', value: 0 }),
    ];
    interop.answers.Invoke = () => valued({ $case: 'graph', value: { nodes } }, { references, lease: leaseState('l') });
    const [open, session] = (await js.invoke('f')) as [Remote, Remote];
    assert.ok(isRemote(open) && isRemote(session));
    await open(session);
    const { request } = interop.last('InvokeAsync');
    assert.deepEqual(
      [(request.target!.value as { token: string }).token, ...received(request)],
      ['b', 'the object of a'],
    );
  });
});
