// Knows the objects of the platform by their identity: those that clients never get hold of, and those
// whose members are out of reach unless platform.ts lists them.
//
// Node's own modules are classes and functions written in JavaScript like any other, so nothing but their
// identity tells them apart. Modules that are loaded later are taken in when an object is first met after
// that: a module that is not loaded cannot have given anything away.

import { builtinModules, createRequire } from 'node:module';
import { types } from 'node:util';
import { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } from '../intrinsics.js';

const require = createRequire(import.meta.url);
const loadedModules = (process as unknown as { moduleLoadList?: readonly string[] }).moduleLoadList;

// Modules of which each function is denied, not only the module as a whole: they run code, start processes,
// or lead out of the rules in other ways.
const dangerous: ReadonlySet<string> = new Set([
  'vm',
  'child_process',
  'module',
  'worker_threads',
  'cluster',
  'inspector',
  'inspector/promises',
  'repl',
  'wasi',
  'v8',
  'process',
  'test',
  'trace_events',
]);

// Reading these globals only prints warnings in some versions of Node.
const unread: ReadonlySet<string> = new Set(['localStorage', 'sessionStorage']);

const wasm = (globalThis as unknown as { WebAssembly: object }).WebAssembly;

const functionKinds: readonly object[] = [
  function () {},
  function* () {},
  async function () {},
  async function* () {},
].map((fn) => getPrototypeOf(fn as unknown) as object);

export class Realm {
  private readonly denied = new Set<unknown>();
  private readonly platform = new Set<object>();
  private readonly modules = new Set<string>();
  private modulesSeen = 0;
  private readonly moduleCache: unknown = (require('node:module') as { _cache?: unknown })._cache;

  constructor() {
    this.takeInLanguage();
    this.takeInGlobals();
    this.takeInTimers();
    this.refresh();
  }

  // Whether a value is never called, constructed, granted or walked through.
  isDenied(value: unknown): boolean {
    if (this.denied.has(value)) return true;
    if (typeof value === 'function') return this.isRequire(value);
    if (types.isModuleNamespaceObject(value)) return this.isBuiltinNamespace(value as object);
    return false;
  }

  // Whether an object (a prototype, mostly) was made by the platform and not by an author.
  isPlatform(object: object): boolean {
    this.refresh();
    return this.platform.has(object);
  }

  // Takes in the class of an object of Node's own, for classes that no module exports.
  adopt(instance: object): void {
    this.takeInPrototype(getPrototypeOf(instance) as object | null);
  }

  // Takes in what Node has loaded since the last time.
  refresh(): void {
    const count = loadedModules?.length ?? 0;
    if (count === this.modulesSeen && this.modulesSeen > 0) return;
    const loaded = loadedModules === undefined ? undefined : new Set(loadedModules);
    for (const name of builtinModules) {
      if (this.modules.has(name) || (loaded !== undefined && !loaded.has(`NativeModule ${name}`))) continue;
      this.modules.add(name);
      this.takeInModule(name);
    }
    // Requiring a module that is there already may load helpers of it; counted now, they are not news.
    this.modulesSeen = Math.max(1, loadedModules?.length ?? 1);
  }

  private takeInLanguage(): void {
    this.takeInObject(Function.prototype);
    for (const kind of functionKinds) {
      this.denied.add(kind);
      this.denied.add(data(kind, 'constructor'));
      this.takeInPrototype(kind);
    }
    this.denyMembers(Function.prototype);
    this.denyMembers(Object);
    this.denyMembers(Reflect);
    this.denyMembers(Object.prototype);
    for (const value of [globalThis, eval, Reflect, Proxy, process, Object, wasm]) this.denied.add(value);
    this.denyMembers(process, 'functions');
    this.denied.add(process.env);
    this.denyMembers(wasm);
  }

  private takeInGlobals(): void {
    for (const key of ownKeys(globalThis)) {
      if (typeof key === 'string' && unread.has(key)) continue;
      this.takeInObject(read(globalThis, key));
    }
    for (const value of [[].values(), new Map().values(), new Set().values(), ''.matchAll(/./g)] as object[]) {
      this.takeInPrototype(getPrototypeOf(value) as object | null);
    }
    // What generators inherit from; the prototype right above each is the author's.
    for (const generator of [(function* () {})(), (async function* () {})()]) {
      this.takeInPrototype(getPrototypeOf(getPrototypeOf(generator) as object) as object | null);
    }
  }

  private takeInTimers(): void {
    const timeout = setTimeout(() => {}, 0);
    const immediate = setImmediate(() => {});
    this.adopt(timeout);
    this.adopt(immediate);
    clearTimeout(timeout);
    clearImmediate(immediate);
  }

  private takeInModule(name: string): void {
    const exported = readModule(name);
    if (exported === undefined) return;
    this.denied.add(exported);
    this.takeInObject(exported);
    if (dangerous.has(name)) this.denyMembers(exported, name === 'process' ? 'functions' : 'objects');
    for (const key of ownKeys(exported)) {
      const value = read(exported, key);
      this.takeInObject(value);
      // Parts of modules, such as `fs.promises` and `path.posix`.
      if (isObject(value) && typeof value !== 'function' && !dangerousToRead.has(name)) this.takeInMembers(value);
    }
  }

  private takeInMembers(object: object): void {
    for (const key of ownKeys(object)) this.takeInObject(data(object, key));
  }

  // An object of the platform, with the prototypes that it makes and that it has.
  private takeInObject(value: unknown): void {
    if (!isObject(value) || value === Object.prototype) return;
    this.platform.add(value);
    const made = typeof value === 'function' ? data(value, 'prototype') : undefined;
    if (isObject(made)) this.takeInPrototype(made);
    this.takeInPrototype(getPrototypeOf(value) as object | null);
  }

  private takeInPrototype(prototype: object | null): void {
    for (let object = prototype; object !== null; object = getPrototypeOf(object) as object | null) {
      if (this.platform.has(object)) return;
      this.platform.add(object);
    }
  }

  private denyMembers(object: object, which: 'objects' | 'functions' = 'objects'): void {
    for (const key of ownKeys(object)) {
      const value = data(object, key);
      if (typeof value === 'function' || (which === 'objects' && isObject(value))) this.denied.add(value);
    }
  }

  private isRequire(fn: Function): boolean {
    return this.moduleCache !== undefined && data(fn, 'cache') === this.moduleCache;
  }

  private isBuiltinNamespace(namespace: object): boolean {
    this.refresh();
    const exported = read(namespace, 'default');
    if (!isObject(exported) || !this.denied.has(exported)) return false;
    // An author's module may have such a default beside exports of its own.
    return ownKeys(namespace).every((key) => typeof key === 'symbol' || key === 'default' || key in exported);
  }
}

// Members of these are handles of the running process, not parts of the module.
const dangerousToRead: ReadonlySet<string> = new Set(['process']);

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function data(object: object, key: PropertyKey): unknown {
  return types.isProxy(object) ? undefined : (getOwnPropertyDescriptor(object, key)?.value as unknown);
}

function read(object: object, key: PropertyKey): unknown {
  try {
    return (object as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

function readModule(name: string): object | undefined {
  try {
    const exported = require(name) as unknown;
    return isObject(exported) ? exported : undefined;
  } catch {
    return undefined;
  }
}
