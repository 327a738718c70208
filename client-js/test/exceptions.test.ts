// What clients are told of what was thrown, however odd it is.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Exception } from '#dist/gen/jsinterop/v1/value.js';
import { encodeException } from '#dist/values/exception.js';
import { encodeContext, fixtures, Local } from './support/local.js';
import { invoke, json, number, string } from './support/calls.js';

let local: Local;
let nextCall = 1;
before(() => {
  local = new Local();
});

async function thrownBy(member: string, args = [] as ReturnType<typeof number>[]): Promise<Exception> {
  const result = await local.run(invoke(nextCall++, { module: './throws.js', member, args }));
  assert.ok(result.outcome?.$case === 'exception', JSON.stringify(result));
  return result.outcome.value;
}

describe('an error', () => {
  it('tells its name, message, code and primitive properties', async () => {
    const told = await thrownBy('error');
    assert.deepEqual([told.name, told.message, told.code, told.truncated], ['RangeError', 'too far', 'E_FAR', false]);
    assert.deepEqual(
      told.properties.map(({ key, value }) => [key, value?.kind?.$case]),
      [
        ['distance', 'number'],
        ['nothing', 'null'],
        ['big', 'bigint'],
      ],
    );
  });

  it("tells where, without the root's path and without the worker's own frames", async () => {
    const { stack } = await thrownBy('named');
    assert.match(stack, /^Error: where\n\s+at inner \(throws\.js:\d+:\d+\)\n\s+at named \(throws\.js:\d+:\d+\)$/);
    assert.ok(!stack.includes(fixtures));
  });

  it('tells its causes, at most 8 deep', async () => {
    const depthOf = (told: Exception): number => 1 + (told.cause === undefined ? 0 : depthOf(told.cause));
    assert.equal(depthOf(await thrownBy('causes', [number(3)])), 3);
    const deep = await thrownBy('causes', [number(20)]);
    assert.equal(depthOf(deep), 1 + 8);
    let last = deep;
    while (last.cause !== undefined) last = last.cause;
    assert.equal(last.truncated, true);
    assert.equal((await thrownBy('selfCause')).cause, undefined);
  });

  it('tells the errors of an AggregateError, at most 16', async () => {
    const few = await thrownBy('aggregate', [number(2)]);
    assert.deepEqual(
      few.errors.map(({ name, message }) => `${name} ${message}`),
      ['TypeError e0', 'TypeError e1'],
    );
    const many = await thrownBy('aggregate', [number(100)]);
    assert.deepEqual([many.errors.length, many.truncated], [16, true]);
  });

  it('may be of a class of its own, or a DOMException', async () => {
    assert.equal((await thrownBy('custom')).name, 'Custom');
    const gone = await thrownBy('domException');
    assert.deepEqual([gone.name, gone.message], ['AbortError', 'gone']);
  });

  it('is cut where it is too long', async () => {
    const huge = await thrownBy('huge');
    assert.deepEqual([huge.message.length, huge.stack.length, huge.truncated], [16 * 1024, 16 * 1024, true]);
    const many = await thrownBy('many');
    assert.deepEqual([many.properties.length, many.truncated], [32, true]);
  });

  it('that lies or is odd is told as far as can be', async () => {
    assert.deepEqual((await thrownBy('lies')).message, '');
    assert.deepEqual((await thrownBy('odd')).stack, '');
    assert.equal((await thrownBy('throwProxy')).message, 'an object');
    assert.equal((await thrownBy('lone')).message, 'a\ufffdb');
    assert.equal((await thrownBy('deep')).name, 'RangeError');
  });
});

describe('another thrown value', () => {
  it('comes along where it is a primitive or plain data', async () => {
    assert.deepEqual((await thrownBy('throwValue', [string('oops')])).thrown, string('oops'));
    assert.equal((await thrownBy('throwValue', [string('oops')])).message, 'oops');
    assert.deepEqual((await thrownBy('throwValue', [json('{"a":1}')])).thrown, json('{"a":1}'));
    assert.equal((await thrownBy('throwUndefined')).thrown?.kind?.$case, 'undefined');
    assert.equal((await thrownBy('throwCycle')).thrown?.kind?.$case, 'graph');
  });

  it('is described where it is not', async () => {
    assert.deepEqual(
      [(await thrownBy('throwSymbol')).message, (await thrownBy('throwSymbol')).thrown],
      ['Symbol(s)', undefined],
    );
    assert.equal((await thrownBy('throwFunction')).message, 'a function');
  });
});

describe('all that hangs on one thrown value', () => {
  const sixteen = <T>(make: (index: number) => T): T[] => Array.from({ length: 16 }, (_, index) => make(index));
  const aggregates = (depth: number, leaf: () => unknown): unknown =>
    depth === 0 ? leaf() : Object.assign(new AggregateError(sixteen(() => aggregates(depth - 1, leaf))), { stack: '' });

  const long = 10n ** 19_000n;
  const nameless = (): Error => Object.assign(new Error(), { name: 0, stack: '' });
  for (const [name, thrown] of Object.entries({
    'long texts': aggregates(2, () => 'x'.repeat(60_000)),
    'large data': aggregates(2, () => ({ data: 'x'.repeat(30_000) })),
    'text in properties': aggregates(2, () =>
      Object.assign(nameless(), Object.fromEntries(sixteen((index) => [`p${index}`, 'x'.repeat(1000)]))),
    ),
    'long numbers in properties': aggregates(2, () =>
      Object.assign(nameless(), Object.fromEntries(sixteen((index) => [`p${index}`, long]))),
    ),
    'errors without any text': aggregates(4, nameless),
  })) {
    it(`is bounded together, and says that it is cut: ${name}`, () => {
      const bytes = encodeException(thrown, encodeContext());
      assert.ok(bytes.length <= 320 * 1024, `${bytes.length} bytes`);
      const isCut = ({ truncated, errors }: Exception): boolean => truncated || errors.some(isCut);
      assert.ok(isCut(Exception.decode(bytes)));
    });
  }

  it('is whole where it is small', () => {
    const thrown = Object.assign(aggregates(1, nameless) as object, { big: 10n ** 1000n, text: 'x'.repeat(1000) });
    const told = Exception.decode(encodeException(thrown, encodeContext()));
    assert.deepEqual([told.truncated, told.errors.length, told.properties.length], [false, 16, 2]);
  });

  it('never shows a cut number, or a property without its name', () => {
    const thrown = Object.assign(nameless(), Object.fromEntries(sixteen((index) => [`p${index}`, long])));
    const told = Exception.decode(encodeException(thrown, encodeContext()));
    assert.deepEqual([told.truncated, told.properties.length], [true, 13]);
    for (const { key, value } of told.properties) {
      assert.match(key, /^p[0-9]+$/);
      assert.ok(value?.kind?.$case === 'bigint' && value.kind.value.length === 19_001);
    }
  });
});
