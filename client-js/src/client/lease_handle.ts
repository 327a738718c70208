// A lease of the user's own, to hold references as one group.

import type { Duration } from './durations.js';
import { type Lease, type Terms } from './lease.js';

/** How a lease stands. */
export interface LeaseInfo {
  /** Milliseconds of the whole term, to which each renewal resets `remaining`. */
  readonly term: number;
  /** Milliseconds that are left of the term. */
  readonly remaining: number;
  /** How many references the lease holds. */
  readonly references: number;
}

// What a handle needs of its client.
export interface LeaseKeeper {
  renewLease(lease: Lease, ttl: Duration | undefined): Promise<Terms>;
  endLease(lease: Lease): Promise<boolean>;
}

/**
 * A lease: what is granted with it lives until it is disposed, all at once. It is renewed by itself until then, or until
 * the client is closed.
 *
 * ```js
 * const group = await js.grantLease({ ttl: '1m' });
 * const cart = await js.with({ lease: group }).construct({ module: './cart.js', member: 'Cart' });
 * await group.dispose(); // the cart goes with it
 * ```
 */
export class LeaseHandle {
  readonly #lease: Lease;
  readonly #keeper: LeaseKeeper;
  #ended: Promise<boolean> | undefined;

  /** @internal */
  constructor(lease: Lease, keeper: LeaseKeeper) {
    this.#lease = lease;
    this.#keeper = keeper;
    // The handle itself counts as one reference, so that the lease is kept alive while it is empty.
    lease.addReference();
  }

  /** @internal */
  static leaseOf(handle: unknown): Lease | undefined {
    return typeof handle === 'object' && handle !== null && #lease in handle ? handle.#lease : undefined;
  }

  /** Begins the term anew now, with another length if `ttl` says so, and tells how the lease stands. */
  async renew(ttl?: Duration): Promise<LeaseInfo> {
    const { term, remaining, references } = await this.#keeper.renewLease(this.#lease, ttl);
    return { term, remaining, references };
  }

  /**
   * Ends the lease and with it all that it holds, and waits until the broker has done so. True if it was held until
   * now.
   */
  dispose(): Promise<boolean> {
    if (this.#ended !== undefined) return this.#ended.catch(() => false).then(() => false);
    this.#ended = this.#keeper.endLease(this.#lease);
    // Who does not wait for it does not mind either.
    this.#ended.catch(() => undefined);
    return this.#ended;
  }

  /** The same, for `await using`. It does not fail if the broker cannot be reached: then the term ends the lease. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose().catch(() => undefined);
  }
}
