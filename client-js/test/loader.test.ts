// Modules: how they are loaded, and what is told of them.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { ExportKind, ObjectKind, Operation, ResultMode } from '#dist/gen/jsinterop/v1/interop.js';
import type { Result } from '#dist/gen/jsinterop/v1/worker.js';
import type { Specifiers } from '#dist/reach/specifiers.js';
import { expose } from '#dist/worker/api.js';
import { Loader } from '#dist/worker/loader.js';
import { importing, invoke, number } from './support/calls.js';
import { fixtures, Local } from './support/local.js';

let local: Local;
let nextCall = 1;
before(() => {
  local = new Local();
});

const load = (specifier: string): Promise<Result> => local.run(importing(nextCall++, specifier));

function exceptionOf({ outcome }: Result) {
  assert.ok(outcome?.$case === 'exception', JSON.stringify(outcome));
  return outcome.value;
}

describe('importing', () => {
  it('grants the namespace and tells exports, kinds and version', async () => {
    const result = await load('./waits.js');
    assert.deepEqual(result.outcome, { $case: 'granted', value: {} });
    assert.deepEqual(result.grants, [{ index: 0, kind: ObjectKind.MODULE, className: '' }]);
    assert.deepEqual(
      result.moduleInfo?.exports.map(({ name, kind }) => `${name} ${ExportKind[kind]}`),
      ['default CLASS', 'object OBJECT', 'ready FUNCTION', 'text PRIMITIVE'],
    );
    const hash = createHash('sha256')
      .update(readFileSync(`${fixtures}/waits.js`))
      .digest('hex');
    assert.equal(result.moduleInfo?.version, hash.slice(0, 16));
  });

  it('gives the same namespace each time, under a new grant', async () => {
    const [one, two] = [await load('./waits.js'), await load('./waits.js')];
    assert.notEqual(one.callId, two.callId);
    assert.equal(local.stats.objects, 1);
    const called = await local.run(invoke(nextCall++, { object: { callId: two.callId, index: 0 }, member: 'ready' }));
    assert.equal(called.outcome?.$case, 'value');
  });

  it('never takes a namespace for a promise', async () => {
    const result = await load('./then_export.js');
    assert.deepEqual(
      result.moduleInfo?.exports.map(({ name }) => name),
      ['kept', 'then'],
    );
    const object = { callId: result.callId, index: 0 };
    for (const awaits of [false, true]) {
      const kept = await local.run(invoke(nextCall++, { object, member: 'kept', operation: Operation.GET, awaits }));
      assert.equal(kept.outcome?.$case, 'value');
      const whole = invoke(nextCall++, { object, operation: Operation.GET, awaits, result: ResultMode.REFERENCE });
      assert.equal((await local.run(whole)).grants[0]?.kind, ObjectKind.MODULE);
    }
  });

  it('takes CommonJS', async () => {
    const called = await local.run(invoke(nextCall++, { module: './legacy.cjs', member: 'twice', args: [number(4)] }));
    assert.deepEqual(called.outcome, { $case: 'value', value: number(8) });
  });
});

describe('a module that fails', () => {
  for (const [specifier, name, message] of [
    ['./syntax_error.js', 'SyntaxError', /Unexpected token/],
    ['./throws_at_load.js', 'TypeError', /^at load$/],
    ['./missing_import.js', 'Error', /^Cannot find module 'not_there\.js' imported from missing_import\.js$/],
  ] as const) {
    it(`throws to each who asks: ${specifier}`, async () => {
      for (const result of [
        await load(specifier),
        await load(specifier),
        await local.run(invoke(nextCall++, { module: specifier, member: 'x' })),
      ]) {
        const told = exceptionOf(result);
        assert.equal(told.name, name);
        assert.match(told.message, message);
        assert.ok(!JSON.stringify(told).includes(fixtures), JSON.stringify(told));
      }
    });
  }

  it('because its file cannot be read is asked for again', async () => {
    const root = mkdtempSync(join(tmpdir(), 'loader-'));
    const file = join(root, 'late.js');
    const specifiers = { locate: () => ({ kind: 'file', file, url: 'late' }) } as unknown as Specifiers;
    const namespace = {};
    const loader = new Loader(specifiers, root, async () => ({ namespace }), false);
    await assert.rejects(loader.load('./late.js'), { code: 'ENOENT' });
    writeFileSync(file, '');
    assert.equal((await loader.load('./late.js')).namespace, namespace);
    assert.equal(loader.get('./late.js')?.namespace, namespace);
  });

  it('is not found, in the same words whether it is absent or denied', async () => {
    const texts = [];
    for (const specifier of ['./absent.js', '../package.json', 'node:fs']) {
      const { outcome } = await load(specifier);
      assert.ok(outcome?.$case === 'failure');
      assert.equal(Reason[outcome.value.reason], 'MODULE_NOT_FOUND');
      texts.push(outcome.value.message.replace(specifier, ''));
    }
    assert.equal(new Set(texts).size, 1);
  });
});

describe('exposed names', () => {
  it('are reached without a module, and nothing else is', async () => {
    expose({
      hello: () => 'hello',
      tools: {
        twice: (n: number) => 2 * n,
        self() {
          return this !== undefined;
        },
      },
    });
    const call = async (member: string, ...args: ReturnType<typeof number>[]) =>
      (await local.run(invoke(nextCall++, { member, args }))).outcome;
    assert.equal((await call('hello'))?.$case, 'value');
    assert.deepEqual(await call('tools.twice', number(3)), { $case: 'value', value: number(6) });
    assert.deepEqual(await call('tools.self'), { $case: 'value', value: { kind: { $case: 'boolean', value: true } } });
    for (const member of ['absent', 'process', 'constructor', 'Array']) {
      const outcome = await call(member);
      assert.equal(outcome?.$case === 'failure' && Reason[outcome.value.reason], 'MEMBER_NOT_FOUND');
    }
    const empty = await call('');
    assert.equal(empty?.$case === 'failure' && Reason[empty.value.reason], 'INVALID_FIELD');
  });

  it('are plain words', () => {
    assert.throws(() => expose({ 'a.b': 1 }), /no dots/);
    assert.throws(() => expose({ ['constructor']: 1 }), /never reach/);
    assert.throws(() => expose(5 as never), /takes an object/);
  });
});
