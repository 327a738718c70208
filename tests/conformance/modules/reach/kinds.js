// One value of every kind that an author may have on their hands, exported without a thought.

import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { ChildProcess } from 'node:child_process';
import { createHash, createSecretKey, webcrypto } from 'node:crypto';
import dgram from 'node:dgram';
import { Resolver } from 'node:dns';
import { EventEmitter, on } from 'node:events';
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import http from 'node:http';
import { createRequire, Module } from 'node:module';
import net from 'node:net';
import { createHistogram, performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import tls from 'node:tls';
import vm from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { createGzip } from 'node:zlib';
import { guard, happened } from './canary.js';

const here = new URL(import.meta.url);

class Base {
  inherited() {
    return 'inherited';
  }
}
class Account extends Base {
  name = 'account';
  vault = { open: () => happened('the vault was opened'), code: 'secret' };
  describe() {
    return this.name;
  }
}

// --- The language

export const plain = { text: 'x', nested: { list: [1] } };
export const bare = Object.assign(Object.create(null), { text: 'x' });
export const array = [3, 1, 2];
export const typedArray = new Uint8Array([1, 2]);
export const buffer = Buffer.from('a small one, from the pool');
export const arrayBuffer = new ArrayBuffer(8);
export const dataView = new DataView(arrayBuffer, 2, 2);
export const sharedBuffer = new SharedArrayBuffer(8);
export const map = new Map([['k', 'v']]);
export const set = new Set([1]);
export const weakMap = new WeakMap();
export const weakSet = new WeakSet();
export const weakRef = new WeakRef(plain);
export const date = new Date(0);
export const regexp = /a/g;
export const error = new RangeError('told');
export const aggregate = new AggregateError([new Error('one')], 'many');
export const promise = Promise.resolve(5);
export function fn() {
  return 'fn';
}
export const arrow = () => 'arrow';
export async function asyncFn() {}
export function* generatorFn() {
  yield 1;
}
export async function* asyncGeneratorFn() {
  yield 1;
}
export const bound = fn.bind(null);
export { Account };
export const instance = new Account();
export const generator = generatorFn();
export const asyncGenerator = asyncGeneratorFn();
export const arrayIterator = array.values();
export const mapIterator = map.entries();
export const stringIterator = 'ab'[Symbol.iterator]();
export const matches = 'ab'.matchAll(/./g);
export const symbol = Symbol('secret');
export const string = 'text';
export const number = 1;
export const boolean = true;
export const bigint = 1n;
export const boxed = Object('text');
export const argumentsObject = (function () {
  return arguments;
})(1);
export const proxy = new Proxy({ text: 'x' }, { get: () => happened('a trap ran'), has: () => happened('a trap ran') });
export const functionProxy = new Proxy(Function, {});
export const numberFormat = new Intl.NumberFormat('en');
export const segmenter = new Intl.Segmenter('en');
export const registry = new FinalizationRegistry(() => undefined);
export const atomics = Atomics;
export const math = Math;
export const jsonObject = JSON;
export const memory = new WebAssembly.Memory({ initial: 1 });
export const wasmModule = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));

// --- The web's

export const url = new URL('http://user:secret@host/path?q=1');
export const query = new URLSearchParams('a=1');
export const blob = new Blob(['secret']);
const channel = new MessageChannel();
channel.port1.unref();
export const port = channel.port1;
export const controller = new AbortController();
export const signal = controller.signal;
export const eventTarget = new EventTarget();
export const event = new Event('x');
export const textDecoder = new TextDecoder();
export const readableStream = new ReadableStream({});
export const writableStream = new WritableStream({});
export const headers = new Headers({ authorization: 'secret' });
export const formData = new FormData();
export const domException = new DOMException('told', 'AbortError');

// --- Node's

export const emitter = new EventEmitter();
export const stream = new PassThrough();
export const httpServer = http.createServer(() => undefined);
export const httpAgent = new http.Agent();
export const tcpServer = net.createServer();
export const socket = new net.Socket();
export const udpSocket = dgram.createSocket('udp4');
udpSocket.unref();
export const tlsContext = tls.createSecureContext();
export const fileStream = fs.createReadStream(here).on('error', () => undefined);
fileStream.destroy();
export const fileHandle = await open(here);
await fileHandle.close();
export const stats = fs.statSync(here);
export const watcher = fs.watch(new URL('.', here), { persistent: false });
watcher.close();
export const timeout = setInterval(() => undefined, 1e9).unref();
export const immediate = setImmediate(() => undefined);
export const storage = new AsyncLocalStorage();
export const asyncResource = new AsyncResource('x');
export const hash = createHash('sha256');
export const secretKey = createSecretKey(Buffer.alloc(16, 7));
export const subtle = webcrypto.subtle;
export const stringDecoder = new StringDecoder();
export const lineReader = createInterface({ input: new PassThrough() });
export const performanceObject = performance;
export const histogram = createHistogram();
export const gzip = createGzip();
export const resolver = new Resolver();
export const childProcess = new ChildProcess();
export const script = new vm.Script('1');
export const contextGlobal = vm.runInNewContext('globalThis');
export const contextObject = vm.runInNewContext('({ text: "x" })');
export const contextFunction = vm.runInNewContext('(function () { return "there" })');
export const consoleObject = console;
export const standardOutput = process.stdout;
export const commonModule = new Module('made');
export const importMeta = import.meta;
export const iteratorOfEvents = on(new EventEmitter(), 'never');
export const iteratorOfStream = Readable.from(['a'])[Symbol.asyncIterator]();
export const requireCache = createRequire(here).cache;

guard('plain', () => JSON.stringify(plain));
guard('array', () => JSON.stringify([array, array.length, Object.keys(array)]));
guard('map', () => JSON.stringify([...map]));
guard('set', () => JSON.stringify([...set]));
guard('date', () => String(date.getTime()));
guard(
  'bytes',
  () => Buffer.from(typedArray).toString('hex') + buffer.toString('hex') + Buffer.from(arrayBuffer).toString('hex'),
);
guard('instance', () =>
  JSON.stringify([instance, Object.getOwnPropertyNames(Account.prototype), Object.keys(Account)]),
);
guard('url', () => url.href + String(query));
guard('listeners', () => JSON.stringify([emitter.eventNames(), stream.listenerCount('data'), signal.aborted]));
guard('servers', () =>
  JSON.stringify([httpServer.listening, tcpServer.listening, socket.connecting, stream.destroyed]),
);
guard('headers', () => JSON.stringify([...headers]));
guard('regexp', () => String(regexp.lastIndex));
