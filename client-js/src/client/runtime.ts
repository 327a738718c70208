// The client itself: what `connect` gives.

import type { Aim } from './call.js';
import type { Core } from './core.js';
import type { Duration } from './durations.js';
import type { LeaseHandle } from './lease_handle.js';
import { type CallOptions, optional, refine, type Settings } from './options.js';
import { runCall } from './pending_call.js';
import { act, type Deed, deeds, liveParts, remoteOf } from './remote.js';
import type { Constructed, Form, FormOf, Given, GivenLater, Remote, Stateless } from './types.js';

/** Something to call that is not held: an exposed name, or a member of a module. */
export type Name =
  | string
  | {
      /** The module: `./` and a path below the worker's root, or a package that the worker allows. */
      module: string;
      /** The path to the member, with dots between names. */
      member: string;
    };

/**
 * A connection to a broker; see {@link connect}.
 *
 * Its own verbs call functions without holding anything: an exposed name such as `'prices.of'`, or
 * `{ module: './math.js', member: 'add' }`. Such calls spread over all workers.
 */
export class Runtime<F extends Form = 'default'> {
  readonly #core: Core;
  readonly #settings: Settings;

  /** @internal */
  constructor(core: Core, settings: Settings) {
    this.#core = core;
    this.#settings = settings;
  }

  /**
   * Loads a module and gives a reference to it. The type parameter tells TypeScript what it exports:
   *
   * ```ts
   * const math = await js.import<typeof import('./app/math.js')>('./math.js');
   * ```
   */
  import<T = any>(specifier: string): Promise<Remote<T>> {
    const call = { what: 'import', specifier, settings: this.#settings } as const;
    return runCall(this.#core, call, liveParts) as Promise<Remote<T>>;
  }

  /** A module that is named in each call: nothing is sent for it, and it need not be disposed. */
  module<T = any>(specifier: string): Stateless<T, F> {
    return this.#remote({ kind: 'module', specifier }) as Stateless<T, F>;
  }

  /** The names that the worker's own code exposes, as an object. */
  exposed<T = any>(): Stateless<T, F> {
    return this.#remote({ kind: 'exposed' }) as Stateless<T, F>;
  }

  /** Calls a function that finishes at once. */
  invoke<R = any>(name: Name, ...args: unknown[]): Promise<Given<R, F>> {
    return this.#act(deeds.invoke, name, args) as Promise<Given<R, F>>;
  }

  /** Calls a function, and waits for its promise if it returns one. */
  invokeAsync<R = any>(name: Name, ...args: unknown[]): Promise<GivenLater<R, F>> {
    return this.#act(deeds.invokeAsync, name, args) as Promise<GivenLater<R, F>>;
  }

  /** Reads a member. */
  get<R = any>(name: Name): Promise<Given<R, F>> {
    return this.#act(deeds.get, name, []) as Promise<Given<R, F>>;
  }

  /** Reads a member, and waits for it if it is a promise. */
  getAsync<R = any>(name: Name): Promise<GivenLater<R, F>> {
    return this.#act(deeds.getAsync, name, []) as Promise<GivenLater<R, F>>;
  }

  /** Sets a member. */
  set(name: Name, value: unknown): Promise<void> {
    return this.#act(deeds.set, name, [value]) as Promise<void>;
  }

  /** Constructs an instance of a class, and gives a reference to it. */
  construct<T = any>(name: Name, ...args: unknown[]): Promise<Constructed<T, F>> {
    return this.#act(deeds.construct, name, args) as Promise<Constructed<T, F>>;
  }

  /** The same, and waits for what the constructor gives if that is a promise. */
  constructAsync<T = any>(name: Name, ...args: unknown[]): Promise<Constructed<T, F>> {
    return this.#act(deeds.constructAsync, name, args) as Promise<Constructed<T, F>>;
  }

  /**
   * The same connection, with options for the calls that are made through it. What those give begins anew, without these
   * options.
   */
  with<const O extends CallOptions>(options: O): Runtime<FormOf<O, F>> {
    return new Runtime(this.#core, refine(this.#settings, options));
  }

  /** Makes a lease of your own, to hold references as one group; see {@link LeaseHandle}. */
  async grantLease({ ttl }: { ttl?: Duration } = {}): Promise<LeaseHandle> {
    return this.#core.grantLease(optional.term(ttl, 'ttl'), this.#settings);
  }

  /**
   * Aborts what is under way, releases everything that is held, and ends the connection. Waits until the broker has
   * heard of it, for {@link ConnectOptions.closeTimeout} at most, and never fails.
   */
  close(): Promise<void> {
    return this.#core.close();
  }

  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #remote(aim: Aim): object {
    return remoteOf({ core: this.#core, aim, settings: this.#settings });
  }

  #act(deed: Deed, name: Name, args: readonly unknown[]): Promise<unknown> {
    const isExposed = typeof name !== 'object' || name === null;
    const aim: Aim = isExposed ? { kind: 'exposed' } : { kind: 'module', specifier: name.module };
    return act({ core: this.#core, aim, settings: this.#settings }, deed, isExposed ? name : name.member, args);
  }
}
