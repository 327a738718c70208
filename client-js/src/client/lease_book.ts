// Which lease new references go into.
//
// There is one current lease, granted when it is first needed, and again when it is lost or has run out. Calls that come
// while it is being granted wait for it together. Leases that were current once are retired: they live until their last
// reference is gone.

import { type Answered, Lease, type LeaseOwner, type Terms } from './lease.js';
import type { System } from './system.js';

// The RPCs that leases need.
export interface LeaseRpcs {
  // `done` is never called inside these.
  grant(ttl: number | undefined, done: (answer: Answered<Terms>) => void): void;
  renew(id: string, ttl: number | undefined, done: (answer: Answered<Terms>) => void): void;
  // In the background, without an answer.
  release(id: string): void;
}

type LeaseDone = (answer: Answered<Lease>) => void;

export class LeaseBook implements LeaseOwner {
  private current: Lease | undefined;
  private waiting: LeaseDone[] = [];
  private readonly leases = new Set<Lease>();

  // `ttl` is the term to ask for, in milliseconds.
  constructor(
    private readonly rpcs: LeaseRpcs,
    private readonly system: System,
    private readonly ttl: number | undefined,
  ) {}

  // The current lease, granting one if need be. `done` may be called inside.
  acquire(done: LeaseDone): void {
    if (this.current?.isUsable === true) {
      done({ ok: this.current });
      return;
    }
    this.waiting.push(done);
    if (this.waiting.length === 1) this.grant(this.ttl, (answer) => this.onGranted(answer));
  }

  // A lease beside the current one, for someone who keeps it alive by holding a reference of his own.
  open(ttl: number | undefined, done: LeaseDone): void {
    this.grant(ttl, done);
  }

  // A lease that the broker granted by itself with an answer. It takes no more than what it came with.
  adopt(id: string): Lease {
    return this.add(new Lease(id, true, this, this.system));
  }

  // `lease` must not be used for new references.
  retire(lease: Lease): void {
    if (lease === this.current) this.current = undefined;
    lease.retire();
  }

  // Ends all timers, and tells the ids of the leases that are to be released.
  close(): string[] {
    const ids = [...this.leases].map((lease) => lease.id);
    for (const lease of this.leases) lease.stop();
    this.leases.clear();
    this.current = undefined;
    return ids;
  }

  renew(id: string, done: (answer: Answered<Terms>) => void): void {
    this.rpcs.renew(id, undefined, done);
  }

  release(id: string): void {
    this.rpcs.release(id);
  }

  forget(lease: Lease): void {
    this.leases.delete(lease);
  }

  private onGranted(answer: Answered<Lease>): void {
    const { waiting } = this;
    this.waiting = [];
    if ('ok' in answer) {
      this.current?.retire();
      this.current = answer.ok;
    }
    for (const done of waiting) done(answer);
  }

  private grant(ttl: number | undefined, done: LeaseDone): void {
    const sent = this.system.now();
    this.rpcs.grant(ttl, (answer) => {
      if ('failed' in answer) {
        done(answer);
        return;
      }
      const lease = this.add(new Lease(answer.ok.id, false, this, this.system));
      lease.touch(sent, answer.ok);
      done({ ok: lease });
    });
  }

  private add(lease: Lease): Lease {
    this.leases.add(lease);
    return lease;
  }
}
