// What the Python client calls: live objects, identity, failures, and a look at what the worker holds.

import { stats } from 'jsinterop/worker';

export function echo(value) {
  return value;
}

export function isSame(one, other) {
  return one === other;
}

export function fail(message) {
  throw new RangeError(message, { cause: new TypeError('the reason behind it') });
}

export async function later(value) {
  await null;
  return value;
}

export function heldObjects() {
  return stats().objects;
}

export class Counter {
  #count = 0;

  increment(by = 1) {
    this.#count += by;
    return this.#count;
  }

  get count() {
    return this.#count;
  }
}
