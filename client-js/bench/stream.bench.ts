// How many calls a worker process answers in a second over a real stream. The broker here is a bare gRPC
// server in JavaScript that sends one frame for each that it gets, so it is a lower bound.

import { Broker } from '../test/support/broker.js';
import { invoke, number } from '../test/support/calls.js';
import { fixtures } from '../test/support/local.js';
import { WorkerProcess } from '../test/support/process.js';

const seconds = 3;

async function measure(inFlight: number): Promise<number> {
  const broker = new Broker();
  const worker = new WorkerProcess(['--broker', await broker.listen(), '--root', fixtures]);
  const { attached } = await broker.welcomed();
  const add = { module: './math.js', member: 'add', args: [number(1), number(2)] };
  let next = 1;
  attached.send({ calls: [invoke(next, add)] });
  await attached.result(next++);
  let answered = 0;
  const send = (count: number) => attached.send({ calls: Array.from({ length: count }, () => invoke(next++, add)) });
  attached.onResults = (results) => {
    answered += results.length;
    send(results.length);
  };
  send(inFlight);
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const rate = (answered * 1000) / (performance.now() - start);
  attached.onResults = undefined;
  await worker.end();
  broker.close();
  return rate;
}

for (const inFlight of [1, 16, 256, 1024]) {
  const rate = await measure(inFlight);
  console.log(
    `${String(inFlight).padStart(5)} in flight: ${Math.round(rate).toLocaleString('en').padStart(9)} calls/s`,
  );
}
process.exit(0);
