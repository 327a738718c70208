// Releases in the background, many at a time.
//
// What is handed in during one turn, or while an RPC is under way, gathers and goes with the next one: no timers, and
// one RPC at a time. What could not be delivered is tried again with back-off, since the lease that would otherwise
// release it is kept alive by the references that remain.

import { Disposal, type DisposeRequest, type DisposeResponse } from '../gen/jsinterop/v1/interop.js';
import type { Answered } from './lease.js';
import { status, type Understood } from './status.js';
import { retryPause, type System } from './system.js';

export interface DisposeRpc {
  // `done` is never called inside.
  dispose(request: DisposeRequest, done: (answer: Answered<DisposeResponse>) => void): void;
}

// Told whether the item was still held, or how the first try to tell the broker failed.
export type ItemDone = (answer: Answered<boolean>) => void;

interface Item {
  kind: 'reference' | 'lease' | 'nonce';
  name: string | Uint8Array;
  done?: ItemDone | undefined;
}

// Enough that a million objects take some hundred RPCs, and each stays far below the largest message.
const largestBatch = 8192;

// If the broker cannot be reached for so many, the lease has to do it.
const mostWaiting = 1_000_000;

const retried: ReadonlySet<number> = new Set([
  status.UNAVAILABLE,
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
]);

export class Disposer {
  private waiting: Item[] = [];
  private sent: Item[] = [];
  // An RPC, or the pause after a failed one, or the rest of this turn.
  private busy = false;
  // Set during the pause after a failure.
  private trouble: Understood | undefined;
  // In a row.
  private failures = 0;
  private held = false;
  private closed = false;

  constructor(
    private readonly rpc: DisposeRpc,
    private readonly system: System,
  ) {}

  addReference(token: string, done?: ItemDone): void {
    this.add({ kind: 'reference', name: token, done });
  }

  addLease(id: string, done?: ItemDone): void {
    this.add({ kind: 'lease', name: id, done });
  }

  addNonce(nonce: Uint8Array): void {
    this.add({ kind: 'nonce', name: nonce });
  }

  // Sends nothing more, and takes no answer into account; what is handed in still gathers.
  hold(): void {
    this.held = true;
  }

  // Gathers nothing more, and tells what is not known to be released. Who waits for an item is told that it is gone,
  // since closing releases all.
  close(): DisposeRequest {
    this.closed = true;
    const items = [...this.sent, ...this.waiting];
    this.sent = [];
    this.waiting = [];
    settle(items, () => ({ ok: false }));
    return requestOf(items);
  }

  private add(item: Item): void {
    if (this.closed) {
      settle([item], () => ({ ok: false }));
      return;
    }
    if (this.trouble !== undefined) {
      this.postpone(item, this.trouble);
      return;
    }
    this.waiting.push(item);
    if (this.busy) return;
    this.busy = true;
    queueMicrotask(() => this.pump());
  }

  // During the pause after a failure. Nobody is kept waiting for the next try, which may be long after.
  private postpone(item: Item, failed: Understood): void {
    if (this.waiting.length < mostWaiting) this.waiting.push(withoutDone(item));
    settle([item], () => ({ failed }));
  }

  private pump(): void {
    this.trouble = undefined;
    if (this.held || this.waiting.length === 0) {
      this.busy = false;
      return;
    }
    this.sent = this.waiting.splice(0, largestBatch);
    this.rpc.dispose(requestOf(this.sent), (answer) => this.onAnswer(answer));
  }

  private onAnswer(answer: Answered<DisposeResponse>): void {
    if (this.held) return;
    const { sent } = this;
    this.sent = [];
    if ('failed' in answer) {
      this.onFailure(sent, answer.failed);
      return;
    }
    this.failures = 0;
    settleEach(sent, answer.ok);
    this.pump();
  }

  private onFailure(items: Item[], failed: Understood): void {
    settle(items, () => ({ failed }));
    if (!retried.has(failed.code)) {
      // An answer that will not change.
      this.pump();
      return;
    }
    settle(this.waiting, () => ({ failed }));
    this.waiting = [...items, ...this.waiting].map(withoutDone);
    this.trouble = failed;
    this.system.after(retryPause(this.failures++, this.system), () => this.pump());
  }
}

function withoutDone({ kind, name }: Item): Item {
  return { kind, name };
}

function requestOf(items: readonly Item[]): DisposeRequest {
  const request: DisposeRequest = { references: [], leases: [], nonces: [] };
  for (const { kind, name } of items) {
    if (kind === 'reference') request.references.push({ token: name as string, kind: 0, className: '' });
    else if (kind === 'lease') request.leases.push(name as string);
    else request.nonces.push(name as Uint8Array);
  }
  return request;
}

function settleEach(items: readonly Item[], { references, leases }: DisposeResponse): void {
  const found = { reference: references.values(), lease: leases.values(), nonce: [].values() };
  settle(items, ({ kind }) => ({ ok: found[kind].next().value === Disposal.RELEASED }));
}

function settle(items: readonly Item[], answer: (item: Item) => Answered<boolean>): void {
  for (const item of items) {
    const told = answer(item);
    item.done?.(told);
  }
}
