// One stream's calls, with the clock, the event loop and the writes in the test's hand.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding, ObjectKind, Operation, ResultMode } from '#dist/gen/jsinterop/v1/interop.js';
import { FromBroker, Executed, type Result } from '#dist/gen/jsinterop/v1/worker.js';
import { importing, invoke, number, string, value, type CallOptions } from './support/calls.js';
import { Local } from './support/local.js';

const module = './work.js';
const { REFERENCE, VOID } = ResultMode;

let local: Local;
let nextCall = 1;
const call = (member: string, options: CallOptions = {}) => invoke(nextCall++, { module, member, ...options });

// Lets promises that are ready settle.
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await null;
}

// Lets everything happen that can.
async function quiet(): Promise<void> {
  do await settle();
  while (local.turn());
}

function reasonOf(result: Result): string {
  assert.ok(result.outcome?.$case === 'failure', JSON.stringify(result.outcome));
  return `${Reason[result.outcome.value.reason]} ${Executed[result.outcome.value.executed]}`;
}

function valueOf(result: Result): unknown {
  assert.ok(result.outcome?.$case === 'value', JSON.stringify(result.outcome));
  const { kind } = result.outcome.value;
  if (kind?.$case === 'json') return JSON.parse(kind.value) as unknown;
  return kind?.$case === 'undefined' ? undefined : (kind as { value: unknown }).value;
}

const ask = async (member: string, ...args: (string | number)[]) =>
  valueOf(
    await local.run(call(member, { args: args.map((arg) => (typeof arg === 'string' ? string(arg) : number(arg))) })),
  );

beforeEach(async () => {
  local = new Local({ maxRunning: 2, maxMessageBytes: 70_000 });
  await ask('noted');
  await ask('disposed');
  local.frames.length = 0;
});

describe('frames of calls', () => {
  it('are answered once each, in one frame', async () => {
    local.send({
      calls: [call('note', { args: [string('a')] }), call('note', { args: [string('b')] }), call('absent')],
    });
    await quiet();
    assert.equal(local.frames.length, 1);
    assert.deepEqual(
      local.results.map(({ outcome }) => outcome?.$case),
      ['value', 'value', 'failure'],
    );
    assert.deepEqual(await ask('noted'), ['a', 'b']);
  });

  it('gather results while a write is under way, and send them when it ends', async () => {
    local.holdWrites = true;
    for (const name of ['a', 'b', 'c']) local.send({ calls: [call('note', { args: [string(name)] })] });
    await quiet();
    assert.deepEqual(
      local.frames.map(({ results }) => results.length),
      [1],
    );
    local.endWrite();
    assert.deepEqual(
      local.frames.map(({ results }) => results.length),
      [1, 2],
    );
  });

  it('are split where the broker takes no more', async () => {
    local.holdWrites = true;
    local.send({ calls: [1, 2, 3].map(() => call('text', { args: [number(30_000)] })) });
    await quiet();
    for (let count = 0; count < 3; count++) local.endWrite();
    assert.deepEqual(
      local.frames.map(({ results }) => results.length),
      [2, 1],
    );
  });

  it('may hold a call of an unknown kind or operation', async () => {
    const unknown = { callId: nextCall++, remainingMicros: 0, what: undefined };
    local.send({
      calls: [
        unknown,
        call('note', { operation: 99 as Operation }),
        call('note', { result: 99 as ResultMode }),
        call('note', { encoding: 99 as Encoding }),
      ],
    });
    await quiet();
    assert.deepEqual(local.results.map(reasonOf), Array(4).fill('UNSUPPORTED NO'));
  });

  it('fail a malformed argument alone', async () => {
    const good = call('note', { args: [string('good')] });
    const bad = call('note', { args: [string('bad!')] });
    const bytes = Buffer.from(
      FromBroker.encode({ ...FromBroker.decode(new Uint8Array(0)), calls: [good, bad] }).finish(),
    );
    bytes.write('\xff', bytes.indexOf('bad!'), 'latin1');
    local.sendBytes(bytes);
    await quiet();
    assert.equal(valueOf(local.results[0]!), 'good');
    assert.equal(reasonOf(local.results[1]!), 'MALFORMED_VALUE NO');
  });
});

describe('a call that cannot be read', () => {
  it('fails alone', async () => {
    const bad = call('caf\u00e9');
    const good = call('note', { args: [string('good')] });
    const bytes = Buffer.from(
      FromBroker.encode({ ...FromBroker.decode(new Uint8Array(0)), calls: [bad, good] }).finish(),
    );
    bytes.write('\xff', bytes.indexOf('\u00e9'), 'latin1');
    local.sendBytes(bytes);
    await quiet();
    assert.deepEqual([local.answered, reasonOf(local.results[0]!)], [[bad.callId, good.callId], 'UNSUPPORTED NO']);
  });
});

describe('cancelling', () => {
  it('keeps a call of the same frame from beginning', async () => {
    const first = call('note', { args: [string('first')] });
    local.send({ calls: [first, call('note', { args: [string('second')] })], cancels: [first.callId, 123456] });
    await quiet();
    assert.equal(reasonOf(local.results.find(({ callId }) => callId === first.callId)!), 'CALL_CANCELLED NO');
    assert.deepEqual(await ask('noted'), ['second']);
  });

  it('answers a call that waits for a place at once, and it never begins', async () => {
    local.send({
      calls: [call('gate', { awaits: true, args: [string('a')] }), call('gate', { awaits: true, args: [string('b')] })],
    });
    const third = call('note', { awaits: true, args: [string('third')] });
    local.send({ calls: [third] });
    await quiet();
    assert.deepEqual(local.answered, []);
    const fourth = call('note', { awaits: true, args: [string('fourth')] });
    local.send({ calls: [fourth], cancels: [third.callId, third.callId] });
    await settle();
    assert.deepEqual(local.results.map(reasonOf), ['CALL_CANCELLED NO']);
    assert.deepEqual([local.answered, local.stats.outstandingCalls], [[third.callId], 3]);
    await ask('open', 'a');
    assert.equal(valueOf(await local.result(fourth.callId)), 'fourth');
    assert.equal(local.answered.filter((callId) => callId === third.callId).length, 1);
    assert.deepEqual(await ask('noted'), ['fourth']);
  });

  it('answers a call that waits for its turn at once, and it never begins', async () => {
    (globalThis as unknown as { slowly?: () => void }).slowly = () => void (local.time += 5);
    const [slow, behind, last] = [
      call('slow'),
      call('note', { args: [string('behind')] }),
      call('note', { args: [string('last')] }),
    ];
    local.send({ calls: [slow, behind, last] });
    local.send({ cancels: [behind.callId] });
    await settle();
    assert.deepEqual(local.answered, [slow.callId, behind.callId]);
    assert.equal(reasonOf(local.results[1]!), 'CALL_CANCELLED NO');
    await quiet();
    assert.deepEqual(local.answered, [slow.callId, behind.callId, last.callId]);
    assert.deepEqual(await ask('noted'), ['last']);
  });

  it('lets a running call end as it would have', async () => {
    const running = call('gate', { awaits: true, args: [string('g')] });
    local.send({ calls: [running] });
    local.send({ cancels: [running.callId] });
    await ask('open', 'g', 7);
    assert.equal(valueOf(await local.result(running.callId)), 7);
  });

  it('answers a call whose module never loads', async () => {
    const [waits, imports] = [
      invoke(nextCall++, { module: './never_loads.js', member: 'x' }),
      importing(nextCall++, './never_loads.js'),
    ];
    local.send({ calls: [waits, imports] });
    await quiet();
    assert.equal(await ask('note', 'others go on'), 'others go on');
    local.send({ cancels: [waits.callId, imports.callId] });
    await quiet();
    assert.equal(reasonOf(await local.result(waits.callId)), 'CALL_CANCELLED UNKNOWN');
    assert.equal(reasonOf(await local.result(imports.callId)), 'CALL_CANCELLED UNKNOWN');
  });

  it('is not needed for a call whose time is over when it would begin', async () => {
    local.send({
      calls: [call('gate', { awaits: true, args: [string('a')] }), call('gate', { awaits: true, args: [string('b')] })],
    });
    const late = call('note', { awaits: true, args: [string('late')], remainingMicros: 5_000 });
    local.send({ calls: [late] });
    local.time += 5;
    await ask('open', 'a');
    assert.equal(reasonOf(await local.result(late.callId)), 'CALL_CANCELLED NO');
    assert.deepEqual(await ask('noted'), []);
  });
});

describe('places for calls that wait', () => {
  it('are given past calls that were cancelled', async () => {
    const calls = ['a', 'b', 'c', 'd'].map((name) => call('gate', { awaits: true, args: [string(name)] }));
    local.send({ calls });
    local.send({ cancels: [calls[2]!.callId] });
    await ask('open', 'a', 1);
    await quiet();
    assert.equal(local.stats.runningCalls, 2);
    await ask('open', 'd', 4);
    await ask('open', 'b', 2);
    assert.equal(valueOf(await local.result(calls[3]!.callId)), 4);
  });

  it('are bounded, and given in order; calls that need none pass', async () => {
    const calls = ['a', 'b', 'c', 'd'].map((name) => call('gate', { awaits: true, args: [string(name)] }));
    local.send({ calls });
    assert.equal(await ask('note', 'passes'), 'passes');
    assert.equal(local.stats.runningCalls, 2);
    await ask('open', 'b', 2);
    await quiet();
    assert.equal(local.stats.runningCalls, 2);
    await ask('open', 'c', 3);
    await quiet();
    await ask('open', 'a', 1);
    await ask('open', 'd', 4);
    await quiet();
    assert.deepEqual(
      await Promise.all(calls.map(async ({ callId }) => valueOf(await local.result(callId)))),
      [1, 2, 3, 4],
    );
    assert.equal(local.stats.runningCalls, 0);
  });
});

describe('a slow call', () => {
  it('does not hold back what is ready, once it is known to be slow', async () => {
    const slow = call('slow', { args: [] });
    const slowly = globalThis as unknown as { slowly?: () => void };
    slowly.slowly = () => void (local.time += 5);
    await local.run(slow);
    local.frames.length = 0;
    const quick = call('note', { args: [string('quick')] });
    const again = call('slow');
    local.send({ calls: [quick, again] });
    assert.deepEqual(local.answered, [quick.callId]);
    await quiet();
    assert.deepEqual(local.answered, [quick.callId, again.callId]);
  });

  it('gives the event loop its turn before the calls behind it', async () => {
    (globalThis as unknown as { slowly?: () => void }).slowly = () => void (local.time += 5);
    await ask('note', 'warm');
    local.frames.length = 0;
    const [slow, behind] = [call('slow'), call('note', { args: [string('behind')] })];
    local.send({ calls: [slow, behind] });
    assert.deepEqual(local.answered, [slow.callId]);
    await quiet();
    assert.deepEqual(local.answered, [slow.callId, behind.callId]);
  });
});

describe('promises', () => {
  const one = async (member: string, options: CallOptions = {}) => local.run(call(member, options));

  it('are refused by a synchronous call, and never left unhandled', async () => {
    assert.equal(reasonOf(await one('rejecting')), 'RETURNED_PROMISE YES');
    assert.equal(reasonOf(await one('rejecting', { result: VOID })), 'RETURNED_PROMISE YES');
    assert.equal(reasonOf(await one('getThenable')), 'RETURNED_PROMISE YES');
    await new Promise(setImmediate);
  });

  it('are kept as references, and never left unhandled', async () => {
    const kept = call('rejecting', { result: REFERENCE });
    assert.deepEqual((await local.run(kept)).grants, [{ index: 0, kind: ObjectKind.PROMISE, className: 'Promise' }]);
    await new Promise(setImmediate);
    const object = { callId: kept.callId, index: 0 };
    const awaited = await local.run(invoke(nextCall++, { object, operation: Operation.GET, awaits: true }));
    assert.ok(awaited.outcome?.$case === 'exception');
    assert.equal(awaited.outcome.value.message, 'later');
  });

  it('are awaited by an asynchronous call, thenables too', async () => {
    assert.equal(valueOf(await one('getThenable', { awaits: true })), 'from a thenable');
    assert.equal(valueOf(await one('promiseOfNothing', { awaits: true })), undefined);
    assert.equal((await one('promiseOfNothing', { awaits: true, result: VOID })).outcome?.$case, 'completed');
    assert.equal((await one('asyncObject', { awaits: true, result: REFERENCE })).outcome?.$case, 'granted');
    const rejected = await one('rejecting', { awaits: true });
    assert.equal(rejected.outcome?.$case === 'exception' && rejected.outcome.value.message, 'later');
  });

  it('are told by `then`, read once', async () => {
    const before = (await ask('thenCount')) as number;
    await one('countsThen', { awaits: true, result: VOID });
    assert.equal(await ask('thenCount'), before + 1);
    const threw = await one('badThen', { awaits: true });
    assert.equal(threw.outcome?.$case === 'exception' && threw.outcome.value.message, 'then threw');
  });
});

describe('objects', () => {
  const grant = async (member: string, options: CallOptions = {}) => {
    const granting = call(member, { result: REFERENCE, ...options });
    return { ...(await local.run(granting)), object: { callId: granting.callId, index: 0 } };
  };

  it('come back as the very same', async () => {
    const [one, two] = [await grant('getObject'), await grant('getObject')];
    assert.deepEqual(one.outcome, { $case: 'granted', value: {} });
    assert.deepEqual([local.stats.objects, local.stats.grants], [1, 2]);
    const references = [one.object, two.object];
    const args = [0, 1].map((position) => value({ $case: 'reference', value: position }));
    assert.equal(valueOf(await local.run(call('same', { args, references }))), true);
    local.send({ releases: [{ callId: one.callId, indices: [0] }] });
    assert.deepEqual([local.stats.objects, local.stats.grants], [1, 1]);
    local.send({
      releases: [
        { callId: two.callId, indices: [] },
        { callId: two.callId, indices: [] },
        { callId: 999, indices: [5] },
      ],
    });
    assert.deepEqual([local.stats.objects, local.stats.grants], [0, 0]);
  });

  it('may be symbols; other primitives come as values', async () => {
    const mark = await grant('symbol', { operation: Operation.GET });
    assert.equal(mark.grants[0]!.kind, ObjectKind.SYMBOL);
    const args = [value({ $case: 'reference', value: 0 })];
    assert.equal(valueOf(await local.run(call('same2', { args, references: [mark.object] }))), true);
    assert.equal(valueOf(await grant('note', { args: [string('x')] })), 'x');
  });

  it('that are not held fail the call', async () => {
    assert.equal(
      reasonOf(await local.run(invoke(nextCall++, { object: { callId: 77777, index: 0 }, member: 'x' }))),
      'UNKNOWN_REFERENCE NO',
    );
    assert.equal(
      reasonOf(await local.run(call('note', { references: [{ callId: 77777, index: 0 }] }))),
      'UNKNOWN_REFERENCE NO',
    );
  });

  it('inside a tree are grants numbered from 1', async () => {
    const result = await local.run(call('tree'));
    assert.deepEqual(
      result.grants.map(({ index, kind }) => [index, kind]),
      [
        [1, ObjectKind.OBJECT],
        [2, ObjectKind.OBJECT],
        [3, ObjectKind.FUNCTION],
      ],
    );
    const object = { callId: result.callId, index: 3 };
    assert.equal(valueOf(await local.run(invoke(nextCall++, { object, args: [string('called')] }))), 'called');
    local.send({ releases: [{ callId: result.callId, indices: [1, 3] }] });
    assert.deepEqual([local.stats.objects, local.stats.grants], [1, 1]);
    local.send({ releases: [{ callId: result.callId, indices: [] }] });
    assert.equal(local.stats.objects, 0);
  });

  it('are released at once where the release came before the result', async () => {
    const late = call('gate', { awaits: true, result: REFERENCE, args: [string('late')] });
    local.send({ calls: [late] });
    local.send({ releases: [{ callId: late.callId, indices: [] }] });
    const { object } = await grant('getObject');
    await local.run(
      call('open', { args: [string('late'), value({ $case: 'reference', value: 0 })], references: [object] }),
    );
    assert.equal((await local.result(late.callId)).outcome?.$case, 'granted');
    assert.equal(local.stats.grants, 1);
  });

  it('are not kept where the result cannot be sent', async () => {
    local = new Local({ maxMessageBytes: 65_536, budgets: { nodes: 2 } });
    assert.equal(reasonOf(await local.run(call('tree'))), 'RESULT_TOO_LARGE YES');
    assert.equal(reasonOf(await local.run(call('text', { args: [number(65_600)] }))), 'RESULT_TOO_LARGE YES');
    assert.equal(local.stats.objects, 0);
  });

  it('that a client constructs are disposed with their last grant; shared ones never', async () => {
    const { CONSTRUCT, GET } = Operation;
    const owned = await grant('Resource', { operation: CONSTRUCT, args: [string('mine')] });
    const again = invoke(nextCall++, { object: owned.object, operation: GET, result: REFERENCE });
    await local.run(again);
    local.send({ releases: [{ callId: owned.callId, indices: [] }] });
    assert.deepEqual(await ask('disposed'), []);
    local.send({ releases: [{ callId: again.callId, indices: [0] }] });
    assert.deepEqual(await ask('disposed'), ['mine']);
    const shared = await grant('sharedResource', { operation: GET });
    local.send({ releases: [{ callId: shared.callId, indices: [] }] });
    assert.deepEqual(await ask('disposed'), []);
  });

  it('that are handed over are disposed too', async () => {
    const whole = await grant('handOver');
    const inside = await local.run(call('handOverInside'));
    local.send({
      releases: [
        { callId: whole.callId, indices: [] },
        { callId: inside.callId, indices: [1] },
      ],
    });
    assert.deepEqual(await ask('disposed'), ['handed over', 'inside']);
  });

  it('that fail to dispose are logged, and the end of the stream disposes the rest', async () => {
    const { CONSTRUCT } = Operation;
    await grant('Resource', { operation: CONSTRUCT, args: [string('throws')] });
    await grant('AsyncResource', { operation: CONSTRUCT });
    await grant('Resource', { operation: CONSTRUCT, args: [string('last')] });
    local.close();
    await settle();
    assert.deepEqual(
      [...local.logged].sort().map((line) => line.split('\n')[0]),
      ['a disposal hook failed: Error: asyncDispose threw', 'a disposal hook failed: Error: dispose threw'],
    );
    local = new Local();
    assert.deepEqual(await ask('disposed'), ['throws', 'async', 'last']);
  });
});

describe('results', () => {
  it('too large for a frame fail alone', async () => {
    local.send({ calls: [call('text', { args: [number(80_000)] }), call('note', { args: [string('x')] })] });
    await quiet();
    assert.deepEqual(
      local.results.map(({ outcome }) => outcome?.$case),
      ['failure', 'value'],
    );
    assert.equal(reasonOf(local.results[0]!), 'RESULT_TOO_LARGE YES');
  });

  it('are in the encoding that was asked for', async () => {
    const plain = await local.run(call('getObject', { encoding: Encoding.STRUCTURED }));
    assert.equal(plain.outcome?.$case === 'value' && plain.outcome.value.kind?.$case, 'graph');
    const text = await local.run(call('note', { args: [string('x')], encoding: Encoding.JSON }));
    assert.deepEqual(text.outcome?.$case === 'value' && text.outcome.value.kind, { $case: 'json', value: '"x"' });
  });

  it('of exports and exposed names are called without `this`', async () => {
    assert.equal(await ask('who'), true);
  });
});

describe('finishing', () => {
  it('answers what came before, refuses what comes after, and tells when all is sent', async () => {
    local.holdWrites = true;
    const before = call('gate', { awaits: true, args: [string('end')] });
    local.send({ calls: [before] });
    const work = (await import('../../../test/fixtures/work.js' as string)) as {
      open(name: string, value: unknown): void;
    };
    let told = false;
    local.finish(() => (told = true));
    const after = call('note');
    local.send({ calls: [after] });
    assert.equal(reasonOf(await local.result(after.callId)), 'DRAINING NO');
    work.open('end', 1);
    await quiet();
    local.endWrite();
    assert.equal(valueOf(await local.result(before.callId)), 1);
    assert.equal(told, false);
    local.endWrite();
    assert.equal(told, true);
  });
});

describe('the end of a stream', () => {
  const { CONSTRUCT } = Operation;

  async function openGate(name: string): Promise<void> {
    const work = (await import('../../../test/fixtures/work.js' as string)) as { open(name: string): void };
    work.open(name);
  }

  it('keeps calls that wait for a place or for their turn from beginning', async () => {
    (globalThis as unknown as { slowly?: () => void }).slowly = () => void (local.time += 5);
    local.send({
      calls: [
        call('gate', { awaits: true, args: [string('a')] }),
        call('gate', { awaits: true, args: [string('b')] }),
        call('note', { awaits: true, args: [string('no place')] }),
        call('slow'),
        call('note', { args: [string('no turn')] }),
      ],
    });
    local.close();
    assert.deepEqual([local.stats.runningCalls, local.stats.outstandingCalls], [2, 2]);
    await openGate('a');
    await openGate('b');
    await quiet();
    assert.deepEqual([local.stats.runningCalls, local.stats.outstandingCalls], [0, 0]);
    local = new Local();
    assert.deepEqual(await ask('noted'), []);
  });

  it('keeps calls that wait for their module from beginning', async () => {
    const scope = globalThis as unknown as { finishLoading?: () => void };
    const module = './loads_when_told.js';
    local.send({ calls: [call('noteLate', { module })] });
    while (scope.finishLoading === undefined) await new Promise(setImmediate);
    local.close();
    assert.equal(local.stats.outstandingCalls, 0);
    scope.finishLoading();
    const [old, loaded] = [local, new Local()];
    await loaded.run(importing(nextCall++, module));
    while (old.turn()) await settle();
    local = loaded;
    assert.deepEqual(await ask('noted'), []);
  });

  it('forgets what calls grant that end later, and disposes of it', async () => {
    const args = [string('late')];
    local.send({ calls: [call('LateResource', { operation: CONSTRUCT, awaits: true, result: REFERENCE, args })] });
    local.close();
    await openGate('late');
    await quiet();
    assert.deepEqual([local.stats.runningCalls, local.stats.objects, local.stats.grants], [0, 0, 0]);
    local = new Local();
    assert.deepEqual(await ask('disposed'), ['late']);
  });

  it('is not told to who waits for the last answer', async () => {
    local.send({ calls: [call('gate', { awaits: true, args: [string('a')] })] });
    let told = false;
    local.finish(() => (told = true));
    local.close();
    await openGate('a');
    await quiet();
    assert.equal(told, false);
  });
});
