// Helpers that walk by text, as those of lodash and of template engines do, exported by an author who trusts data.

import { guard, happened } from './canary.js';

const steps = (path) => path.split('.');

// lodash's get, set, invoke, merge, result, and a template that evaluates what stands in braces.
export const get = (object, path) => steps(path).reduce((at, name) => at?.[name], object);

export function set(object, path, value) {
  const names = steps(path);
  const last = names.pop();
  const holder = names.reduce((at, name) => (at[name] ??= {}), object);
  holder[last] = value;
  return object;
}

export function invoke(object, path, ...args) {
  const names = steps(path);
  const last = names.pop();
  const holder = names.reduce((at, name) => at[name], object);
  return holder[last](...args);
}

const isMergeable = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

export function merge(into, from) {
  for (const key in from) {
    if (isMergeable(into[key]) && isMergeable(from[key])) merge(into[key], from[key]);
    else into[key] = from[key];
  }
  return into;
}

export const mergeList = (from) => merge([], from);

export const template = (text, data) =>
  text.replace(/\{(.*?)\}/g, (_, code) => new Function('it', `return ${code}`)(data));
export const templateWith = (text, imports) =>
  Function(...Object.keys(imports), `return \`${text}\``)(...Object.values(imports));
export const parse = (text) => eval(`(${text})`);
export const compileLater = (text) => setTimeout(text, 0);
export const constructByName = (name, ...args) => new globalThis[name](...args);
export const call = (fn, self, ...args) => fn.call(self, ...args);
export const create = (prototype) => Object.create(prototype);
export const prototypeOf = (value) => Object.getPrototypeOf(value);
export const assign = (into, from) => Object.assign(into, from);
export const clone = (value) => new value.constructor();
export const describe = (value) => `${value}`;
export const compare = (a, b) => a == b;
export const sum = (a, b) => a + b;
export const keyed = (value) => ({ [value]: 1 });
export const waitFor = async (value) => await value;
export const asNumber = (value) => Math.max(value);
export const spread = (value) => [...value];
export const mapped = (list) => list.map((item) => item);
export const joined = (list) => list.join();
export const stringify = (value) => JSON.stringify(value);
export const regexpOf = (text) => new RegExp(text).source;
export const importing = (specifier) => import(specifier);
export const identity = (value) => value;
export const each = (list, fn) => list.map((item) => fn(item));

export const secret = () => happened('a function of the author was called unasked');
export class Money {
  constructor(amount) {
    if (typeof amount === 'number' && amount === 0) happened('Money was made by a species');
    this.amount = amount;
  }
}
export const settings = { theme: { name: 'light' }, list: [1] };

guard('settings', () => JSON.stringify(settings));
guard('Money', () => Object.getOwnPropertyNames(Money).join() + Object.getOwnPropertyNames(Money.prototype).join());
