// One call: it settles exactly once, however it ends, and a lost answer leaves nothing behind.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { CallError, JsonText } from '#dist/client/index.js';
import { GrantLeaseResponse } from '#dist/gen/jsinterop/v1/interop.js';
import type { Value } from '#dist/gen/jsinterop/v1/value.js';
import { leaseState, numberOf, refusal, valued } from './support/fake_interop.js';
import { cart, failureOf, fixture } from './support/fixture.js';
import { settled } from './support/manual_system.js';

describe('a call', () => {
  it('says in the request what the verb and the options say', async () => {
    const { js, interop } = fixture({ pool: 'p', timeout: '5s' });
    const held = await js.construct(cart, 'EUR');
    await held.with({ encoding: 'json', pool: 'q', timeout: 70 }).invokeAsync('lines.first', held, 2);
    const { request, timeout } = interop.last('InvokeAsync');
    assert.equal(timeout, 70);
    assert.equal(interop.last('Invoke').timeout, 5000);
    const { target, member, operation, result, encoding, lease, pool, nonce, references } = request;
    assert.deepEqual(
      { target, member, operation, result, encoding, lease, pool, nonce: nonce.length },
      {
        target: { $case: 'reference', value: { token: 'token-1', kind: 0, className: '' } },
        member: 'lines.first',
        operation: 1,
        result: 1,
        encoding: 2,
        lease: '',
        pool: 'q',
        // JSON grants nothing.
        nonce: 0,
      },
    );
    assert.deepEqual(request.arguments, [
      { kind: { $case: 'reference', value: 0 } },
      { kind: { $case: 'number', value: 2 } },
    ]);
    assert.deepEqual(
      references.map(({ token }) => token),
      ['token-1'],
    );
    const [constructing] = interop.requests('Invoke');
    assert.deepEqual(
      [constructing!.target, constructing!.operation, constructing!.result, constructing!.pool],
      [{ $case: 'module', value: './cart.js' }, 2, 2, 'p'],
    );
    await held.get('count');
    await held.set('name', 'x');
    await js.with({ result: 'void' }).invoke('log');
    const [, get, set, log] = interop.requests('Invoke');
    // A pool that is only a default does not get in the way of references.
    assert.deepEqual([get!.operation, get!.pool, get!.nonce.length], [3, '', 16]);
    assert.deepEqual([set!.operation, set!.result, set!.nonce.length], [4, 3, 0]);
    assert.deepEqual([log!.target, log!.result, log!.nonce.length], [undefined, 3, 0]);
  });

  it('gives each its own nonce', async () => {
    const { js, interop } = fixture();
    await Promise.all([js.invoke('a'), js.import('./a.js'), js.construct(cart), js.grantLease()]);
    const requests = [...interop.requests('Invoke'), ...interop.requests('Import'), ...interop.requests('GrantLease')];
    assert.equal(new Set(requests.map(({ nonce }) => numberOf(nonce))).size, 5);
  });

  it('that is aborted settles at once and disposes by its nonce, whatever comes later', async () => {
    const { js, interop } = fixture();
    interop.answers.Invoke = () => 'later';
    const abort = new AbortController();
    const calling = failureOf<CallError>(js.with({ signal: abort.signal, result: 'value' }).invoke('slow'));
    await settled();
    const reason = new Error('not wanted');
    abort.abort(reason);
    const error = await calling;
    assert.deepEqual([error.code, error.reason, error.executed, error.cause], ['CANCELLED', '', 'UNKNOWN', reason]);
    assert.ok(interop.last('Invoke').cancelled);
    await settled();
    assert.deepEqual(interop.released.nonces, [numberOf(interop.last('Invoke').request.nonce)]);
  });

  it('that is aborted beforehand is not sent, nor is one that waits for a lease', async () => {
    const { js, interop } = fixture();
    const early = await failureOf<CallError>(js.with({ signal: AbortSignal.abort() }).invoke('f'));
    assert.deepEqual([early.code, early.executed], ['CANCELLED', 'NO']);
    interop.answers.GrantLease = () => 'later';
    const abort = new AbortController();
    const waiting = failureOf<CallError>(js.with({ signal: abort.signal }).construct(cart));
    await settled();
    abort.abort();
    assert.equal((await waiting).executed, 'NO');
    interop.last('GrantLease').answer(GrantLeaseResponse.encode({ lease: leaseState('l') }).finish());
    await settled();
    assert.equal(interop.requests('Invoke').length, 0);
    // The lease is there for the next one.
    await js.construct(cart);
    assert.equal(interop.requests('GrantLease').length, 1);
  });

  it('leaves no listener on the signal, and many may share one', async () => {
    const { js } = fixture();
    const abort = new AbortController();
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    const quick = js.with({ signal: abort.signal });
    await Promise.all(Array.from({ length: 100 }, () => quick.invoke('f')));
    await settled();
    process.off('warning', onWarning);
    assert.deepEqual(warnings, []);
    assert.deepEqual(getEventListeners(abort.signal, 'abort'), []);
    abort.abort();
    await settled();
  });

  it('waits for a lease no longer than for its answer, in all', async () => {
    const { js, interop, system } = fixture();
    interop.answers.GrantLease = () => 'later';
    const calls = [js.with({ timeout: 100 }).construct(cart), js.with({ timeout: '1s' }).construct(cart)];
    const failing = failureOf<CallError>(calls[0]!);
    await system.advance(100);
    const error = await failing;
    assert.deepEqual([error.code, error.executed], ['DEADLINE_EXCEEDED', 'NO']);
    interop.last('GrantLease').answer(GrantLeaseResponse.encode({ lease: leaseState('l') }).finish());
    await calls[1];
    assert.equal(interop.last('Invoke').timeout, 900);
  });

  it('whose deadline passes or whose connection breaks has an unknown outcome, and its grants are disposed', async () => {
    const { js, interop } = fixture();
    for (const code of [4, 14, 1]) {
      interop.answers.Invoke = () => ({ code, message: 'broken' });
      const error = await failureOf<CallError>(js.invoke('f'));
      assert.deepEqual([error.reason, error.executed], ['', 'UNKNOWN']);
      await settled();
      assert.equal(interop.released.nonces.at(-1), numberOf(interop.last('Invoke').request.nonce));
    }
    interop.answers.Invoke = () => refusal(14, 'NO_WORKER');
    const refused = await failureOf<CallError>(js.invoke('f'));
    assert.deepEqual([refused.code, refused.reason, refused.executed], ['UNAVAILABLE', 'NO_WORKER', 'NO']);
    await settled();
    assert.equal(interop.released.nonces.length, 3);
  });

  it('tells what the broker says of a failure', async () => {
    const { js, interop } = fixture();
    interop.answers.Invoke = () => refusal(3, 'INVALID_FIELD', 'NO', { field: 'member', subject: 'a..b' });
    const error = await failureOf<CallError>(js.invoke('a..b'));
    assert.ok(error instanceof CallError && error instanceof Error);
    const { name, code, reason, executed, field, subject } = error;
    assert.deepEqual(
      { name, code, reason, executed, field, subject },
      {
        name: 'CallError',
        code: 'INVALID_ARGUMENT',
        reason: 'INVALID_FIELD',
        executed: 'NO',
        field: 'member',
        subject: 'a..b',
      },
    );
    interop.answers.Invoke = () => ({ code: 99, message: 'odd', details: new Uint8Array([1, 2, 3]) });
    const odd = await failureOf<CallError>(js.invoke('f'));
    assert.deepEqual([odd.code, odd.executed], ['UNKNOWN', 'UNKNOWN']);
  });

  it('shows who called, and none of the client', async () => {
    const { js, interop } = fixture();
    interop.answers.Invoke = () => refusal(5, 'MEMBER_NOT_FOUND');
    async function whoCalls() {
      await js.invoke('f');
    }
    async function whoSends() {
      await js.invoke('f', { a: [() => 1] });
    }
    async function whoGrants() {
      await js.grantLease();
    }
    interop.answers.GrantLease = () => refusal(8, 'LEASE_QUOTA');
    for (const [call, name] of [
      [whoGrants, 'whoGrants'],
      [whoCalls, 'whoCalls'],
      [whoSends, 'whoSends'],
    ] as const) {
      const { stack = '' } = await failureOf(call());
      assert.match(stack, new RegExp(`^CallError: .*\\n[^]*${name}`));
      assert.doesNotMatch(stack, /dist\/(client|values)\//);
    }
  });

  it('whose answer cannot be read says so, and its grants are disposed', async () => {
    const { js, interop } = fixture();
    const then = { $case: 'graph' as const, value: { nodes: [] } };
    const broken = [
      new Uint8Array([0xff, 0xff]),
      new Uint8Array(0),
      valued(undefined),
      valued({ $case: 'json', value: '{' }),
      valued({ $case: 'callback', value: 0 }),
      valued({ $case: 'reference', value: 1 }),
      valued(then),
    ];
    for (const [index, bytes] of broken.entries()) {
      interop.answers.Invoke = () => bytes;
      const error = await failureOf<CallError>(js.invoke('f'));
      assert.deepEqual([error.code, error.reason, error.executed], ['INTERNAL', 'MALFORMED_RESULT', 'YES'], `${index}`);
      await settled();
      assert.equal(interop.released.nonces.length, index + 1);
    }
  });

  it('whose result would look like a promise is refused, since a promise would call it', async () => {
    const { js, interop, system } = fixture();
    const leaf = (kind: Value['kind']) => ({ kind: { $case: 'leaf' as const, value: { kind } } });
    const properties = [{ key: 'then', keyUtf16: new Uint8Array(0), value: 2 }];
    const nodes = [
      { kind: { $case: 'object' as const, value: { properties } } },
      leaf({ $case: 'reference', value: 0 }),
    ];
    const references = [{ token: 't', kind: 2, className: 'f' }];
    interop.answers.Invoke = () => valued({ $case: 'graph', value: { nodes } }, { references, lease: leaseState('l') });
    const error = await failureOf<CallError>(js.invoke('f'));
    assert.equal(error.reason, 'MALFORMED_RESULT');
    await settled();
    assert.equal(interop.requests('InvokeAsync').length, 0);
    // What came with it keeps nothing alive.
    assert.deepEqual([interop.released.references, interop.released.leases, system.timers], [['t'], ['l'], 0]);
  });

  it('takes JSON text as it stands', async () => {
    const { js, interop } = fixture();
    await js.invoke('f', new JsonText('{"a": 1}'));
    assert.deepEqual(interop.last('Invoke').request.arguments[0]?.kind, { $case: 'json', value: '{"a": 1}' });
    const before = interop.rpcs.length;
    for (const value of [new JsonText({} as never), { deep: new JsonText('1') }]) {
      const error = await failureOf<CallError>(js.invoke('f', value));
      assert.equal(error.reason, 'BAD_ARGUMENT');
      assert.match(error.message, /JSON text/);
    }
    assert.equal(interop.rpcs.length, before);
  });

  it('with a name or an option that makes no sense is refused before anything is sent', async () => {
    const { js, interop } = fixture();
    for (const name of [7, null, undefined, Symbol('x')]) {
      const error = await failureOf<CallError>(js.invoke(name as never));
      assert.equal(error.field, 'member', String(name));
    }
    const specifier = 5 as never;
    const byName = { module: specifier, member: 'f' };
    for (const call of [
      js.import(specifier),
      js.module(specifier).f(),
      js.invoke(byName),
      js.with({ result: 'reference' }).invoke(byName),
    ]) {
      const error = await failureOf<CallError>(call);
      assert.deepEqual([error.reason, error.field], ['BAD_ARGUMENT', 'specifier']);
    }
    for (const options of [undefined, null, 'quick']) {
      assert.throws(
        () => js.with(options as never),
        (error: CallError) => error.field === 'options',
      );
    }
    const wrong = { timeout: '2 weeks', signal: {}, result: 'copy', encoding: 'xml', lease: 'id', pool: 7, timeOut: 5 };
    for (const [option, value] of Object.entries(wrong)) {
      assert.throws(
        () => js.with({ [option]: value }),
        (error: CallError) => error.reason === 'BAD_ARGUMENT' && error.field === option,
      );
    }
    assert.equal(interop.rpcs.length, 0);
  });
});
