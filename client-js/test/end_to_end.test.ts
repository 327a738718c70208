// The real launcher and worker process against a real gRPC server.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Operation, ResultMode } from '#dist/gen/jsinterop/v1/interop.js';
import type { Result } from '#dist/gen/jsinterop/v1/worker.js';
import { type Attached, Broker } from './support/broker.js';
import { importing, invoke, json, number, string, value, type CallOptions } from './support/calls.js';
import { fixtures } from './support/local.js';
import { examples, mainFile, WorkerProcess } from './support/process.js';

const broker = new Broker();
let address = '';
let worker: WorkerProcess;
before(async () => {
  address = await broker.listen();
});
after(() => broker.close());
afterEach(() => worker.end());

function start(root: string, ...args: string[]): void {
  worker = new WorkerProcess(['--broker', address, '--root', root, ...args]);
}

async function attach(root: string, ...args: string[]): Promise<Attached> {
  start(root, ...args);
  return (await broker.welcomed()).attached;
}

let nextCall = 1;
function call(attached: Attached, options: CallOptions): Promise<Result> {
  const made = invoke(nextCall++, options);
  attached.send({ calls: [made] });
  return attached.result(made.callId);
}

function valueOf({ outcome }: Result): unknown {
  assert.ok(outcome?.$case === 'value', JSON.stringify(outcome));
  const { kind } = outcome.value;
  return kind?.$case === 'json' ? (JSON.parse(kind.value) as unknown) : (kind as { value: unknown }).value;
}

describe('a worker process', () => {
  it('attaches, runs a call, and leaves with a goodbye on SIGTERM', async () => {
    start(examples, '--pool', 'p1', '--name', 'me', '--window', '7', '--max-running', '8');
    const { attached, hello } = await broker.welcomed();
    assert.deepEqual(
      [hello.pool, hello.workerId, hello.window, hello.maxRunning, hello.incarnation.length],
      ['p1', 'me', 7, 8, 16],
    );
    assert.equal(
      valueOf(await call(attached, { module: './math.js', member: 'add', args: [number(1), number(2)] })),
      3,
    );
    worker.kill('SIGTERM');
    await attached.ended();
    assert.equal(attached.goodbye, 'SIGTERM');
    attached.end();
    assert.equal(await worker.exited, 0, worker.stderr);
  });

  it('answers what runs before it leaves', async () => {
    const attached = await attach(examples);
    await call(attached, { module: './math.js', member: 'add' });
    const running = call(attached, {
      module: './math.js',
      member: 'delayedAdd',
      args: [number(1), number(2), number(100)],
      awaits: true,
    });
    await call(attached, { module: './math.js', member: 'add' });
    worker.kill('SIGTERM');
    assert.equal(valueOf(await running), 3);
    await attached.ended();
    assert.equal(attached.goodbye, 'SIGTERM');
    attached.end();
    assert.equal(await worker.exited, 0);
  });

  it('comes back after a break, with nothing of the old stream and the same incarnation', async () => {
    start(fixtures);
    const first = await broker.welcomed();
    const constructing = {
      module: './process.js',
      member: 'Resource',
      operation: Operation.CONSTRUCT,
      result: ResultMode.REFERENCE,
    };
    await call(first.attached, constructing);
    assert.equal(valueOf(await call(first.attached, { module: './process.js', member: 'held' })), 1);
    first.attached.refuse(grpc.status.UNAVAILABLE, 'broken');
    const second = await broker.welcomed();
    assert.deepEqual(second.hello.incarnation, first.hello.incarnation);
    assert.equal(valueOf(await call(second.attached, { module: './process.js', member: 'held' })), 0);
    assert.equal(worker.stdout, 'disposed\n');
  });

  it('ends with code 4 when the broker refuses it', async () => {
    start(fixtures);
    (await broker.attached()).refuse(grpc.status.UNAUTHENTICATED, 'wrong secret');
    assert.equal(await worker.exited, 4);
    assert.match(worker.stderr, /UNAUTHENTICATED: wrong secret/);
  });

  it('works over a Unix socket, and with large values both ways', async () => {
    const other = new Broker();
    const socket = await other.listen(`unix:${join(mkdtempSync(join(tmpdir(), 'door-')), 's')}`);
    worker = new WorkerProcess(['--broker', socket, '--root', fixtures]);
    const { attached } = await other.welcomed();
    const bytes = new Uint8Array(20 * 1024 * 1024).fill(7);
    const echoed = await call(attached, {
      module: './math.js',
      member: 'echo',
      args: [value({ $case: 'bytes', value: bytes })],
    });
    assert.equal((valueOf(echoed) as Uint8Array).length, bytes.length);
    other.close();
  });

  it('ends as user code ends it', async () => {
    const attached = await attach(fixtures);
    attached.send({ calls: [invoke(nextCall++, { module: './process.js', member: 'exit', args: [number(7)] })] });
    assert.equal(await worker.exited, 7);
  });

  it('goes on after a rejection that nobody handles, and not after an uncaught error', async () => {
    const attached = await attach(fixtures);
    await call(attached, { module: './process.js', member: 'forget' });
    assert.equal(
      valueOf(await call(attached, { module: './math.js', member: 'add', args: [number(1), number(1)] })),
      2,
    );
    await worker.says(/nobody looked: Error: forgotten/);
    await call(attached, { module: './process.js', member: 'throwLater' });
    assert.equal(await worker.exited, 1);
  });

  it('tells what CommonJS throws while it loads to those who asked, and to nobody else', async () => {
    const attached = await attach(fixtures);
    for (let times = 0; times < 3; times++) {
      const { outcome } = await call(attached, { module: './throws_at_load.cjs', member: 'x' });
      assert.equal(outcome?.$case === 'exception' && outcome.value.message, 'thrown while loading');
    }
    await call(attached, { module: './process.js', member: 'forgetForAWhile' });
    await call(attached, { module: './process.js', member: 'remember', awaits: true });
    await worker.end();
    const told = worker.stderr.split('\n').filter((line) => /nobody looked|Warning|looked at after all/.test(line));
    assert.deepEqual(
      told.map((line) => line.replace(/^\([^)]*\) |^jsinterop-worker: /, '')),
      ['a promise was rejected and nobody looked: Error: forgotten', 'a rejected promise was looked at after all'],
    );
  });

  it('has no way from text to code, and no __proto__', async () => {
    const attached = await attach(fixtures);
    const codegen = await call(attached, { module: './process.js', member: 'codegen' });
    assert.equal(codegen.outcome?.$case === 'exception' && codegen.outcome.value.name, 'EvalError');
    const proto = await call(attached, { module: './process.js', member: 'proto' });
    assert.equal(proto.outcome?.$case === 'value' && proto.outcome.value.kind?.$case, 'undefined');
  });

  it('opens an inspector where it is asked to, and ends where it cannot', async () => {
    await attach(fixtures, '--inspect', '0');
    await worker.says(/Debugger listening/);
    const [, address] = /Debugger listening on ws:\/\/(127\.0\.0\.1:[0-9]+)\//.exec(worker.stderr) ?? [];
    const targets = (await (await fetch(`http://${address}/json`)).json()) as { type: string }[];
    assert.deepEqual(
      targets.map(({ type }) => type),
      ['node'],
    );
    const second = new WorkerProcess(['--broker', address!, '--root', fixtures, '--inspect', address!]);
    assert.equal(await second.exited, 2);
    assert.match(second.stderr, /there is no inspector: .* at a port that is free/);
  });

  it('opens no inspector for other machines', async () => {
    start(fixtures, '--inspect', '0.0.0.0:0');
    assert.equal(await worker.exited, 2);
    assert.match(worker.stderr, /--inspect takes a port of this machine alone/);
    assert.doesNotMatch(worker.stderr, /Debugger listening/);
  });

  it('lets code make code with --allow-codegen', async () => {
    const attached = await attach(fixtures, '--allow-codegen');
    assert.equal(valueOf(await call(attached, { module: './process.js', member: 'codegen' })), 1);
  });

  it('is not broken by code that replaces globals, and prototypes take nothing new', async () => {
    const attached = await attach(fixtures);
    const extended = await call(attached, { module: './process.js', member: 'extendArray' });
    assert.equal(extended.outcome?.$case === 'exception' && extended.outcome.value.name, 'TypeError');
    assert.deepEqual(valueOf(await call(attached, { module: './process.js', member: 'replaceGlobals' })), {
      fine: [1],
    });
  });

  it('preloads modules that expose names, and shares one API with every module', async () => {
    const attached = await attach(fixtures, '--preload', join(fixtures, 'preload.js'));
    assert.equal(valueOf(await call(attached, { member: 'greet', args: [string('you')] })), 'hello you');
    assert.equal(valueOf(await call(attached, { member: 'same', awaits: true })), true);
  });

  it('ends with code 3 when a preloaded module fails', async () => {
    start(fixtures, '--preload', join(fixtures, 'throws_at_load.js'));
    assert.equal(await worker.exited, 3);
    assert.match(worker.stderr, /TypeError: at load/);
  });

  it('ends when standard input ends, where it is asked to', async () => {
    const attached = await attach(fixtures, '--exit-on-stdin-end');
    worker.endInput();
    await attached.ended();
    assert.equal(attached.goodbye, 'standard input ended');
    attached.end();
    assert.equal(await worker.exited, 0);
  });

  it('explains a wrong command line with code 2, and the flags that it needs', async () => {
    worker = new WorkerProcess(['--root', '.']);
    assert.equal(await worker.exited, 2);
    assert.match(worker.stderr, /--broker is required/);
    const bare = spawnSync(process.execPath, [mainFile, '--broker', address, '--root', '.'], { encoding: 'utf8' });
    assert.equal(bare.status, 2);
    assert.match(bare.stderr, /--disallow-code-generation-from-strings --disable-proto=delete/);
  });

  it('loads packages that are allowed by name, and tells their version', async () => {
    const attached = await attach(examples, '--allow-package', 'preact-render-to-string');
    attached.send({ calls: [importing(900001, 'preact-render-to-string'), importing(900002, 'preact')] });
    assert.match((await attached.result(900001)).moduleInfo!.version, /^preact-render-to-string@6\./);
    const { outcome } = await attached.result(900002);
    assert.equal(outcome?.$case === 'failure' && Reason[outcome.value.reason], 'MODULE_NOT_FOUND');
  });
});

describe('the examples', () => {
  it('render a page and Markdown', async () => {
    const attached = await attach(examples);
    const props = json('{"title":"Shop","products":[{"name":"Tea <hot>","cents":450}],"currency":"EUR"}');
    const page = valueOf(await call(attached, { module: './page.js', member: 'renderPage', args: [props] })) as string;
    assert.match(page, /^<!doctype html><html lang="en">.*<h2>Tea &lt;hot><\/h2>.*€4\.50/);
    const html = valueOf(
      await call(attached, {
        module: './markdown.js',
        member: 'toHtml',
        args: [string('# Hi <b>\n\n[x](javascript:1)')],
      }),
    );
    assert.equal(html, '<h1>Hi &#60;b&#62;</h1>\n<p><a href="#">x</a></p>\n');
  });

  it('sell from a cart that the client holds', async () => {
    const attached = await attach(examples);
    const made = await call(attached, {
      module: './cart.js',
      member: 'Cart',
      operation: Operation.CONSTRUCT,
      result: ResultMode.REFERENCE,
    });
    assert.equal(made.grants[0]?.className, 'Cart');
    const object = { callId: made.callId, index: 0 };
    const tea = json('{"sku":"tea","name":"Tea","cents":450,"quantity":2}');
    assert.equal(valueOf(await call(attached, { object, member: 'add', args: [tea] })), 900);
    assert.equal(valueOf(await call(attached, { object, member: 'count', operation: Operation.GET })), 2);
    const declined = await call(attached, {
      object,
      member: 'checkout',
      args: [json('{"method":"declined"}')],
      awaits: true,
    });
    assert.equal(declined.outcome?.$case === 'exception' && declined.outcome.value.code, 'PAYMENT_DECLINED');
    const paid = await call(attached, { object, member: 'checkout', args: [json('{"method":"card"}')], awaits: true });
    assert.equal(paid.outcome?.$case === 'value' && paid.outcome.value.kind?.$case, 'graph');
    const empty = await call(attached, { object, member: 'checkout', args: [json('{"method":"card"}')], awaits: true });
    assert.equal(empty.outcome?.$case === 'exception' && empty.outcome.value.name, 'EmptyCartError');
    attached.send({ releases: [{ callId: made.callId, indices: [] }] });
    await call(attached, { object, member: 'count', operation: Operation.GET });
    await worker.says(/cart 1 closed with 0 items/);
  });
});
