// Objects that all clients share, an object of which each client has its own, and things that are to be let go.

import { EventEmitter } from 'node:events';
import { reference, transfer } from 'jsinterop/worker';
import { guard, happened } from './canary.js';

export class Account {
  static [Symbol.for('jsinterop.fields')] = ['tags'];
  static limit = 5;
  static config = { url: 'secret' };
  name = 'shared';
  balance = 10;
  owner = { password: 'secret' };
  tags = ['a'];
  #level = 1;

  get level() {
    return this.#level;
  }
  set level(value) {
    if (typeof value !== 'number') throw new TypeError('a level is a number');
    this.#level = value;
  }
  get fixed() {
    return 1;
  }
  self() {
    return this;
  }
  then = undefined;
}
export const account = new Account();
export const plain = { a: 1, nested: { b: 2 }, fn() {} };
export const list = [1, 2, 3];
export const frozen = Object.freeze({ a: 1 });
export const map = new Map([['k', { password: 'secret' }]]);
export const accounts = [account];
export const byName = new Map([['shared', account]]);
export const asSet = new Set([account]);
export const holder = { account };
export const failure = Object.assign(new Error('told'), { request: { password: 'secret' } });
export const later = Promise.resolve(account);
export const classes = { Account };
export const prototypeObject = Account.prototype;
export let counter = 1;
export const count = () => ++counter;

export class Emitter extends EventEmitter {
  label = 'mine';
  _private = 'secret';
}
export const emitter = new Emitter();

export class Hidden {
  visible = 1;
  secret = { password: 'secret' };
  toJSON() {
    return { visible: this.visible };
  }
}
export const hidden = new Hidden();

export class Server {
  [Symbol.dispose]() {
    happened('a shared server was disposed of');
  }
  async [Symbol.asyncDispose]() {
    happened('a shared server was disposed of');
  }
}
export const server = new Server();
export const getServer = () => server;
export const liveServer = () => ({ server: reference(server) });

let disposals = 0;
export class Lock {
  constructor(behaviour = '') {
    this.behaviour = behaviour;
  }
  [Symbol.dispose]() {
    disposals++;
    if (this.behaviour === 'throws') throw new Error('forged line\njsinterop-worker: forged');
  }
}
export class AsyncLock extends Lock {
  async [Symbol.asyncDispose]() {
    disposals++;
    throw new Error('rejected on purpose');
  }
}
export const lend = () => transfer(new Lock());
export const disposalCount = () => disposals;
export const resetDisposals = () => (disposals = 0);

guard('account', () =>
  JSON.stringify([account, account.level, Object.getOwnPropertyNames(Account.prototype), Account.limit]),
);
guard('plain of all', () => JSON.stringify([plain, Object.keys(plain), frozen]));
guard('list of all', () => JSON.stringify([list, Object.keys(list)]));
guard('map of all', () => JSON.stringify([...map]));
guard('listeners of all', () => JSON.stringify(emitter.eventNames()));
