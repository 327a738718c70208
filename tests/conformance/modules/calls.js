// Everything that can be called, constructed, read and set.

export function declared(...values) {
  return values.length;
}
export const arrow = (value) => value;
export async function later(value) {
  await null;
  return value;
}
export const laterArrow = async (value) => value;
export function* generated() {
  const got = yield 1;
  return got;
}
export async function* generatedLater() {
  yield 1;
}
export function withDefault(value = 'by default') {
  return value;
}
export function receiver() {
  return this === undefined ? 'undefined' : typeof this;
}
export const bound = function () {
  return this.name;
}.bind({ name: 'bound' });
export function types(...values) {
  return values.map((value) => (value === null ? 'null' : typeof value));
}
export function nothing() {}

// --- Results of every sort

export const results = {
  primitive: () => 7,
  null: () => null,
  undefined: () => undefined,
  symbol: () => Symbol('made here'),
  object: () => ({ a: 1 }),
  array: () => [1],
  function: () => arrow,
  class: () => Account,
  instance: () => new Account(1),
  map: () => new Map([['k', 1]]),
  promise: () => Promise.resolve({ a: 1 }),
  promiseOfPrimitive: () => Promise.resolve(7),
  promiseOfUndefined: () => Promise.resolve(),
  promiseOfPromise: () => Promise.resolve(Promise.resolve(7)),
  promiseOfFunction: () => Promise.resolve(arrow),
  rejection: () => Promise.reject(new RangeError('rejected')),
  rejectionLater: async () => {
    await null;
    throw new RangeError('rejected later');
  },
  rejectionWithText: () => Promise.reject('no error'),
  thenable: () => ({ then: (resolve) => resolve(7) }),
  thenableOfThenable: () => ({ then: (resolve) => resolve({ then: (again) => again(7) }) }),
  rejectingThenable: () => ({ then: (_, reject) => reject(new RangeError('thenable')) }),
  throwingThenable: () => ({
    then() {
      throw new RangeError('from then');
    },
  }),
  thenIsData: () => ({ then: 7 }),
  thenFails: () => ({
    get then() {
      throw new RangeError('from the getter of then');
    },
  }),
  thenableTwice: () => ({
    then(resolve, reject) {
      resolve(7);
      resolve(8);
      reject(new Error('too late'));
    },
  }),
};

export const promised = Promise.resolve('promised');

// --- Classes

export class Account {
  static opened = 0;
  static #secret = 'kept';
  static open(balance) {
    return new this(balance);
  }
  static get secret() {
    return Account.#secret;
  }

  owner = 'nobody';
  details = { street: 'unnamed' };
  #balance;

  constructor(balance = 0) {
    Account.opened++;
    this.#balance = balance;
  }
  deposit(amount) {
    this.#balance += amount;
    return this.#balance;
  }
  self() {
    return this;
  }
  async depositLater(amount) {
    return this.deposit(amount);
  }
  get balance() {
    return this.#balance;
  }
  get limit() {
    return this.#balance * 2;
  }
  set limit(limit) {
    if (limit < 0) throw new RangeError('a limit is not negative');
    this.#balance = limit / 2;
  }
  set note(note) {
    this.owner = `noted ${note}`;
  }
}

export class Savings extends Account {
  deposit(amount) {
    return super.deposit(amount) + 1;
  }
}

export function OldStyle(value) {
  if (new.target === undefined) return 'called without new';
  this.value = value;
}
OldStyle.prototype.read = function () {
  return this.value;
};

export class GivesAnother {
  constructor() {
    return { another: true };
  }
}
export class Failing {
  constructor() {
    throw new RangeError('not constructed');
  }
}
export class Counting {
  constructor(...values) {
    this.count = values.length;
  }
}
export class Pocket {
  static [Symbol.for('jsinterop.fields')] = ['content'];
  content = null;
}
export const box = { Inner: class Inner {}, open: true, Fresh: class {} };
export const boundClass = Account.bind(null, 5);
export const frozen = Object.freeze({ member: 1 });
export const shared = { member: 1, method() {} };
export const sharedList = [1];

// --- Objects of the platform

export const platform = {
  map: new Map([
    ['a', 1],
    ['b', { deep: 2 }],
  ]),
  set: new Set([1, 2]),
  date: new Date(86_400_000),
  bytes: new Uint8Array([1, 2, 3]),
  view: new DataView(new Uint8Array([0, 1, 2, 3]).buffer),
  buffer: new ArrayBuffer(8),
  regexp: /a+/gi,
  error: new RangeError('told'),
  url: new URL('https://example.org/path?q=1'),
  search: new URLSearchParams('a=1&a=2&b=3'),
  list: [3, 1, 2],
};
