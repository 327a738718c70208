// Ordinary modules, in which something that is closed shows from another side.

import { Writable } from 'node:stream';
import { guard, happened } from './canary.js';

export { PassThrough } from 'node:stream';
export { run } from 'node:test';
export { randomBytes } from 'node:crypto';
export { createGzip, gzip } from 'node:zlib';

export class Repo {
  name = 'all';
  pool = { password: 'secret' };
  find = () => happened('a function in a closed field was called');
  snapshot() {
    return { ...this };
  }
}
export class Note {
  text = 'harmless';
  snapshot() {
    return { ...this };
  }
}
export const repo = new Repo();
export const note = new Note();
export const list = [1];
export const map = new Map([['k', 1]]);
export const bytes = new Uint8Array([1]);
export const sum = (a, b) => a + b;
export function fail() {
  throw new Error('on purpose');
}

export const config = {
  limit: 1,
  [Symbol.dispose]: () => happened('what all share was disposed of'),
};
export function getConfig() {
  return config;
}
export function getRepo() {
  return repo;
}
export class Single {
  static #only;
  level = 1;
  constructor() {
    return (Single.#only ??= this);
  }
  [Symbol.dispose]() {
    happened('what two clients hold was disposed of');
  }
}
export function Old(name) {
  this.name = name;
}

export const failure = new Error('failed', { cause: { request: { password: 'secret' } } });
export const proxy = new Proxy(repo, {});
export const proxies = [proxy];
export const telling = new Proxy({ toJSON: () => 'told' }, {});
export class Packet extends Uint8Array {
  owner = { password: 'secret' };
}
export const packet = new Packet(2);
export class Rows extends Array {}

export class Upload extends Writable {
  _write(chunk, encoding, done) {
    happened('the machinery of a stream was called');
    done();
  }
}
export const upload = new Upload();
export const child = Object.create(upload);

guard('what all share', () => JSON.stringify([config, repo, Object.getOwnPropertyNames(upload)]));
