// What the Go client's end-to-end tests call: echoes, live objects, identity, failures, and a look at what is held.

import { reference, stats } from 'jsinterop/worker';

export const echo = (value) => value;
export const isSame = (one, other) => one === other;
export const typeOf = (value) => Object.prototype.toString.call(value).slice(8, -1);
export const nothing = () => undefined;
export const negativeZero = () => -0;
export const loneSurrogate = () => ['a\ud800', { 'k\udc00': 1 }];
export const shared = () => {
  const one = { n: 1 };
  return { one, other: one, bytes: [new Uint8Array([1, 2]), new Float64Array([0.5, 2])] };
};
export const cycle = () => {
  const self = { name: 'self' };
  self.self = self;
  return self;
};
export const deep = (levels) => {
  let value = null;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
};
export const depthOf = (value) => {
  let levels = 0;
  for (; Array.isArray(value); [value] = value) levels++;
  return levels;
};
export const sparse = () => Object.assign([1, , 3], { extra: true }); // eslint-disable-line no-sparse-arrays
export const rich = () => ({
  map: new Map([[1, 'one']]),
  set: new Set([1, 2]),
  big: 2n ** 70n,
  date: new Date(1_700_000_000_123),
  pattern: /a+/gi,
  boxed: Object('text'),
  error: new TypeError('wrong', { cause: 'why' }),
});

export const fail = (message) => {
  throw Object.assign(new RangeError(message, { cause: new TypeError('the reason behind it') }), { code: 'E_RANGE', n: 7n });
};
export const throwText = (text) => {
  throw text;
};
export const later = async (value) => value;
export const failLater = async () => {
  throw new AggregateError([new Error('first'), new Error('second')], 'both');
};
const pending = [];
export const pends = () => new Promise((resolve) => pending.push(resolve));
export const endAll = () => pending.splice(0).forEach((resolve) => resolve());
export const objects = () => stats().objects;
export const holdsTwice = ({ one, other }) => one instanceof Counter && one === other[0];
export const withCounter = () => ({ counter: reference(new Counter()), n: 1 });
export const makeCounter = () => new Counter();

export class Counter {
  #count = 0;
  increment(by = 1) {
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

export const leave = () => process.exit(0);

let disposed = 0;
export class Guard {
  [Symbol.dispose]() {
    disposed++;
  }
}
export const guardsDisposed = () => disposed;
