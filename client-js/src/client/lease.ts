// One lease of the broker's, kept alive for as long as references in it are held.
//
// Every answer of the broker says what remains of the term; `touch` takes note of it, counted from when the request was
// *sent*, which is the safe side. While at least one reference is held, a timer stands at about a third of the term
// (with jitter, so that many clients do not renew in step). When it rings and no call has renewed the lease meanwhile,
// one renewal is sent; there is never a second one under way. A renewal that fails is tried again with back-off, until
// it succeeds or the broker says that the lease is no more.

import type { LeaseState } from '../gen/jsinterop/v1/interop.js';
import { fromMessage } from './durations.js';
import { status, type Understood } from './status.js';
import { retryPause, type System } from './system.js';

// What the broker told of a lease, in milliseconds.
export interface Terms {
  // May be empty, where it is known anyway.
  id: string;
  remaining: number;
  term: number;
  references: number;
}

export function termsFrom(state: LeaseState): Terms {
  const { id, references } = state;
  return { id, remaining: fromMessage(state.remaining), term: fromMessage(state.term), references };
}

export type Answered<T> = { ok: T } | { failed: Understood };

// What a lease asks of its owner.
export interface LeaseOwner {
  // `done` is never called inside.
  renew(id: string, done: (answer: Answered<Terms>) => void): void;
  // In the background, without an answer.
  release(id: string): void;
  // Nothing will be held in it any more.
  forget(lease: Lease): void;
}

// Two of three renewals may fail before the term is over.
const renewalsPerTerm = 3;

// Milliseconds between renewals, whatever term a broker tells.
const shortestPause = 100;

export class Lease {
  private references = 0;
  // Under way; each may put its result into it.
  private calls = 0;
  private term: number | undefined;
  // Of the term, as far as is known.
  private ends = Infinity;
  // When the last request that told of it was sent.
  private told = -Infinity;
  // When to renew.
  private due: number;
  private dropTimer: (() => void) | undefined;
  private renewing = false;
  // Of renewals, in a row.
  private failures = 0;
  private lost = false;
  private stopped = false;

  // `retired`: no new references will be put into it beyond those that its grant came with.
  constructor(
    readonly id: string,
    private retired: boolean,
    private readonly owner: LeaseOwner,
    private readonly system: System,
  ) {
    this.due = system.now();
  }

  addReference(): void {
    this.references++;
    this.arm();
  }

  dropReference(): void {
    if (--this.references > 0) return;
    this.disarm();
    this.leaveIfEmpty();
  }

  // A call under way keeps its leases for the broker, so nothing is renewed for it.
  beginCall(): void {
    this.calls++;
  }

  endCall(): void {
    this.calls--;
    this.leaveIfEmpty();
  }

  // An answer to a request that was sent at `sent` says how the lease stands.
  touch(sent: number, { term, remaining }: Terms): void {
    // On its way since before the term was changed.
    if (term !== this.term && sent < this.told) return;
    this.told = Math.max(this.told, sent);
    const ends = sent + remaining;
    if (this.term !== undefined && term < this.term) {
      // Someone asked for less: what was counted on so far is no longer true.
      this.ends = ends;
      this.due = sent;
      this.disarm();
    }
    // Answers may overtake one another; the later end is true of both.
    this.ends = this.term === undefined ? ends : Math.max(this.ends, ends);
    this.term = term;
    this.setDue(sent, term);
    this.arm();
  }

  // An answer to a request that was sent at `sent`, and that used the lease, says nothing of how it stands.
  touchUsed(sent: number): void {
    if (this.term === undefined) return;
    this.ends = Math.max(this.ends, sent + this.term);
    this.setDue(sent, this.term);
  }

  // Whether the lease can be expected to be alive. Before the first touch: yes.
  get isUsable(): boolean {
    return !this.lost && !this.retired && !this.stopped && this.system.now() < this.ends;
  }

  // No new calls will name it: it is released when those under way have ended and its references are gone.
  retire(): void {
    if (this.retired) return;
    this.retired = true;
    this.leaveIfEmpty();
  }

  // Finds out at once whether the lease is still alive.
  probe(): void {
    if (this.renewing || this.lost || this.stopped) return;
    this.disarm();
    this.sendRenewal();
  }

  // Nothing is done for it any more.
  stop(): void {
    this.stopped = true;
    this.disarm();
  }

  private leaveIfEmpty(): void {
    if (!this.retired || this.references > 0 || this.calls > 0) return;
    if (!this.lost && !this.stopped) this.owner.release(this.id);
    this.stop();
    this.owner.forget(this);
  }

  private setDue(sent: number, term: number): void {
    const jitter = 0.9 + 0.2 * this.system.random();
    this.due = Math.max(this.due, sent + Math.max((term / renewalsPerTerm) * jitter, shortestPause));
  }

  private arm(): void {
    if (this.references === 0 || this.dropTimer !== undefined || this.renewing || this.lost || this.stopped) return;
    this.dropTimer = this.system.after(this.due - this.system.now(), () => this.onTimer());
  }

  private disarm(): void {
    this.dropTimer?.();
    this.dropTimer = undefined;
  }

  private onTimer(): void {
    this.dropTimer = undefined;
    // A call may have renewed it meanwhile.
    if (this.system.now() < this.due) this.arm();
    else this.sendRenewal();
  }

  private sendRenewal(): void {
    this.renewing = true;
    const sent = this.system.now();
    this.owner.renew(this.id, (answer) => this.onRenewed(sent, answer));
  }

  private onRenewed(sent: number, answer: Answered<Terms>): void {
    this.renewing = false;
    if ('ok' in answer) {
      this.failures = 0;
      this.touch(sent, answer.ok);
    } else if (answer.failed.code === status.FAILED_PRECONDITION) {
      this.lost = true;
    } else {
      this.due = this.system.now() + retryPause(this.failures++, this.system);
      this.arm();
    }
  }
}
