// The worker's reading of frames and the public messages are the same on the wire.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BrokerFrame, CallFrame, ResultFrame, WorkerFrame } from '#dist/gen/frames.js';
import { Exception, Value } from '#dist/gen/jsinterop/v1/value.js';
import { FromBroker, FromWorker, Result } from '#dist/gen/jsinterop/v1/worker.js';
import { MalformedBytes, StrictReader } from '#dist/wire/reader.js';
import { scanValue } from '#dist/wire/scan.js';
import { importing, invoke, json, number, string } from './support/calls.js';

const exception = Exception.decode(new Uint8Array(0));

const fromBroker: FromBroker = {
  welcome: { protocol: 1, brokerIncarnation: new Uint8Array([1, 2]), maxMessageBytes: 70_000 },
  cancels: [7, 2 ** 40],
  releases: [
    { callId: 3, indices: [] },
    { callId: 4, indices: [1, 2] },
  ],
  calls: [
    importing(8, './a.js'),
    invoke(9, { module: './b.js', member: 'f', args: [number(1), string('x')], awaits: true, remainingMicros: 5 }),
    invoke(10, { object: { callId: 3, index: 1 }, args: [json('{}')], references: [{ callId: 4, index: 0 }] }),
    invoke(11, { member: 'exposed' }),
  ],
  goodbye: { why: 'enough' },
};

const results: Result[] = [
  { callId: 1, outcome: { $case: 'value', value: string('x') }, grants: [], moduleInfo: undefined },
  {
    callId: 2,
    outcome: { $case: 'granted', value: {} },
    grants: [{ index: 0, kind: 1, className: 'Cart' }],
    moduleInfo: { exports: [{ name: 'a', kind: 1 }], version: 'v' },
  },
  { callId: 3, outcome: { $case: 'exception', value: { ...exception, name: 'E' } }, grants: [], moduleInfo: undefined },
  { callId: 4, outcome: { $case: 'completed', value: {} }, grants: [], moduleInfo: undefined },
  {
    callId: 5,
    outcome: { $case: 'failure', value: { reason: 81, message: 'm', subject: 's', executed: 1 } },
    grants: [],
    moduleInfo: undefined,
  },
];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('frames', () => {
  it('are read as the public message says, whatever is in them', () => {
    const written = FromBroker.encode(fromBroker).finish();
    assert.equal(hex(BrokerFrame.encode(BrokerFrame.decode(written)).finish()), hex(written));
    const calls = BrokerFrame.decode(written).calls.map((bytes) => CallFrame.decode(bytes));
    const again = calls.map((call) => CallFrame.encode(call).finish());
    assert.equal(hex(BrokerFrame.encode({ ...BrokerFrame.decode(written), calls: again }).finish()), hex(written));
    const [, call] = calls;
    assert.equal(call!.what?.$case, 'invoke');
    assert.deepEqual(
      call!.what.value.arguments.map((bytes) => Value.decode(bytes)),
      [number(1), string('x')],
    );
  });

  it('are written as the public message says, with each result written on its own', () => {
    const hello = { ...FromWorker.decode(new Uint8Array(0)), results, goodbye: { why: '' } };
    const separately = results.map((result) => Result.encode(result).finish());
    const frame = WorkerFrame.encode({ hello: undefined, results: separately, goodbye: { why: '' } }).finish();
    assert.equal(hex(frame), hex(FromWorker.encode(hello).finish()));
    for (const bytes of separately) {
      assert.equal(hex(ResultFrame.encode(ResultFrame.decode(bytes)).finish()), hex(bytes));
    }
  });
});

describe('the strict reader', () => {
  const read = (bytes: number[]) => new StrictReader(Buffer.from([bytes.length, ...bytes])).string();

  it('reads text, an honest U+FFFD too', () => {
    assert.equal(read([0x61, 0xc3, 0xa4]), 'aä');
    assert.equal(read([0xef, 0xbf, 0xbd]), '\ufffd');
    assert.equal(read([]), '');
  });

  it('takes numbers beyond 2^53 as the largest there is', () => {
    const endless = new StrictReader(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]));
    assert.equal(endless.uint64().toNumber(), Number.MAX_SAFE_INTEGER);
    assert.equal(
      new StrictReader(Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x08])).uint64().toNumber(),
      2 ** 52,
    );
  });

  for (const [name, bytes] of Object.entries({
    'a lone continuation': [0x80],
    'a surrogate': [0xed, 0xa0, 0x80],
    'an overlong form': [0xc0, 0xaf],
    'a text cut in a character': [0x61, 0xe2, 0x82],
  })) {
    it(`refuses ${name}`, () => assert.throws(() => read(bytes), MalformedBytes));
  }

  it('refuses a text that runs past the end', () => {
    assert.throws(() => new StrictReader(Buffer.from([5, 0x61])).string(), MalformedBytes);
  });
});

describe('the scan of a value', () => {
  it('counts nodes and places without building them', () => {
    const nodes = [
      { kind: { $case: 'array', value: { length: 2, items: [2, 2], properties: [] } } },
      { kind: { $case: 'object', value: { properties: [{ key: 'a', keyUtf16: new Uint8Array(0), value: 1 }] } } },
    ] as const;
    const value = { kind: { $case: 'graph', value: { nodes: nodes as never } } } as const;
    assert.deepEqual(scanValue(Value.encode(value).finish()), { nodes: 2, places: 3 });
  });

  for (const [name, bytes] of Object.entries({
    'a nested length past the end': [0x72, 0x02, 0x0a, 0x05],
    'field number 0': [0x00, 0x00],
    'a group': [0x0b],
    'an endless number': [0x58, 0xff],
    'a short double': [0x21, 0x00],
  })) {
    it(`refuses ${name}`, () => assert.throws(() => scanValue(new Uint8Array(bytes)), MalformedBytes));
  }
});
