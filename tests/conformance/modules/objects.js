// Live objects: made, held, compared, handed over, and counted.

import { reference, stats, transfer } from 'jsinterop/worker';

export class Counter {
  #count = 0;

  increment(by = 1) {
    this.#count += by;
    return this.#count;
  }

  get count() {
    return this.#count;
  }

  other() {
    return new Counter();
  }

  self() {
    return this;
  }
}

export const shared = new Counter();

export function isSame(one, other) {
  return one === other;
}

export const echo = (value) => value;

// Whether live objects stand where they were put: `{ counter, list: [counter], map: Map { 'k' => counter } }`.
export function areTheSame({ counter, list, map }) {
  return counter instanceof Counter && list[0] === counter && (map === undefined || map.get('k') === counter);
}

export const className = (value) => value.constructor.name;

export const inATree = () => ({ name: 'tree', counter: reference(new Counter()), list: [1, reference(shared)] });

export function twice() {
  const counter = new Counter();
  return [reference(counter), reference(counter)];
}

export function onePlaceTwice() {
  const place = reference(new Counter());
  return { first: place, second: place };
}

export const inAMap = () => new Map([['k', reference(shared)]]);
export const inASet = () => new Set([reference(shared)]);
export const inACause = () => new Error('e', { cause: reference(shared) });
export const alone = () => reference(shared);
export const functionInATree = () => ({ f: reference((value) => value + 1) });
export const symbolInATree = () => ({ s: reference(Symbol('s')) });
export const classInATree = () => ({ c: reference(Counter) });
export const many = (count) => Array.from({ length: count }, () => reference(new Counter()));

export const promise = () => Promise.resolve('settled');
export const rejection = () => Promise.reject(new RangeError('settled badly'));
export const never = () => new Promise(() => {});

export const symbol = Symbol('held');
export const isSymbol = (value) => value === symbol;

// --- Disposal hooks, which write into a journal that the client made

export class Journal {
  #entries = [];

  write(entry) {
    this.#entries.push(entry);
  }

  read() {
    return this.#entries.join(' ');
  }
}

export class Disposable {
  #journal;

  constructor(journal) {
    this.#journal = journal;
  }

  [Symbol.dispose]() {
    this.#journal.write('disposed');
  }
}

export class AsyncDisposable {
  #journal;

  constructor(journal) {
    this.#journal = journal;
  }

  async [Symbol.asyncDispose]() {
    await null;
    this.#journal.write('disposed later');
  }
}

export class BothDisposable extends AsyncDisposable {
  [Symbol.dispose]() {
    throw new Error('the other hook goes first');
  }
}

export class FailingDisposable extends Disposable {
  [Symbol.dispose]() {
    super[Symbol.dispose]();
    throw new Error('a disposal hook that fails');
  }
}

export const sharedDisposable = (journal) => new Disposable(journal);
export const lend = (journal) => transfer(new Disposable(journal));
export const lendInATree = (journal) => ({ lent: reference(transfer(new Disposable(journal))) });

// How many objects clients hold.
export const held = () => stats().objects;

export const isKey = (map, key) => map.has(key);
export const isIn = (set, item) => set.has(item);
export const incrementBy = (counter, { by }) => counter.increment(by);
export const areDifferent = (one, [two, three], again) =>
  one !== two && two !== three && one !== three && three === again;
export const double = (value) => value * 2;
export const applied = (fn, value) => fn(value);
export const inATreeLater = async () => ({ counter: reference(new Counter()) });

export class Slot {
  content = null;

  constructor(content = null) {
    this.content = content;
  }

  take() {
    return this.content;
  }
}
