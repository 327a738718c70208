// What the tests of the Python client call.

import { reference, stats } from 'jsinterop/worker';

export const echo = (value) => value;
export const later = async (value) => value;
export const never = () => new Promise(() => {});
export const nothing = () => {};
export const isSame = (one, other) => one === other;
export const held = () => stats().objects;
export const describe = (value) => `${Object.prototype.toString.call(value)} ${String(value)}`;
export const classOf = (value) => value.constructor.name;
export const keysOf = (value) => Object.keys(value);

export const sharesElements = (list) => list[0] === list[1];

export function nest(levels) {
  let value = [];
  for (let level = 1; level < levels; level++) value = [value];
  return value;
}

export function depthOf(value) {
  let levels = 1;
  for (let inner = value; inner.length > 0; inner = inner[0]) levels++;
  return levels;
}

export function fail() {
  const cause = new TypeError('the reason behind it');
  throw Object.assign(new RangeError('too far', { cause }), { code: 'E_FAR', meters: 5 });
}

export function failOften() {
  throw new AggregateError([new Error('one'), new Error('two')], 'all of them');
}

export function throwText() {
  throw 'just text';
}

export class Counter {
  #count = 0;
  step = 1;

  increment(by = this.step) {
    this.#count += by;
    return this.#count;
  }

  get count() {
    return this.#count;
  }

  set count(value) {
    this.#count = value;
  }
}

export const makeCounters = (count) => Array.from({ length: count }, () => reference(new Counter()));
export const countOf = ({ counter }) => counter.count;
export const adder = (by) => (value) => value + by;
export const die = () => process.exit(3);
