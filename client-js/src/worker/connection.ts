// The worker's conversation with the broker: it dials, introduces itself, hands frames to a session, and
// dials again when the stream has ended.

import type { Hello, Welcome } from '../gen/jsinterop/v1/worker.js';
import { readBrokerFrame, writeGoodbye, writeHello, type BrokerFrame } from '../wire/frames.js';
import type { Backoff } from './backoff.js';
import { describe, type Log } from './log.js';
import type { FrameWriter } from './outbox.js';
import type { Dial, End, Stream } from './transport.js';

// What is served on one stream, from Welcome until its end.
export interface Session {
  receive(frame: BrokerFrame): void;
  // Takes no more calls; calls back once all that came before have been answered and handed over.
  finish(then: () => void): void;
  // The stream is gone: begins no more calls and forgets all objects.
  close(): void;
}

interface ConnectionParts {
  dial: Dial;
  hello: Hello;
  beginSession(welcome: Welcome, writer: FrameWriter): Session;
  backoff: Backoff;
  timers: Timers;
  log: Log;
  // The worker cannot or need not go on. Called once.
  over(result: 'stopped' | 'refused', why: string): void;
}

interface Timers {
  // Gives a function that stops the timer.
  after(milliseconds: number, then: () => void): () => void;
}

// gRPC codes after which dialling again cannot help.
const refusals: ReadonlyMap<number, string> = new Map([
  [3, 'INVALID_ARGUMENT'],
  [9, 'FAILED_PRECONDITION'],
  [12, 'UNIMPLEMENTED'],
  [16, 'UNAUTHENTICATED'],
]);

// How long a broker may take to say Welcome, in milliseconds.
const welcomeTime = 10_000;

// How long the broker may take to end the stream after the worker's goodbye, in milliseconds.
const farewellTime = 1000;

export class Connection {
  private stream: Stream | undefined;
  private session: Session | undefined;
  private stopTimer = () => {};
  private stopping = false;
  private parting = false;
  private done = false;

  constructor(private readonly parts: ConnectionParts) {}

  start(): void {
    this.parting = false;
    const stream = this.parts.dial({
      frame: (bytes) => this.receive(stream, bytes),
      end: (end) => this.ended(stream, end),
    });
    this.stream = stream;
    this.stopTimer = this.parts.timers.after(welcomeTime, () => stream.abort());
    stream.write(writeHello(this.parts.hello), () => {});
  }

  // Leaves on purpose: answers the calls that it has, says goodbye, and ends. After `drainTime` it does not
  // wait for calls any longer.
  stop(why: string, drainTime: number): void {
    if (this.stopping || this.done) return;
    this.stopping = true;
    if (this.session === undefined) {
      this.conclude('stopped', why);
      return;
    }
    const leave = () => this.sayGoodbye(why);
    this.parts.timers.after(drainTime, leave);
    this.session.finish(leave);
  }

  private receive(stream: Stream, bytes: Buffer): void {
    if (stream !== this.stream) return;
    let frame: BrokerFrame;
    try {
      frame = readBrokerFrame(bytes);
    } catch (error) {
      this.parts.log(`the broker sent a frame that cannot be read: ${describe(error)}`);
      stream.abort();
      return;
    }
    if (this.session === undefined) this.welcome(stream, frame);
    else {
      this.session.receive(frame);
      if (frame.goodbye !== undefined) this.part(stream, frame.goodbye.why);
    }
  }

  private welcome(stream: Stream, { welcome }: BrokerFrame): void {
    if (welcome === undefined) {
      this.parts.log('the broker did not begin with a welcome');
      stream.abort();
      return;
    }
    this.stopTimer();
    const { hello } = this.parts;
    if (welcome.protocol < hello.protocolMin || welcome.protocol > hello.protocolMax) {
      this.conclude('refused', `the broker chose version ${welcome.protocol} of the protocol, which was not offered`);
      return;
    }
    this.parts.backoff.reset();
    this.parts.log(`attached as ${hello.workerId}`);
    this.session = this.parts.beginSession(welcome, {
      write: (frame, done) => {
        if (stream === this.stream && !this.parting) stream.write(frame, done);
      },
    });
  }

  // The broker ends the stream on purpose: what it has sent is answered, and then the worker dials again.
  private part(stream: Stream, why: string): void {
    this.parts.log(`the broker ends the stream${why === '' ? '' : `: ${why}`}`);
    this.session?.finish(() => stream.halfClose());
  }

  private sayGoodbye(why: string): void {
    const { stream } = this;
    if (stream === undefined || this.parting) return;
    stream.write(writeGoodbye({ why }), () => {});
    this.parting = true;
    stream.halfClose();
    this.parts.timers.after(farewellTime, () => this.conclude('stopped', why));
  }

  private ended(stream: Stream, { code, text }: End): void {
    if (stream !== this.stream) return;
    this.stream = undefined;
    this.stopTimer();
    const attached = this.session !== undefined;
    this.session?.close();
    this.session = undefined;
    if (this.stopping) this.conclude('stopped', text);
    else this.goOn(code, text, attached);
  }

  private goOn(code: number, text: string, attached: boolean): void {
    const refusal = refusals.get(code);
    if (refusal !== undefined && !attached) {
      this.conclude('refused', `the broker refused this worker: ${refusal}: ${text}`);
      return;
    }
    const pause = this.parts.backoff.next();
    this.parts.log(`not attached (${text || `code ${code}`}); dialling again in ${Math.round(pause)} ms`);
    this.stopTimer = this.parts.timers.after(pause, () => this.start());
  }

  private conclude(result: 'stopped' | 'refused', why: string): void {
    if (this.done) return;
    this.done = true;
    this.stopTimer();
    this.parts.over(result, why);
  }
}
