// The beginning and the end of a connection.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CallError, connect } from '#dist/client/index.js';
import { cart, failureOf, fixture } from './support/fixture.js';
import { settled } from './support/manual_system.js';

describe('connecting', () => {
  it('to what is no address is refused, and nothing is sent before the first call', async () => {
    for (const address of ['', 7, undefined, '\n', 'http://127.0.0.1:7543', 'grpc://localhost:1']) {
      assert.throws(
        () => connect(address as string),
        (error: CallError) => error.field === 'address' && error.reason === 'BAD_ARGUMENT',
        String(address),
      );
    }
    const wrong: object[] = [
      { timeout: 'soon' },
      { leaseTtl: Infinity },
      { closeTimeout: -1 },
      { pool: 5 },
      { timeOut: '5s' },
      { signal: new AbortController().signal },
    ];
    for (const options of wrong) {
      assert.throws(
        () => connect('127.0.0.1:1', options),
        (error: CallError) => error.field === Object.keys(options)[0],
      );
    }
    assert.throws(
      () => connect('127.0.0.1:1', null as never),
      (error: CallError) => error.field === 'options',
    );
    for (const address of [
      '127.0.0.1:1',
      '[::1]:1',
      'unix:/nothing.sock',
      'unix:///nothing.sock',
      'dns:///localhost:1',
    ]) {
      await connect(address).close();
    }
  });
});

describe('closing', () => {
  it('aborts what is under way, releases all in one message, and refuses everything after', async () => {
    const { js, interop, system } = fixture();
    const held = await js.construct(cart);
    const group = await js.grantLease();
    interop.answers.Invoke = () => 'later';
    interop.answers.GrantLease = () => 'later';
    const calling = failureOf<CallError>(js.invoke('slow'));
    const granting = failureOf<CallError>(js.grantLease());
    await settled();
    await Promise.all([js.close(), js.close(), js[Symbol.asyncDispose]()]);
    assert.deepEqual([(await calling).code, (await calling).executed], ['CANCELLED', 'UNKNOWN']);
    assert.equal((await granting).code, 'CANCELLED');
    assert.equal(interop.requests('Dispose').length, 1);
    assert.deepEqual(interop.released.leases, ['lease-1', 'lease-2']);
    assert.equal(interop.released.nonces.length, 2);
    assert.ok(interop.closed);
    assert.equal(system.timers, 0);
    for (const use of [js.invoke('f'), held.total(), js.import('./a.js'), js.grantLease(), group.renew()]) {
      assert.equal((await failureOf<CallError>(use)).reason, 'NOT_USABLE');
    }
    assert.equal(await held.dispose(), false);
    assert.equal(await group.dispose(), false);
    assert.equal(interop.requests('Dispose').length, 1);
  });

  it('takes along what was being let go, and tells those who wait', async () => {
    const { js, interop } = fixture();
    const held = await js.construct(cart);
    interop.answers.Dispose = ({ timeout }) => (timeout === 1000 ? { code: 14, message: 'gone' } : 'later');
    const disposing = held.dispose();
    await settled();
    await js.close();
    assert.equal(await disposing, false);
    assert.ok(interop.rpcs.filter(({ method }) => method === 'Dispose')[0]!.cancelled);
  });

  it('sends nothing where nothing is held', async () => {
    const { js, interop } = fixture();
    await js.invoke('f');
    await js.close();
    assert.equal(interop.requests('Dispose').length, 0);
  });

  it('makes references of one client useless to another', async () => {
    const [one, other] = [fixture(), fixture()];
    const held = await one.js.construct(cart);
    const error = await failureOf<CallError>(other.js.invoke('f', [held]));
    assert.deepEqual([error.reason, error.executed], ['NOT_USABLE', 'NO']);
  });
});
