/**
 * What modules that run in a worker may use.
 *
 * @module jsinterop/worker
 */

import { isObject } from '../reach/fields.js';
import { home, type Stats } from './home.js';

export type { Stats };

/**
 * Makes names that clients can reach without a module and without a reference. Members of objects are reached by a
 * path: after `expose({ prices: { of() {} } })` a client calls `prices.of`.
 */
export function expose(members: object): void {
  home.exposed.add(members);
}

/**
 * A stand-in for a live object, to be put into a tree that is returned as a copy: the client finds a reference at that
 * place.
 */
export function reference<T extends object | symbol>(target: T): object {
  if (!isObject(target) && typeof target !== 'symbol') throw new TypeError('reference() takes an object or a symbol');
  return home.markers.reference(target);
}

/**
 * Hands an object over to the client to which it is returned next: when the client releases it, its
 * `[Symbol.asyncDispose]` or `[Symbol.dispose]` runs. Returns the object.
 */
export function transfer<T extends object>(target: T): T {
  if (!isObject(target)) throw new TypeError('transfer() takes an object');
  home.markers.transfer(target);
  return target;
}

/** What the worker holds and does at the moment. */
export function stats(): Stats {
  return home.stats();
}
