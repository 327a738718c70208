// Which lease new references go into.
//
// For each pool that is used there is one current lease, granted when it is first needed, and again when it is lost or
// has run out: a lease belongs to one worker, and so to one pool. Calls that come while it is being granted wait for it
// together. Leases that were current once are retired: they live until their last reference is gone.

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

// What new references of one pool go into.
interface Current {
  lease: Lease | undefined;
  waiting: LeaseDone[];
}

// What an empty name means.
const defaultPool = 'default';

export class LeaseBook implements LeaseOwner {
  private readonly pools = new Map<string, Current>();
  private readonly leases = new Set<Lease>();

  // `ttl` is the term to ask for, in milliseconds.
  constructor(
    private readonly rpcs: LeaseRpcs,
    private readonly system: System,
    private readonly ttl: number | undefined,
  ) {}

  // The current lease of a pool, granting one if need be. `done` may be called inside.
  acquire(pool: string, done: LeaseDone): void {
    const current = this.currentOf(pool);
    if (current.lease?.isUsable === true) {
      done({ ok: current.lease });
      return;
    }
    current.waiting.push(done);
    if (current.waiting.length === 1) this.grant(this.ttl, (answer) => onGranted(current, answer));
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
    for (const current of this.pools.values()) {
      if (current.lease === lease) current.lease = undefined;
    }
    lease.retire();
  }

  // Ends all timers, and tells the ids of the leases that are to be released.
  close(): string[] {
    const ids = [...this.leases].map((lease) => lease.id);
    for (const lease of this.leases) lease.stop();
    this.leases.clear();
    this.pools.clear();
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

  private currentOf(pool: string): Current {
    const name = pool === '' ? defaultPool : pool;
    const known = this.pools.get(name);
    if (known !== undefined) return known;
    const made = { lease: undefined, waiting: [] };
    this.pools.set(name, made);
    return made;
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

function onGranted(current: Current, answer: Answered<Lease>): void {
  const { waiting } = current;
  current.waiting = [];
  if ('ok' in answer) {
    current.lease?.retire();
    current.lease = answer.ok;
  }
  for (const done of waiting) done(answer);
}
