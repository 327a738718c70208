// Decides which call begins when, on one stream. It owns the queue, the places of calls that wait for a
// promise, and the rule that a slow call does not hold back results that are ready.

import { failures } from '../errors.js';
import type { Release } from '../gen/jsinterop/v1/worker.js';
import type { BrokerFrame } from '../wire/frames.js';
import { Job } from './job.js';
import type { Objects } from './objects.js';
import type { Outbox } from './outbox.js';
import { Queue } from './queue.js';
import { Runner, type RunnerEvents, type RunnerParts } from './runner.js';

interface DispatcherParts {
  runner: RunnerParts;
  objects: Objects;
  outbox: Outbox;
  // Milliseconds by a steady clock.
  now: () => number;
  // Runs a function after what is ready to be read and written has had its turn.
  defer: (then: () => void) => void;
  maxRunning: number;
}

// How long calls begin one after the other before results are sent and the event loop has its turn, in
// milliseconds. Long enough for dozens of ordinary calls, short enough to go unnoticed.
const slice = 1;

// A call that took longer than this is expected to do so again, in milliseconds.
const slow = 1;

// How many slow callables are remembered.
const slowRemembered = 256;

export class Dispatcher implements RunnerEvents {
  private readonly runner: Runner;
  private readonly outstanding = new Map<number, Job>();
  private readonly queue = new Queue<Job>();
  // Calls that may wait for a promise, while all places are taken.
  private readonly waiting = new Queue<Job>();
  private readonly slowOnes = new Set<string>();
  private running = 0;
  private deferred = false;
  private scheduled = false;
  // The event loop has just had its turn, so that even a slow call may begin.
  private rested = false;
  private draining = false;
  private idle: (() => void) | undefined;

  constructor(private readonly parts: DispatcherParts) {
    this.runner = new Runner(parts.runner, this, Math.min(parts.outbox.maximumResult, 2 ** 31));
  }

  get runningCalls(): number {
    return this.running;
  }

  get outstandingCalls(): number {
    return this.outstanding.size;
  }

  // Takes a frame: cancels first, then releases, then calls in their order.
  receive(frame: BrokerFrame): void {
    const now = this.parts.now();
    for (const call of frame.calls) {
      const deadline = call.remainingMicros === 0 ? Infinity : now + call.remainingMicros / 1000;
      const job = new Job(call, deadline);
      this.outstanding.set(job.id, job);
      this.queue.push(job);
    }
    this.cancel(frame.cancels);
    for (const release of frame.releases) this.release(release);
    this.drain();
  }

  // Takes no more calls: those that come are answered DRAINING. Calls back once all have been answered.
  finish(then: () => void): void {
    this.draining = true;
    this.idle = then;
    this.tellIfIdle();
  }

  // The stream is gone, and with it whoever would hear an answer: nothing begins any more, and all objects are
  // forgotten, those too that running calls grant when they end.
  close(): void {
    this.draining = true;
    this.idle = undefined;
    for (const job of this.outstanding.values()) {
      job.released = true;
      if (job.state === 'running') continue;
      job.state = 'answered';
      this.outstanding.delete(job.id);
    }
    this.forgetAnswered();
    this.parts.objects.releaseAll();
  }

  // Calls that have not begun are answered at once: a place, a turn or a module may take for ever. The answer to
  // a running call comes when it ends.
  private cancel(callIds: readonly number[]): void {
    const before = this.outstanding.size;
    for (const callId of callIds) {
      const job = this.outstanding.get(callId);
      if (job?.state === 'queued') this.runner.fail(job, failures.cancelled());
      if (job?.state === 'loading') this.runner.fail(job, failures.cancelledWhileLoading());
    }
    if (this.outstanding.size < before) this.forgetAnswered();
  }

  // Nothing that has been answered waits to begin.
  private forgetAnswered(): void {
    for (const queue of [this.queue, this.waiting]) queue.keep((job) => job.state !== 'answered');
  }

  private release({ callId, indices }: Release): void {
    const { objects } = this.parts;
    const job = this.outstanding.get(callId);
    if (indices.length === 0) {
      if (job !== undefined) job.released = true;
      objects.releaseCall(callId);
      return;
    }
    for (const index of indices) objects.release(callId, index);
    if (job !== undefined) job.releasedIndices = [...(job.releasedIndices ?? []), ...indices];
  }

  // Begins calls until none is left or the slice is used up.
  private drain(): void {
    if (this.deferred) return;
    let now = this.parts.now();
    const end = now + slice;
    for (let job = this.peek(); job !== undefined; job = this.peek()) {
      if (now >= end || (this.expectsSlow(job) && !this.rested)) {
        this.rest();
        return;
      }
      this.rested = false;
      this.takePeeked(job);
      this.begin(job, now);
      const after = this.parts.now();
      this.learn(job, after - now);
      now = after;
    }
    this.parts.outbox.flush();
  }

  // Sends what is ready and goes on when the event loop has had its turn.
  private rest(): void {
    this.deferred = true;
    this.parts.outbox.flush();
    this.parts.defer(() => {
      this.deferred = false;
      this.rested = true;
      this.drain();
    });
  }

  // The call that is next: one that has waited for a place, where there is one now, or else the queue's.
  private peek(): Job | undefined {
    if (this.running < this.parts.maxRunning) {
      const waited = this.waiting.peek();
      if (waited !== undefined) return waited;
    }
    for (let job = this.queue.peek(); job !== undefined; job = this.queue.peek()) {
      if (this.running < this.parts.maxRunning || !job.awaits) return job;
      this.waiting.push(job);
      this.queue.shift();
    }
    return undefined;
  }

  private takePeeked(job: Job): void {
    if (this.waiting.peek() === job) this.waiting.shift();
    else this.queue.shift();
  }

  private begin(job: Job, now: number): void {
    if (now >= job.deadline) this.runner.fail(job, failures.timeOver());
    else if (this.draining && job.state === 'queued') this.runner.fail(job, failures.draining());
    else this.runner.begin(job);
  }

  private expectsSlow(job: Job): boolean {
    return this.slowOnes.size > 0 && !this.parts.outbox.isEmpty && this.slowOnes.has(callableOf(job));
  }

  private learn(job: Job, took: number): void {
    if (took > slow) {
      if (this.slowOnes.size >= slowRemembered) this.slowOnes.clear();
      this.slowOnes.add(callableOf(job));
    } else if (this.slowOnes.size > 0) this.slowOnes.delete(callableOf(job));
  }

  loading(job: Job, ready: Promise<unknown>): void {
    job.state = 'loading';
    void ready.then(() => {
      if (job.state === 'answered') return;
      this.queue.push(job);
      this.drainSoon();
    });
  }

  began(job: Job): void {
    job.state = 'running';
    this.running++;
  }

  answered(job: Job, result: Uint8Array): void {
    if (job.state === 'answered') return;
    const wasRunning = job.state === 'running';
    job.state = 'answered';
    this.outstanding.delete(job.id);
    if (job.released) this.parts.objects.releaseCall(job.id);
    for (const index of job.releasedIndices ?? []) this.parts.objects.release(job.id, index);
    this.parts.outbox.push(result);
    this.parts.outbox.flushSoon();
    if (wasRunning) this.freePlace();
    this.tellIfIdle();
  }

  private freePlace(): void {
    this.running--;
    if (this.waiting.length > 0) this.drainSoon();
  }

  // Once for all that happens in this turn.
  private drainSoon(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.drain();
    });
  }

  private tellIfIdle(): void {
    if (this.idle === undefined || this.outstanding.size > 0) return;
    const then = this.idle;
    this.idle = undefined;
    then();
  }
}

function callableOf({ call }: Job): string {
  if (call.what?.$case !== 'invoke') return '';
  const { target, member } = call.what.value;
  return `${target?.$case === 'module' ? target.value : ''}\n${member}`;
}
