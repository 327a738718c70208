// The client's lease: granted at first need, renewed while references are held, replaced when it is lost.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallError } from '#dist/client/index.js';
import { RenewLeaseResponse, GrantLeaseResponse } from '#dist/gen/jsinterop/v1/interop.js';
import { invoked, leaseState, refusal, term, valued } from './support/fake_interop.js';
import { cart, failureOf, fixture } from './support/fixture.js';
import { settled } from './support/manual_system.js';

function granted(token: string, lease: string): Uint8Array {
  const reference = { token, kind: 1, className: 'Cart' };
  return invoked({ $case: 'reference', value: reference }, { lease: leaseState(lease) });
}

const unavailable = { code: 14, message: 'gone' };

describe('the lease of a client', () => {
  it('is granted with the first need, once for all who wait for it', async () => {
    const { js, interop } = fixture({ leaseTtl: '2m' });
    await js.invoke('add', 1);
    assert.equal(interop.requests('GrantLease').length, 0);
    await Promise.all([js.import('./a.js'), js.construct(cart), js.with({ result: 'reference' }).get('x')]);
    assert.deepEqual(
      interop.requests('GrantLease').map(({ ttl }) => ttl),
      [{ seconds: 120, nanos: 0 }],
    );
    // As long as the protocol can say.
    await js.grantLease({ ttl: 1e300 });
    assert.deepEqual(interop.last('GrantLease').request.ttl, { seconds: 315_576_000_000, nanos: 0 });
    assert.deepEqual(
      [...interop.requests('Import'), ...interop.requests('Invoke').slice(1)].map(({ lease }) => lease),
      ['lease-1', 'lease-1', 'lease-1'],
    );
  });

  it('is one for each pool, since a lease belongs to one worker', async () => {
    const { js, interop } = fixture();
    const other = js.with({ pool: 'other' });
    await Promise.all([js.construct(cart), other.construct(cart), js.with({ pool: 'default' }).construct(cart)]);
    await other.import('./a.js');
    assert.deepEqual(
      interop.requests('Invoke').map(({ lease, pool }) => [lease, pool]),
      [
        ['lease-1', ''],
        ['lease-1', 'default'],
        ['lease-2', 'other'],
      ],
    );
    assert.equal(interop.last('Import').request.lease, 'lease-2');
    await js.close();
    assert.deepEqual(interop.released.leases, ['lease-1', 'lease-2']);
  });

  it('is renewed at a third of its term as long as references are held, and has no timer otherwise', async () => {
    const { js, interop, system } = fixture();
    assert.equal(system.timers, 0);
    const held = await js.construct(cart);
    assert.equal(system.timers, 1);
    await system.advance(term / 3 - 1);
    assert.equal(interop.requests('RenewLease').length, 0);
    await system.advance(1);
    assert.equal(interop.requests('RenewLease').length, 1);
    await system.advance(term);
    assert.equal(interop.requests('RenewLease').length, 4);
    await held.dispose();
    assert.equal(system.timers, 0);
    await system.advance(10 * term);
    assert.equal(interop.requests('RenewLease').length, 4);
  });

  it('counts from when requests were sent', async () => {
    const { js, interop, system } = fixture();
    interop.answers.GrantLease = () => 'later';
    const constructing = js.construct(cart);
    await system.advance(20_000);
    interop.last('GrantLease').answer(GrantLeaseResponse.encode({ lease: leaseState('slow') }).finish());
    interop.answers.Invoke = () => 'later';
    await settled();
    await system.advance(5_000);
    interop.last('Invoke').answer(invoked({ $case: 'reference', value: { token: 't', kind: 1, className: '' } }));
    await constructing;
    await system.advance(term / 3 - 25_000 - 1);
    assert.equal(interop.requests('RenewLease').length, 0);
    await system.advance(1);
    assert.equal(interop.requests('RenewLease').length, 1);
  });

  it('needs no renewal while calls use it', async () => {
    const { js, interop, system } = fixture();
    const held = await js.construct(cart);
    interop.answers.Invoke = () => valued({ $case: 'number', value: 1 }, { lease: leaseState('') });
    for (let times = 0; times < 10; times++) {
      await system.advance(term / 4);
      await held.invoke('count');
    }
    assert.equal(interop.requests('RenewLease').length, 0);
    await system.advance(term / 3);
    assert.equal(interop.requests('RenewLease').length, 1);
  });

  it('is not renewed in a frenzy where the broker tells no term', async () => {
    const { js, interop, system } = fixture();
    interop.answers.GrantLease = () => GrantLeaseResponse.encode({ lease: leaseState('endless', 0) }).finish();
    interop.answers.RenewLease = () => RenewLeaseResponse.encode({ lease: leaseState('', 0) }).finish();
    interop.answers.Invoke = ({ request }) =>
      invoked({ $case: 'reference', value: { token: request.lease, kind: 1, className: '' } });
    await js.construct(cart);
    await system.advance(1000);
    assert.equal(interop.requests('RenewLease').length, 10);
  });

  it('is tried again with back-off when a renewal does not arrive', async () => {
    const { js, interop, system } = fixture();
    await js.construct(cart);
    interop.answers.RenewLease = () => unavailable;
    await system.advance(term / 3);
    const pauses = [750, 1500, 3000, 6000, 12_000, 22_500, 22_500];
    for (const [index, pause] of pauses.entries()) {
      await system.advance(pause - 1);
      assert.equal(interop.requests('RenewLease').length, 1 + index);
      await system.advance(1);
      assert.equal(interop.requests('RenewLease').length, 2 + index);
    }
    interop.answers.RenewLease = ({ request }) =>
      RenewLeaseResponse.encode({ lease: leaseState(request.lease) }).finish();
    await system.advance(22_500);
    const before = interop.requests('RenewLease').length;
    await system.advance(term / 3 - 1);
    assert.equal(interop.requests('RenewLease').length, before);
  });

  it('is given up when the broker says that it is no more, and another is granted with the next need', async () => {
    const { js, interop, system } = fixture();
    await js.construct(cart);
    interop.answers.RenewLease = () => refusal(9, 'LEASE_EXPIRED');
    await system.advance(term / 3);
    assert.equal(system.timers, 0);
    await js.construct(cart);
    assert.deepEqual(
      interop.requests('Invoke').map(({ lease }) => lease),
      ['lease-1', 'lease-2'],
    );
  });

  it('is replaced once, unseen, if a call finds it lost and did not run', async () => {
    const { js, interop } = fixture();
    await js.construct(cart);
    const { Invoke } = interop.answers;
    interop.answers.Invoke = (rpc) => (rpc.request.lease === 'lease-1' ? refusal(9, 'BROKER_RESTARTED') : Invoke(rpc));
    await js.construct(cart);
    interop.answers.Invoke = () => refusal(9, 'LEASE_EXPIRED');
    const error = await failureOf<CallError>(js.construct(cart));
    assert.deepEqual([error.reason, error.executed], ['LEASE_EXPIRED', 'NO']);
    assert.deepEqual(
      interop.requests('Invoke').map(({ lease }) => lease),
      ['lease-1', 'lease-1', 'lease-2', 'lease-2', 'lease-3'],
    );
  });

  it('is not replaced under a call that may have run, or that uses references', async () => {
    const { js, interop } = fixture();
    const held = await js.construct(cart);
    interop.answers.Invoke = () => refusal(9, 'LEASE_EXPIRED');
    await failureOf(held.with({ result: 'reference' }).invoke('lines'));
    assert.equal(interop.requests('Invoke').length, 2);
    // Whether the lease is lost, or only the object, is found out at once.
    assert.equal(interop.requests('RenewLease').length, 1);
    interop.answers.Invoke = () => refusal(9, 'LEASE_EXPIRED', 'UNKNOWN');
    await failureOf(js.construct(cart));
    assert.equal(interop.requests('Invoke').length, 3);
  });

  it('is not released under a call, however long that takes', async () => {
    const { js, interop, system } = fixture();
    interop.answers.Invoke = () => 'later';
    const slow = js.with({ timeout: Infinity }).construct(cart);
    await settled();
    const answer = interop.last('Invoke');
    await system.advance(2 * term);
    interop.answers.Invoke = ({ request }) => granted('quick', request.lease);
    const quick = await js.construct(cart);
    assert.equal(interop.last('Invoke').request.lease, 'lease-2');
    answer.answer(granted('slow', 'lease-1'));
    const held = await slow;
    await settled();
    assert.deepEqual(interop.released.leases, []);
    await Promise.all([held.dispose(), quick.dispose()]);
    await settled();
    assert.deepEqual(interop.released.leases, ['lease-1']);
  });

  it('is not released under a call on the last object in it, which was let go meanwhile', async () => {
    const { js, interop } = fixture();
    interop.answers.InvokeAsync = () =>
      valued(
        { $case: 'reference', value: 0 },
        { references: [{ token: 'inner', kind: 1, className: 'Session' }], lease: leaseState('implicit') },
      );
    const inner = await js.module('./a.js').open();
    interop.answers.Invoke = () => 'later';
    const asking = inner.with({ result: 'reference' }).invoke('next');
    await settled();
    const answer = interop.last('Invoke');
    await inner.dispose();
    await settled();
    assert.deepEqual(interop.released.leases, []);
    answer.answer(granted('next', ''));
    const next = await asking;
    await next.dispose();
    await settled();
    assert.deepEqual(interop.released.leases, ['implicit']);
  });

  it('that the broker grants by itself is kept as long as what came with it', async () => {
    const { js, interop, system } = fixture();
    const references = [{ token: 'inner', kind: 1, className: 'Session' }];
    interop.answers.InvokeAsync = () =>
      valued({ $case: 'reference', value: 0 }, { references, lease: leaseState('implicit') });
    const inner = await js.module('./a.js').open();
    await system.advance(term / 3);
    assert.deepEqual(
      interop.requests('RenewLease').map(({ lease }) => lease),
      ['implicit'],
    );
    await inner.dispose();
    await settled();
    assert.equal(system.timers, 0);
    assert.deepEqual(interop.released, { references: ['inner'], leases: ['implicit'], nonces: [] });
  });

  it('tells how its grant failed, and that nothing ran', async () => {
    const { js, interop } = fixture();
    interop.answers.GrantLease = () => unavailable;
    const error = await failureOf<CallError>(js.construct(cart));
    assert.deepEqual([error.code, error.executed, error.message], ['UNAVAILABLE', 'NO', 'gone']);
    assert.equal(interop.requests('Invoke').length, 0);
    // The grant may have arrived all the same.
    await settled();
    assert.equal(interop.released.nonces.length, 1);
  });
});

describe('a grant', () => {
  it('whose answer cannot be read is disposed by its nonce', async () => {
    const { js, interop } = fixture();
    for (const bytes of [new Uint8Array(0), new Uint8Array([0xff])]) {
      interop.answers.GrantLease = () => bytes;
      assert.equal((await failureOf<CallError>(js.grantLease())).reason, 'MALFORMED_RESULT');
    }
    await settled();
    assert.equal(interop.released.nonces.length, 2);
  });
});

describe('a lease of the user', () => {
  it('takes what is granted with it, and ends it all at once', async () => {
    const { js, interop, system } = fixture();
    const group = await js.grantLease({ ttl: '1m' });
    assert.equal(interop.requests('GrantLease')[0]!.ttl?.seconds, 60);
    const held = await js.with({ lease: group }).construct(cart);
    await js.with({ lease: group }).invoke('f');
    assert.deepEqual(
      interop.requests('Invoke').map(({ lease }) => lease),
      ['lease-1', 'lease-1'],
    );
    assert.equal(await group.dispose(), true);
    assert.equal(await group.dispose(), false);
    assert.deepEqual(interop.released.leases, ['lease-1']);
    assert.equal(system.timers, 0);
    await held.dispose();
    assert.equal(system.timers, 0);
  });

  it('is renewed while it is empty, and when the user says so', async () => {
    const { js, interop, system } = fixture();
    const group = await js.grantLease();
    await system.advance(term / 3);
    assert.equal(interop.requests('RenewLease').length, 1);
    interop.answers.RenewLease = ({ request }) =>
      RenewLeaseResponse.encode({ lease: leaseState(request.lease, 30_000, 7) }).finish();
    assert.deepEqual(await group.renew('30s'), { term: 30_000, remaining: 30_000, references: 7 });
    assert.equal(interop.last('RenewLease').request.ttl?.seconds, 30);
    // The shorter term counts from now on.
    await system.advance(10_000);
    assert.equal(interop.requests('RenewLease').length, 3);
  });

  it('is not replaced when it is lost, since others may use it', async () => {
    const { js, interop } = fixture();
    const group = await js.grantLease();
    interop.answers.Invoke = () => refusal(9, 'LEASE_EXPIRED');
    await failureOf(js.with({ lease: group }).construct(cart));
    assert.equal(interop.requests('Invoke').length, 1);
  });

  it('that comes too late is let go', async () => {
    const { js, interop, system } = fixture();
    interop.answers.GrantLease = () => 'later';
    const granting = failureOf<CallError>(js.with({ timeout: 100 }).grantLease());
    await system.advance(100);
    assert.equal((await granting).code, 'DEADLINE_EXCEEDED');
    interop.last('GrantLease').answer(GrantLeaseResponse.encode({ lease: leaseState('late') }).finish());
    await settled();
    assert.deepEqual(interop.released.leases, ['late']);
    assert.equal(system.timers, 0);
  });

  it('must have an end, and a term that makes sense', async () => {
    const { js } = fixture();
    for (const ttl of [Infinity, -1, 'long', NaN]) {
      const error = await failureOf<CallError>(js.grantLease({ ttl: ttl as number }));
      assert.deepEqual([error.reason, error.field], ['BAD_ARGUMENT', 'ttl'], String(ttl));
    }
  });
});
