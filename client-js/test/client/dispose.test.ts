// Letting go: in the background, in batches, and never forgotten.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type CallError, isRemote } from '#dist/client/index.js';
import type { Remote } from '#dist/client/index.js';
import { Disposal, DisposeResponse } from '#dist/gen/jsinterop/v1/interop.js';
import { leaseState, refusal, term, valued } from './support/fake_interop.js';
import { cart, failureOf, fixture } from './support/fixture.js';
import { settled } from './support/manual_system.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const unavailable = { code: 14, message: 'gone' };

function responseOf(references: Disposal[]): Uint8Array {
  return DisposeResponse.encode({ references, leases: [], nonces: [] }).finish();
}

// A result that is a list of so many live objects.
function listOfObjects(count: number): Uint8Array {
  const places = Array.from({ length: count }, (_, index) => index);
  const list = { length: count, items: places.map((place) => place + 2), properties: [] };
  const nodes = [
    { kind: { $case: 'array' as const, value: list } },
    ...places.map((value) => ({
      kind: { $case: 'leaf' as const, value: { kind: { $case: 'reference' as const, value } } },
    })),
  ];
  const references = places.map((place) => ({ token: `token-${place}`, kind: 1, className: 'Cart' }));
  return valued({ $case: 'graph', value: { nodes } }, { references, lease: leaseState('all') });
}

describe('letting go', () => {
  it('waits for the broker and says whether the object was held', async () => {
    const { js, interop } = fixture();
    const held = await js.construct(cart);
    const view = held.with({ timeout: '1s' });
    assert.equal(await view.dispose(), true);
    assert.equal(await held.dispose(), false);
    assert.deepEqual(interop.released.references, ['token-1']);
    interop.answers.Dispose = () => responseOf([Disposal.NOT_HELD]);
    assert.equal(await (await js.construct(cart)).dispose(), false);
  });

  it('makes a reference useless at once, as target and as argument', async () => {
    const { js, interop } = fixture();
    const held = await js.construct(cart);
    const disposing = held.dispose();
    for (const call of [
      held.invoke('total'),
      js.invoke('f', { deep: [held] }),
      held.with({ timeout: 5 }).get('count'),
    ]) {
      const error = await failureOf<CallError>(call);
      assert.deepEqual(
        [error.reason, error.executed, error.message],
        ['DISPOSED', 'NO', 'The object Cart was disposed.'],
      );
    }
    assert.equal(interop.requests('Invoke').length, 1);
    await disposing;
  });

  it('of 100,000 objects takes some dozen messages, one at a time', async () => {
    const { js, interop, system } = fixture();
    interop.answers.Invoke = () => listOfObjects(100_000);
    const held = (await js.invoke('all')) as Remote[];
    let under = 0;
    const { Dispose } = interop.answers;
    interop.answers.Dispose = (rpc) => {
      assert.equal(++under, 1);
      queueMicrotask(() => under--);
      return Dispose(rpc);
    };
    const found = await Promise.all(held.map((one) => one.dispose()));
    assert.ok(found.every((was) => was));
    assert.equal(interop.requests('Dispose').length, Math.ceil(100_000 / 8192));
    assert.equal(new Set(interop.released.references).size, 100_000);
    assert.equal(system.timers, 0);
  });

  it('gathers what is let go while a message is under way', async () => {
    const { js, interop } = fixture();
    const held = await Promise.all([1, 2, 3].map(() => js.construct(cart)));
    interop.answers.Dispose = () => 'later';
    const first = held[0]!.dispose();
    await settled();
    const others = [held[1]!.dispose(), held[2]!.dispose()];
    await settled();
    assert.equal(interop.requests('Dispose').length, 1);
    interop.last('Dispose').answer(responseOf([Disposal.RELEASED]));
    assert.equal(await first, true);
    await settled();
    assert.equal(interop.requests('Dispose').length, 2);
    interop.last('Dispose').answer(responseOf([Disposal.NOT_HELD, Disposal.RELEASED]));
    assert.deepEqual(await Promise.all(others), [false, true]);
  });

  it('that cannot be delivered says so, and is tried again with back-off', async () => {
    const { js, interop, system } = fixture();
    const [one, two] = [await js.construct(cart), await js.construct(cart)];
    const { Dispose } = interop.answers;
    interop.answers.Dispose = () => unavailable;
    assert.equal((await failureOf<CallError>(one.dispose())).code, 'UNAVAILABLE');
    // For `await using` it is no failure.
    const leaving = two[Symbol.asyncDispose]();
    await system.advance(750);
    await leaving;
    interop.answers.Dispose = Dispose;
    await system.advance(1500);
    const last = interop.last('Dispose').request;
    assert.deepEqual(last.references.map(({ token }) => token).sort(), ['token-1', 'token-2']);
    assert.equal(await one.dispose(), false);
  });

  it('keeps nobody waiting for the next try, since that may be long after', async () => {
    const { js, interop, system } = fixture();
    const held = await Promise.all([1, 2, 3].map(() => js.construct(cart)));
    interop.answers.Dispose = () => 'later';
    const first = failureOf<CallError>(held[0]!.dispose());
    await settled();
    // While the first message is under way.
    const second = failureOf<CallError>(held[1]!.dispose());
    interop.last('Dispose').fail(unavailable);
    // During the pause that follows.
    const third = settled().then(() => failureOf<CallError>(held[2]!.dispose()));
    for (const failed of [first, second, third]) assert.equal((await failed).code, 'UNAVAILABLE');
    await system.advance(750);
    assert.deepEqual(
      interop.last('Dispose').request.references.map(({ token }) => token),
      ['token-1', 'token-2', 'token-3'],
    );
  });

  it('harms nobody who does not wait for it, even if it cannot be delivered', async () => {
    const { js, interop } = fixture();
    const [held, group] = [await js.construct(cart), await js.grantLease()];
    interop.answers.Dispose = () => unavailable;
    const rejections: unknown[] = [];
    const note = (reason: unknown) => void rejections.push(reason);
    process.on('unhandledRejection', note);
    void held.dispose();
    void group.dispose();
    await settled();
    await settled();
    process.off('unhandledRejection', note);
    assert.equal(interop.requests('Dispose').length, 1);
    assert.deepEqual(rejections, []);
  });

  it('is not tried again where the answer would be the same', async () => {
    const { js, interop, system } = fixture();
    const held = await js.construct(cart);
    interop.answers.Dispose = () => refusal(3, 'INVALID_FIELD');
    assert.equal((await failureOf<CallError>(held.dispose())).reason, 'INVALID_FIELD');
    await system.advance(term);
    assert.equal(interop.requests('Dispose').length, 1);
  });

  it('can be waited for no longer than one wants to, and goes on', async () => {
    const { js, interop, system } = fixture();
    const held = await js.construct(cart);
    interop.answers.Dispose = () => 'later';
    const disposing = failureOf<CallError>(held.with({ timeout: 50 }).dispose());
    await system.advance(50);
    assert.equal((await disposing).code, 'DEADLINE_EXCEEDED');
    assert.equal(interop.last('Dispose').cancelled, false);
    const other = await js.construct(cart);
    const signal = AbortSignal.abort('enough');
    assert.equal((await failureOf<CallError>(other.with({ signal }).dispose())).cause, 'enough');
    interop.last('Dispose').answer(responseOf([Disposal.RELEASED]));
    await settled();
    assert.deepEqual(interop.released.references, ['token-1', 'token-2']);
  });

  it('leaves no listener and no timer where it is over at once', async () => {
    const { js, system } = fixture();
    const held = await js.construct(cart);
    const { signal } = new AbortController();
    await js.close();
    assert.equal(await held.with({ signal, timeout: '1h' }).dispose(), false);
    assert.deepEqual([getEventListeners(signal, 'abort'), system.timers], [[], 0]);
  });

  it('happens at the end of a scope', async () => {
    const { js, interop } = fixture();
    {
      await using held = await js.construct(cart);
      assert.ok(isRemote(held));
    }
    assert.deepEqual(interop.released.references, ['token-1']);
  });

  it('helps those who forget, once their references are collected', async () => {
    const { js, interop, system } = fixture();
    const forget = async () => void (await js.construct(cart));
    await forget();
    for (let times = 0; times < 100 && interop.released.references.length === 0; times++) {
      collect();
      await settled();
    }
    assert.deepEqual(interop.released.references, ['token-1']);
    assert.equal(system.timers, 0);
  });
});
