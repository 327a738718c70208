// The real launcher and worker process against a real gRPC server.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Broker } from './support/broker.js';
import { invoke, number } from './support/calls.js';
import { examples, WorkerProcess } from './support/process.js';

describe('a worker process', () => {
  const broker = new Broker();
  let address = '';
  before(async () => {
    address = await broker.listen();
  });
  after(() => broker.close());

  it('attaches, runs a call, and leaves with a goodbye on SIGTERM', async () => {
    const worker = new WorkerProcess(['--broker', address, '--root', examples, '--pool', 'p1']);
    const { attached, hello } = await broker.welcomed();
    assert.equal(hello.pool, 'p1');
    assert.equal(hello.incarnation.length, 16);
    attached.send({ calls: [invoke(1, { module: './math.js', member: 'add', args: [number(1), number(2)] })] });
    assert.deepEqual((await attached.result(1)).outcome, { $case: 'value', value: number(3) });
    worker.kill('SIGTERM');
    assert.deepEqual((await attached.next())?.goodbye, { why: 'SIGTERM' });
    assert.equal(await attached.next(), undefined);
    attached.end();
    assert.equal(await worker.exited, 0, worker.stderr);
  });
});
