// Results that wait to be sent. While a write is under way they gather; then all of them leave in one frame,
// or in as few as the broker's maximum allows. There are no timers: nothing waits for more to come.

import { resultOverhead, writeResults } from '../wire/frames.js';

// Where frames go. `done` is called once when the transport has taken the frame; never after the stream has
// ended.
export interface FrameWriter {
  write(frame: Buffer, done: () => void): void;
}

export class Outbox {
  private waiting: Uint8Array[] = [];
  private writing = false;
  private scheduled = false;
  private emptied: (() => void) | undefined;

  constructor(
    private readonly writer: FrameWriter,
    private readonly maximumBytes: number,
  ) {}

  // The largest result that fits into a frame.
  get maximumResult(): number {
    return this.maximumBytes - resultOverhead;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  // REQUIRES: result.length <= maximumResult
  push(result: Uint8Array): void {
    this.waiting.push(result);
  }

  // Sends what waits at the end of the current turn, together with what comes until then.
  flushSoon(): void {
    if (this.scheduled || this.writing) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  // Sends what waits, unless a write is under way: then the end of that sends it.
  flush(): void {
    if (this.writing || this.waiting.length === 0) return;
    this.writing = true;
    this.writer.write(writeResults(this.take()), () => {
      this.writing = false;
      this.flush();
      this.tellIfEmpty();
    });
  }

  // Calls back once everything has been handed to the transport.
  whenEmpty(then: () => void): void {
    this.emptied = then;
    this.flush();
    this.tellIfEmpty();
  }

  private tellIfEmpty(): void {
    if (this.emptied === undefined || this.writing || this.waiting.length > 0) return;
    const then = this.emptied;
    this.emptied = undefined;
    then();
  }

  private take(): Uint8Array[] {
    let bytes = 0;
    let count = 0;
    for (; count < this.waiting.length; count++) {
      bytes += this.waiting[count]!.length + resultOverhead;
      if (bytes > this.maximumBytes && count > 0) break;
    }
    const taken = count === this.waiting.length ? this.waiting : this.waiting.slice(0, count);
    this.waiting = taken === this.waiting ? [] : this.waiting.slice(count);
    return taken;
  }
}
