// Results that are more than they look, and errors that carry what a client wrote.

import { transfer } from 'jsinterop/worker';

const nest = (depth, wrap) => {
  let value = 1;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
};

export const pid = () => process.pid;
export const shared = (depth) => nest(depth, (value) => [value, value]);
export const deep = (depth) => nest(depth, (value) => ({ value }));
export const sparse = (length) => new Array(length);
export const filled = (length) => new Array(length).fill(0);
export const keys = (count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));
export const map = (count) => new Map(Array.from({ length: count }, (_, at) => [at, at]));
export const set = (count) => new Set(Array.from({ length: count }, (_, at) => at));
export const text = (length) => 'x'.repeat(length);
export const surrogates = (length) => '\ud800'.repeat(length);
export const bytes = (length) => new Uint8Array(length);
export const windows = (count) => {
  const buffer = new ArrayBuffer(1024 * 1024);
  return Array.from({ length: count }, () => new Uint8Array(buffer, 1, 8));
};
export const bigint = (digits) => 10n ** BigInt(digits);
export const endless = () => ({
  get next() {
    return endless();
  },
});
export const endlessJson = () => ({ toJSON: () => ({ next: endlessJson() }) });
export const widening = () => {
  const list = [];
  list.push({
    get grow() {
      for (let at = 0; at < 1000; at++) list.push(this);
      return 1;
    },
  });
  return list;
};
export const causes = (depth) => {
  let error = new Error('the last');
  for (let level = 0; level < depth; level++) error = new Error(`level ${level}`, { cause: error });
  throw error;
};
export const many = (count) => {
  throw new AggregateError(
    Array.from({ length: count }, () => new Error('one of many')),
    'many',
  );
};
export const fail = (message) => {
  throw new Error(message);
};
export const failNamed = (name) => {
  throw Object.assign(new Error('told'), { name, code: name, extra: name });
};
export const failWith = (value) => {
  throw value;
};
export const failWithKeys = (count) => {
  throw Object.assign(new Error('told'), keys(count));
};
export const lie = () => {
  throw new Proxy(new Error('told'), {
    get() {
      throw new Error('a trap');
    },
    getPrototypeOf() {
      throw new Error('a trap');
    },
  });
};
export const className = (name) => new { [name]: class {} }[name]();
export const forget = (message) => void Promise.reject(new Error(message));
export const lock = (message) =>
  transfer({
    [Symbol.dispose]() {
      throw new Error(message);
    },
  });
export const identity = (value) => value;
export const list = [1, 2, 3];
