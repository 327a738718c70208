// What attackers would leave behind. A case marks the canary, attacks, and asks it: it has lost its mark if the process
// is another one, and it names whatever is not as it was when this module was loaded.

import { createHash } from 'node:crypto';

const watched = [Object, Array, Function, Map, Set, Promise, Error, Date, RegExp, String, Number, Symbol]
  .flatMap((made) => [made, made.prototype])
  .concat([globalThis, Reflect, JSON, Math, process, process.env, Object.getPrototypeOf([][Symbol.iterator]())]);

// Counters of what may count on.
const moving = new Set(['stackTraceLimit', 'exitCode', 'input', '$_', 'lastMatch', '$&', 'lastParen', '$+']);

function members(object) {
  const found = new Map();
  for (const key of Reflect.ownKeys(object)) {
    if (moving.has(key) || (object === RegExp && typeof key === 'string')) continue;
    const { value, get, set } = Object.getOwnPropertyDescriptor(object, key);
    found.set(key, [value, get, set]);
  }
  return found;
}

const nameOf = (object) => object.name ?? object.constructor?.name ?? 'an object';

const before = new Map(watched.map((object) => [object, members(object)]));

function damageOf(object) {
  const then = before.get(object);
  const now = members(object);
  const keys = [...new Set([...then.keys(), ...now.keys()])];
  return keys
    .filter(
      (key) => !then.has(key) || !now.has(key) || then.get(key).some((part, at) => !Object.is(part, now.get(key)[at])),
    )
    .filter((key) => !(object === globalThis && typeof key === 'string' && lazy.has(key)))
    .map((key) => `${nameOf(object)}.${String(key)} is another one`);
}

// Globals that Node makes when they are first read.
const lazy = new Set(['fetch', 'crypto', 'navigator', 'Navigator', 'CustomEvent', 'WebSocket', 'EventSource']);

const guarded = [];

// Watches an object that no client may change. `look` gives what is to stay the same, as a text.
export function guard(name, look) {
  guarded.push({ name, look, then: digest(look()) });
}

const digest = (text) => createHash('sha256').update(text).digest('hex');

const events = [];

// To be called by what nobody may call.
export function happened(what) {
  events.push(what);
}

let marked = false;

export function mark() {
  marked = true;
  events.length = 0;
}

export function check() {
  const damage = marked ? [] : ['this is another process, or the case did not mark it'];
  marked = false;
  for (const object of watched) damage.push(...damageOf(object));
  for (const { name, look, then } of guarded) if (digest(look()) !== then) damage.push(`${name} was changed`);
  damage.push(...events.map((what) => `${what} happened`));
  return damage.length === 0 ? 'untouched' : damage.join('; ');
}
