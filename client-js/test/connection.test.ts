// The conversation with the broker, on a transport and timers in the test's hand.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { FromBroker, FromWorker, Hello } from '#dist/gen/jsinterop/v1/worker.js';
import { Backoff } from '#dist/worker/backoff.js';
import { Connection, type Session } from '#dist/worker/connection.js';
import type { Stream, StreamEvents } from '#dist/worker/transport.js';

class FakeStream implements Stream {
  readonly said: string[] = [];
  constructor(readonly events: StreamEvents) {}

  write(frame: Buffer, done: () => void): void {
    const { hello, goodbye, results } = FromWorker.decode(frame);
    if (hello !== undefined) this.said.push(`hello ${hello.workerId}`);
    if (goodbye !== undefined) this.said.push(`goodbye ${goodbye.why}`);
    if (results.length > 0) this.said.push(`${results.length} results`);
    done();
  }
  halfClose(): void {
    this.said.push('half-close');
  }
  abort(): void {
    this.said.push('abort');
    this.end(1, 'aborted');
  }
  hear(frame: Partial<FromBroker>): void {
    const whole = { welcome: undefined, goodbye: undefined, calls: [], cancels: [], releases: [], ...frame };
    this.events.frame(Buffer.from(FromBroker.encode(whole).finish()));
  }
  welcome(): void {
    this.hear({ welcome: { protocol: 1, brokerIncarnation: new Uint8Array(16), maxMessageBytes: 65_536 } });
  }
  end(code: number, text: string): void {
    this.events.end({ code, text });
  }
}

class FakeSession implements Session {
  received = 0;
  closed = false;
  finishing: (() => void) | undefined;
  receive(): void {
    this.received++;
  }
  finish(then: () => void): void {
    this.finishing = then;
  }
  close(): void {
    this.closed = true;
  }
}

let streams: FakeStream[];
let sessions: FakeSession[];
let timers: { milliseconds: number; then: () => void; stopped: boolean }[];
let over: string[];
let logged: string[];
let connection: Connection;

const stream = () => streams[streams.length - 1]!;
const session = () => sessions[sessions.length - 1]!;
const pending = () => timers.filter(({ stopped }) => !stopped).map(({ milliseconds }) => milliseconds);

// Lets the timer with this length fire.
function fire(milliseconds: number): void {
  const timer = timers.find((other) => !other.stopped && other.milliseconds === milliseconds);
  assert.ok(timer, `no timer of ${milliseconds} ms; there are ${pending().join()}`);
  timer.stopped = true;
  timer.then();
}

beforeEach(() => {
  [streams, sessions, timers, over, logged] = [[], [], [], [], []];
  connection = new Connection({
    dial: (events) => {
      streams.push(new FakeStream(events));
      return stream();
    },
    hello: { ...Hello.decode(new Uint8Array(0)), workerId: 'w', protocolMin: 1, protocolMax: 1 },
    beginSession: () => {
      sessions.push(new FakeSession());
      return session();
    },
    backoff: new Backoff(() => 0.5),
    timers: {
      after: (milliseconds, then) => {
        const timer = { milliseconds, then, stopped: false };
        timers.push(timer);
        return () => void (timer.stopped = true);
      },
    },
    log: (text) => logged.push(text),
    over: (result, why) => over.push(`${result}: ${why}`),
  });
  connection.start();
});

describe('a connection', () => {
  it('begins with hello, and serves frames after welcome', () => {
    assert.deepEqual(stream().said, ['hello w']);
    stream().welcome();
    stream().hear({ cancels: [1] });
    assert.equal(session().received, 1);
    assert.deepEqual(pending(), []);
  });

  it('dials again after a break, with nothing left of the old stream', () => {
    stream().welcome();
    const first = stream();
    stream().end(14, 'gone');
    assert.equal(session().closed, true);
    fire(50);
    assert.equal(streams.length, 2);
    first.hear({ cancels: [1] });
    first.end(14, 'again');
    stream().welcome();
    assert.equal(sessions.length, 2);
    assert.equal(session().received, 0);
  });

  it('waits longer each time, up to a bound, and less again after a welcome', () => {
    const pauses = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      stream().end(14, 'refused');
      pauses.push(...pending());
      fire(pauses[pauses.length - 1]!);
    }
    assert.deepEqual(pauses, [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    stream().welcome();
    stream().end(14, 'gone');
    assert.deepEqual(pending(), [50]);
  });

  it('gives up a broker that says nothing', () => {
    fire(10_000);
    assert.deepEqual(stream().said, ['hello w', 'abort']);
    assert.deepEqual(pending(), [50]);
  });

  it('breaks a stream that begins without a welcome, or on which bytes make no frame', () => {
    stream().hear({ cancels: [1] });
    assert.ok(stream().said.includes('abort'));
    fire(50);
    stream().welcome();
    stream().events.frame(Buffer.from([0xff]));
    assert.ok(stream().said.includes('abort'));
    assert.equal(session().closed, true);
  });

  it('breaks a stream on which a call has no id that can be read', () => {
    stream().welcome();
    // A frame with one call, whose only byte is the beginning of a number.
    stream().events.frame(Buffer.from([0x22, 0x01, 0xff]));
    assert.deepEqual(stream().said, ['hello w', 'abort']);
    assert.deepEqual([session().received, session().closed], [0, true]);
    assert.match(logged[1]!, /^the broker sent a frame that cannot be read: .*does not/);
  });

  for (const [code, name] of [
    [3, 'INVALID_ARGUMENT'],
    [9, 'FAILED_PRECONDITION'],
    [12, 'UNIMPLEMENTED'],
    [16, 'UNAUTHENTICATED'],
  ] as const) {
    it(`is over when the broker refuses with ${name}`, () => {
      stream().end(code, 'no');
      assert.deepEqual(over, [`refused: the broker refused this worker: ${name}: no`]);
      assert.deepEqual(pending(), []);
    });
  }

  it('answers and half-closes when the broker says goodbye, and dials again', () => {
    stream().welcome();
    stream().hear({ goodbye: { why: 'upgrade' } });
    assert.deepEqual(stream().said, ['hello w']);
    session().finishing!();
    assert.deepEqual(stream().said, ['hello w', 'half-close']);
    stream().end(0, '');
    fire(50);
    assert.equal(streams.length, 2);
  });

  it('stops: answers what runs, says goodbye, half-closes, and is over with the stream', () => {
    stream().welcome();
    connection.stop('SIGTERM', 10_000);
    assert.deepEqual(stream().said, ['hello w']);
    session().finishing!();
    assert.deepEqual(stream().said, ['hello w', 'goodbye SIGTERM', 'half-close']);
    stream().end(0, '');
    assert.deepEqual(over, ['stopped: ']);
    assert.equal(streams.length, 1);
  });

  it('stops without waiting for ever: neither for calls nor for the broker', () => {
    stream().welcome();
    connection.stop('SIGTERM', 10_000);
    fire(10_000);
    assert.deepEqual(stream().said, ['hello w', 'goodbye SIGTERM', 'half-close']);
    session().finishing!();
    assert.equal(stream().said.length, 3);
    fire(1000);
    assert.deepEqual(over, ['stopped: SIGTERM']);
  });

  it('stops at once while it is not attached', () => {
    stream().end(14, 'gone');
    connection.stop('SIGTERM', 10_000);
    assert.deepEqual(over, ['stopped: SIGTERM']);
    assert.deepEqual(pending(), []);
  });
});
