// The client against a real broker with a real worker.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe as group, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, credentials } from '@grpc/grpc-js';
import { CallError, connect, describe, JsException, type Remote, type Runtime } from '#dist/client/index.js';
import { fixtures } from '../support/local.js';
import { packageFolder } from '../support/process.js';
import { noBroker, RealBroker } from '../support/real_broker.js';
import { failureOf } from './support/fixture.js';

group('the client with a broker', { skip: noBroker }, () => {
  const broker = new RealBroker(fixtures, [
    `--preload=${fixtures}/preload.js`,
    '--worker-argument=--allow-regexp',
    '--worker-argument=--reach=open',
  ]);
  let js: Runtime;
  let work: Remote;
  before(async () => {
    await broker.start();
    js = connect(broker.address);
    work = await js.import('./work.js');
  });
  after(async () => {
    await js.close();
    await broker.end();
  });

  // By gRPC itself: this client sends no deadline beyond a year.
  it('is heard with a deadline that is centuries away', async () => {
    const plain = new Client(broker.address, credentials.createInsecure());
    const request = Buffer.from([0x1a, 5, ...Buffer.from('greet')]);
    for (const years of [200, 300, 1_000, 10_000]) {
      await new Promise<void>((resolve, reject) => {
        plain.makeUnaryRequest(
          '/jsinterop.v1.Interop/Invoke',
          (bytes: Buffer) => bytes,
          (bytes) => bytes,
          request,
          { deadline: Date.now() + years * 365 * 24 * 3_600_000 },
          (error) => (error === null ? resolve() : reject(error)),
        );
      });
    }
    plain.close();
  });

  const objectsHeld = () => js.invoke<number>({ module: './process.js', member: 'held' });

  it('calls exposed names, modules by name, and imported ones', async () => {
    assert.equal(await js.invoke('greet', 'you'), 'hello you');
    assert.equal(await js.exposed().greet('you'), 'hello you');
    assert.equal(await js.invoke({ module: './math.js', member: 'add' }, 1, 2), 3);
    assert.equal(await js.module('./math.js').addLater(1, 2), 3);
    const math = await js.import<{
      add(a: number, b: number): number;
      addLater(a: number, b: number): Promise<number>;
    }>('./math.js');
    assert.deepEqual(
      describe(math).exports.map(({ name }) => name),
      ['add', 'addLater', 'echo'],
    );
    assert.deepEqual(
      [await math.add(1, 2), await math.invoke('add', 1, 2), await math.invokeAsync('addLater', 1, 2)],
      [3, 3, 3],
    );
    const error = await failureOf<CallError>(math.invoke('addLater', 1, 2));
    assert.deepEqual([error.reason, error.executed], ['RETURNED_PROMISE', 'YES']);
    assert.equal(await math.dispose(), true);
  });

  it('sends and gets back every kind of value', async () => {
    const { echo } = js.module('./math.js');
    const shared = { deep: [1n, -0, NaN] };
    const values = [
      undefined,
      null,
      true,
      -0,
      2n ** 70n,
      'a\ud800',
      new Date(1e12),
      new Uint8Array([1, 2]),
      { plain: [1, { x: null }] },
      { a: undefined, s: shared, t: shared },
      new Map<unknown, unknown>([[{ k: 1 }, new Set([1])]]),
      new Float32Array([1.5, -0]),
      /x/g,
      Object('boxed'),
      'x'.repeat(5_000_000),
    ];
    for (const value of values) assert.deepEqual(await echo(value), value);
    const list = await echo([shared, shared]);
    assert.equal(list[0], list[1]);
  });

  it('holds live objects, which are the very same when they are passed back', async () => {
    const object = await work.with({ result: 'reference' }).invoke('getObject');
    const again = await work.with({ result: 'reference' }).asyncObject();
    assert.equal(await work.same(object, again), true);
    const tree = await work.tree();
    assert.equal(await work.same(tree.one, tree.again), true);
    assert.equal(await tree.two[0]('noted'), 'noted');
    const fn = await work.with({ result: 'reference' }).get('same');
    assert.equal(await fn(object, tree.one), true);
    const promise = await work.with({ result: 'reference' }).invoke('asyncObject');
    assert.deepEqual([describe(promise).kind, await promise.getAsync()], ['promise', { name: 'shared' }]);
    assert.equal(await object.get('name'), 'shared');
    assert.deepEqual(await object.get(), { name: 'shared' });
    await object.set('name', 'renamed');
    assert.equal(await tree.one.get('name'), 'renamed');
    await object.set('name', 'shared');
    await Promise.all([object, again, tree.one, tree.again, tree.two[0], fn, promise].map((one) => one.dispose()));
  });

  it('lets go, and tells the worker', async () => {
    const before = await objectsHeld();
    {
      await using first = await work.construct('Resource', 'first');
      const second = await new work.Resource('second');
      assert.equal(await objectsHeld(), before + 2);
      assert.equal(await second.dispose(), true);
      assert.deepEqual(await work.disposed(), ['second']);
      const error = await failureOf<CallError>(second.get('name'));
      assert.deepEqual([error.reason, error.executed], ['DISPOSED', 'NO']);
      assert.equal(await first.get('name'), 'first');
    }
    assert.deepEqual(await work.disposed(), ['first']);
    assert.equal(await objectsHeld(), before);
  });

  it('lets go of thousands at once', async () => {
    const before = await objectsHeld();
    const reference = work.with({ result: 'reference' });
    const held = await Promise.all(Array.from({ length: 2000 }, () => reference.construct('Resource', 'one')));
    assert.equal(await objectsHeld(), before + 2000);
    assert.ok((await Promise.all(held.map((one) => one.dispose()))).every((was) => was));
    assert.equal(await objectsHeld(), before);
    await work.disposed();
  });

  it('tells what JavaScript threw, and what could not be run', async () => {
    const error = await failureOf<JsException>(work.rejecting());
    assert.ok(error instanceof JsException);
    assert.deepEqual([error.name, error.message], ['Error', 'later']);
    assert.match(error.stack!, /work\.js:\d+:\d+[^]*called from[^]*end_to_end/);
    const missing = await failureOf<CallError>(work.nothing.here());
    assert.deepEqual([missing.code, missing.reason, missing.executed], ['NOT_FOUND', 'MEMBER_NOT_FOUND', 'NO']);
    const module = await failureOf<CallError>(js.import('./absent.js'));
    assert.equal(module.reason, 'MODULE_NOT_FOUND');
    assert.ok((await failureOf(js.import('./throws_at_load.js'))) instanceof JsException);
    const field = await failureOf<CallError>(js.invoke({ module: 'C:\\x', member: 'f' }));
    assert.equal(field.code, 'NOT_FOUND');
  });

  it('aborts a call, and what that grants later is let go', async () => {
    const before = await objectsHeld();
    const abort = new AbortController();
    const late = work.with({ signal: abort.signal }).constructAsync('LateResource', 'late');
    await eventually(async () => (await work.with({ encoding: 'json' }).invoke('hasGate', 'late')) === true);
    abort.abort();
    const error = await failureOf<CallError>(late);
    assert.deepEqual([error.code, error.executed], ['CANCELLED', 'UNKNOWN']);
    await work.open('late');
    await eventually(async () => (await objectsHeld()) === before);
  });

  it('keeps groups apart by leases, and ends them whole', async () => {
    const before = await objectsHeld();
    const other = await js.grantLease({ ttl: '1m' });
    const held = await js.with({ lease: other }).construct({ module: './work.js', member: 'Resource' }, 'grouped');
    assert.equal(await objectsHeld(), before + 1);
    const { term, references } = await other.renew('2m');
    assert.deepEqual([term, references], [120_000, 1]);
    assert.equal(await other.dispose(), true);
    assert.equal((await failureOf<CallError>(held.get('name'))).reason, 'DISPOSED');
    await eventually(async () => (await objectsHeld()) === before);
    await work.disposed();
  });

  it('ends its lease when it is closed', async () => {
    const before = await objectsHeld();
    const second = connect(broker.address);
    await second.construct({ module: './work.js', member: 'Resource' }, 'closed');
    assert.equal(await objectsHeld(), before + 1);
    await second.close();
    await eventually(async () => (await objectsHeld()) === before);
    assert.deepEqual(await work.disposed(), ['closed']);
    assert.equal((await failureOf<CallError>(second.invoke('greet'))).reason, 'NOT_USABLE');
  });

  it('does not keep a process alive that holds references and is idle', () => {
    const script = `
      import { connect } from 'jsinterop';
      const js = connect(process.argv[1]);
      const held = await js.construct({ module: './work.js', member: 'Resource' }, 'left');
      console.log(await held.get('name'));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', script, broker.address], {
      cwd: packageFolder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.deepEqual([run.stdout, run.stderr, run.status], ['left\n', '', 0]);
  });

  it('may be given any time, however long', async () => {
    for (const timeout of [3e13, 1e16, Number.MAX_VALUE, Infinity]) {
      assert.equal(await js.with({ timeout }).invoke('greet', 'you'), 'hello you', `${timeout}`);
    }
  });

  it('has an unknown outcome where nothing answers', async () => {
    const nowhere = connect('127.0.0.1:1', { timeout: '30s' });
    const error = await failureOf<CallError>(nowhere.invoke('greet'));
    assert.deepEqual([error.code, error.reason, error.executed], ['UNAVAILABLE', '', 'UNKNOWN']);
    await nowhere.close();
  });

  it('tells of a worker that was lost, and goes on with the next one', async () => {
    const held = await js.construct({ module: './work.js', member: 'Resource' }, 'lost');
    const dying = await failureOf<CallError>(js.invoke({ module: './process.js', member: 'exit' }, 7));
    assert.deepEqual([dying.code, dying.reason, dying.executed], ['ABORTED', 'WORKER_DIED', 'UNKNOWN']);
    const stale = await failureOf<CallError>(held.get('name'));
    assert.deepEqual([stale.reason, stale.executed], ['WORKER_LOST', 'NO']);
    const anew = await reached(() => js.construct({ module: './work.js', member: 'Resource' }, 'anew'));
    assert.equal(await anew.get('name'), 'anew');
    assert.equal(await held.dispose(), false);
    assert.equal(await anew.dispose(), true);
  });

  it('goes on with a broker that was started anew, and says that old references are gone', async () => {
    const own = new RealBroker(fixtures);
    await own.start();
    const client = connect(own.address);
    const held = await client.construct({ module: './work.js', member: 'Resource' }, 'old');
    await own.stop();
    await own.start();
    const error = await failureOf<CallError>(reached(() => held.get('name')));
    assert.deepEqual([error.reason, error.executed], ['BROKER_RESTARTED', 'NO']);
    const anew = await client.construct({ module: './work.js', member: 'Resource' }, 'new');
    assert.equal(await anew.get('name'), 'new');
    assert.equal(await held.dispose(), false);
    await client.close();
    await own.end();
  });
});

// Asks until there is someone to answer: gRPC dials again when its back-off is over, and the broker starts workers anew.
async function reached<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof CallError) || error.code !== 'UNAVAILABLE') throw error;
      await pause(20);
    }
  }
}

// Asks again and again, within a bound for what takes real time.
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    assert.ok(tries < 3000, 'not within many seconds');
    await pause(5);
  }
}
