// What clients are told of what was thrown, however odd it is.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Exception } from '#dist/gen/jsinterop/v1/value.js';
import { fixtures, Local } from './support/local.js';
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
    assert.equal(depthOf(deep), 8);
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
