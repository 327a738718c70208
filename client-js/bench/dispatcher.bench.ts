// How many calls a session runs in a second of processor time, from a frame's bytes to a frame's bytes, without
// a network. Processor time, so that other work on the machine does not count.

import { FromBroker } from '#dist/gen/jsinterop/v1/worker.js';
import { invoke, json, number, string } from '../test/support/calls.js';
import { Local } from '../test/support/local.js';

const perFrame = 64;
const seconds = 2;

const cases = {
  'add(1, 2)': () => ({ module: './math.js', member: 'add', args: [number(1), number(2)] }),
  'add(1, 2), awaited': () => ({ module: './math.js', member: 'add', args: [number(1), number(2)], awaits: true }),
  'addLater(1, 2), awaited': () => ({
    module: './math.js',
    member: 'addLater',
    args: [number(1), number(2)],
    awaits: true,
  }),
  'echo of a text': () => ({ module: './math.js', member: 'echo', args: [string('a short text')] }),
  'echo of a small object': () => ({ module: './math.js', member: 'echo', args: [json('{"a":1,"b":["x","y"]}')] }),
};

async function measure(name: string, make: () => Parameters<typeof invoke>[1]): Promise<void> {
  const local = new Local();
  local.time = 0;
  await local.run(invoke(1, make()));
  const calls = Array.from({ length: perFrame }, (_, index) => invoke(2 + index, make()));
  const bytes = FromBroker.encode({
    welcome: undefined,
    cancels: [],
    releases: [],
    calls,
    goodbye: undefined,
  }).finish();
  let frames = 0;
  const start = performance.now();
  const before = process.cpuUsage();
  while (performance.now() - start < seconds * 1000) {
    for (let burst = 0; burst < 20; burst++, frames++) {
      local.sendBytes(bytes);
      await null;
    }
    await new Promise(setImmediate);
    local.frames.length = 0;
  }
  const { user, system } = process.cpuUsage(before);
  const rate = (frames * perFrame * 1e6) / (user + system);
  console.log(`${name.padEnd(28)} ${Math.round(rate).toLocaleString('en')} calls/s`);
}

for (const [name, make] of Object.entries(cases)) await measure(name, make);
