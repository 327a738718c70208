// What users hold: verbs, and members that are called like local functions.

import assert from 'node:assert/strict';
import { describe as group, it } from 'node:test';
import { inspect, isDeepStrictEqual, promisify } from 'node:util';
import { describe, isRemote } from '#dist/client/index.js';
import { invoked, leaseState, valued } from './support/fake_interop.js';
import { cart, fixture } from './support/fixture.js';

async function imported() {
  const all = fixture();
  return { ...all, math: await all.js.import('./math.js') };
}

async function referenceTo(kind: number, className: string) {
  const all = fixture();
  all.interop.answers.Invoke = () =>
    invoked({ $case: 'reference', value: { token: 'secret', kind, className } }, { lease: leaseState('secret') });
  return { ...all, held: await all.js.with({ result: 'reference' }).get('x') };
}

group('a reference', () => {
  it('calls members like local functions, and waits for their promises', async () => {
    const { math, interop } = await imported();
    interop.answers.InvokeAsync = () => valued({ $case: 'number', value: 42 });
    assert.equal(await math.add(20, 22), 42);
    await math.format.currency(3);
    const { add } = math;
    await add(1);
    assert.deepEqual(
      interop.requests('InvokeAsync').map(({ member, operation }) => [member, operation]),
      [
        ['add', 1],
        ['format.currency', 1],
        ['add', 1],
      ],
    );
    assert.equal(interop.requests('Invoke').length, 0);
  });

  it('constructs with new', async () => {
    const { math, interop } = await imported();
    const statistics = await new math.Statistics(1);
    assert.ok(isRemote(statistics));
    const { member, operation, result } = interop.last('Invoke').request;
    assert.deepEqual([member, operation, result], ['Statistics', 2, 2]);
  });

  it('keeps its verbs for itself, but only on the first level', async () => {
    const { math, interop } = await imported();
    await math.invoke('dispose', 1);
    await math.invoke('get', 'key');
    await math.cache.get('key');
    await math.cache.dispose();
    assert.deepEqual(
      interop.requests('Invoke').map(({ member }) => member),
      ['dispose', 'get'],
    );
    assert.deepEqual(
      interop.requests('InvokeAsync').map(({ member }) => member),
      ['cache.get', 'cache.dispose'],
    );
    assert.equal(interop.released.references.length, 0);
  });

  it('is no promise, and nor are its members', async () => {
    const { math, interop, js } = await imported();
    const before = interop.rpcs.length;
    assert.equal(await Promise.resolve(math), math);
    for (const one of [math, math.add, math.a.b, js.module('./a.js'), js.exposed()]) {
      assert.equal((one as { then?: unknown }).then, undefined);
      await one;
    }
    assert.equal(interop.rpcs.length, before);
  });

  it('answers what the language asks of any object without a call, and tells no secret', async () => {
    const { held, interop } = await referenceTo(1, 'Cart');
    const before = interop.rpcs.length;
    assert.equal(`${held}`, '[remote object Cart]');
    assert.equal(inspect(held), '[remote object Cart]');
    assert.equal(inspect({ held }), '{ held: [remote object Cart] }');
    assert.equal(JSON.stringify({ held }), '{"held":"[remote object Cart]"}');
    assert.equal(String(held + ''), '[remote object Cart]');
    assert.equal(Object.prototype.toString.call(held), '[object Object]');
    assert.deepEqual(Object.keys(held), []);
    assert.equal(held.constructor, Object);
    assert.equal(held['asymmetricMatch'], undefined);
    for (const symbol of [Symbol.iterator, Symbol.asyncIterator, Symbol.toStringTag, promisify.custom, Symbol('x')]) {
      assert.equal((held as unknown as Record<symbol, unknown>)[symbol], undefined);
      assert.equal((held.deep as Record<symbol, unknown>)[symbol], undefined);
    }
    assert.throws(() => [...(held as unknown as Iterable<unknown>)], TypeError);
    for (const shown of [inspect(held.lines.count), `${held.lines.count}`]) {
      assert.equal(shown, "[remote member 'lines.count': call it, or read it with get('lines.count')]");
    }
    for (const one of [held, held.add]) assert.doesNotMatch(inspect(one, { showProxy: true, depth: 9 }), /secret/);
    assert.equal(JSON.stringify({ member: held.add }), '{}');
    assert.equal(interop.rpcs.length, before);
  });

  it('equals itself and no other object, as far as a comparison looks', async () => {
    const { js } = fixture();
    const [one, other] = await Promise.all([js.construct(cart), js.construct(cart)]);
    assert.ok(isDeepStrictEqual(one, one.with({ timeout: 5 })));
    assert.ok(!isDeepStrictEqual(one, other));
    assert.ok(!isDeepStrictEqual(one, js.module('./a.js')));
    assert.ok(isDeepStrictEqual(js.module('./a.js'), js.module('./a.js')));
    assert.ok(!isDeepStrictEqual(js.module('./a.js'), js.module('./b.js')));
  });

  it('cannot be changed as if it were local', async () => {
    const { math } = await imported();
    for (const change of [
      () => ((math as Record<string, unknown>)['pi'] = 3),
      () => ((math.format as Record<string, unknown>)['currency'] = 3),
      () => delete (math as Record<string, unknown>)['add'],
      () => Object.defineProperty(math, 'x', { value: 1 }),
      () => Object.setPrototypeOf(math, null),
    ]) {
      assert.throws(change, TypeError);
    }
    assert.throws(() => ((math as Record<string, unknown>)['pi'] = 3), /use await object\.set/);
  });

  it('can be called where it is a function, and constructed where it is a class', async () => {
    const { held, interop } = await referenceTo(2, 'add');
    assert.equal(typeof held, 'function');
    assert.equal(String(held), '[remote function add]');
    await held(1, 2);
    const { target, member, operation } = interop.last('InvokeAsync').request;
    assert.deepEqual([target?.$case, member, operation], ['reference', '', 1]);
    const made = await new held(3);
    assert.ok(isRemote(made));
    assert.deepEqual([interop.last('Invoke').request.member, interop.last('Invoke').request.operation], ['', 2]);
    const { held: other } = await referenceTo(1, 'Cart');
    assert.equal(typeof other, 'object');
    assert.throws(() => other(), TypeError);
  });

  it('stands for itself where a verb has no path', async () => {
    const { held, interop } = await referenceTo(5, 'Promise');
    interop.answers.InvokeAsync = () => valued({ $case: 'number', value: 7 });
    assert.equal(await held.getAsync(), 7);
    await held.get();
    await held.invoke('');
    assert.deepEqual(
      [...interop.requests('InvokeAsync'), ...interop.requests('Invoke').slice(1)].map((r) => [r.member, r.operation]),
      [
        ['', 3],
        ['', 3],
        ['', 1],
      ],
    );
  });

  it('tells what is known of it', async () => {
    const { math } = await imported();
    assert.deepEqual(describe(math), {
      kind: 'module',
      className: '',
      disposed: false,
      exports: [{ name: 'add', kind: 'function' }],
      version: 'v1',
    });
    assert.equal(String(math), "[remote module './math.js']");
    await math.dispose();
    assert.equal(describe(math).disposed, true);
    const { held, js } = await referenceTo(99, '');
    assert.equal(describe(held).kind, 'unknown');
    for (const other of [js, js.module('./a.js'), {}, null]) {
      assert.equal(isRemote(other), false);
      assert.throws(() => describe(other as object), TypeError);
    }
  });
});

group('options by with', () => {
  it('hold for what is called through it, one on top of the other, and for nothing else', async () => {
    const { js, interop } = fixture();
    const held = await js.with({ timeout: 10 }).construct(cart);
    await held.f();
    const quick = held.with({ timeout: '2s' }).with({ result: 'void', timeout: undefined });
    await quick.f();
    await held.f();
    assert.deepEqual(
      interop
        .requests('InvokeAsync')
        .map((request, index) => [
          interop.rpcs.filter(({ method }) => method === 'InvokeAsync')[index]!.timeout,
          request.result,
        ]),
      [
        [30_000, 1],
        [2000, 3],
        [30_000, 1],
      ],
    );
    assert.ok(isRemote(quick));
  });
});

group('a module by name, and the exposed names', () => {
  it('have the same verbs, but nothing to dispose', async () => {
    const { js, interop } = fixture();
    const math = js.module('./math.js');
    await math.add(1, 2);
    await math.invoke('add', 1, 2);
    await js.exposed().prices.of('tea');
    await js.invokeAsync('prices.of', 'tea');
    await js.getAsync({ module: './math.js', member: 'pi' });
    await js.get('answer');
    await js.set({ module: './state.js', member: 'count' }, 5);
    await (math as unknown as { dispose(): Promise<void> }).dispose();
    assert.equal(interop.requests('GrantLease').length + interop.requests('Dispose').length, 0);
    assert.equal((math as unknown as Record<symbol, unknown>)[Symbol.asyncDispose], undefined);
    const seen = interop.rpcs.map(({ method, request }) => {
      const { target, member, operation } = request as {
        target?: { value: unknown };
        member: string;
        operation: number;
      };
      return [method, target?.value, member, operation];
    });
    assert.deepEqual(seen, [
      ['InvokeAsync', './math.js', 'add', 1],
      ['Invoke', './math.js', 'add', 1],
      ['InvokeAsync', undefined, 'prices.of', 1],
      ['InvokeAsync', undefined, 'prices.of', 1],
      ['InvokeAsync', './math.js', 'pi', 3],
      ['Invoke', undefined, 'answer', 3],
      ['Invoke', './state.js', 'count', 4],
      ['InvokeAsync', './math.js', 'dispose', 1],
    ]);
    assert.deepEqual([String(math), String(js.exposed())], ["[remote module './math.js']", '[remote names]']);
  });
});
