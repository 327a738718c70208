// Knows the objects of the platform by their identity: those that clients never get hold of, and those
// whose members are out of reach unless platform.ts lists them. Classes of Node's own that no module exports
// are known by their text, see node_code.ts.
//
// Modules that are loaded later are taken in when an object is first met after that: a module that is not
// loaded cannot have given anything away.

import { builtinModules, createRequire } from 'node:module';
import { types } from 'node:util';
import { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } from '../intrinsics.js';
import { codeModules, deniedGlobals, deniedOf, impure } from './builtins.js';
import { isClass } from './callables.js';
import { isObject } from './fields.js';
import { functionKinds, isForeignNative, isForeignPrototype, isNodesOwn } from './node_code.js';

const require = createRequire(import.meta.url);
const loadedModules = (process as unknown as { moduleLoadList?: readonly string[] }).moduleLoadList;

// Those that are imported with `node:` only are missing from Node's own list, or stand there with it.
const allModules: ReadonlySet<string> = new Set(
  [...builtinModules, 'test', 'test/reporters', 'sqlite', 'sea'].map((name) => name.replace(/^node:/, '')),
);

// Reading these globals only prints warnings in some versions of Node.
const unread: ReadonlySet<string> = new Set(['localStorage', 'sessionStorage']);

const wasm = (globalThis as unknown as { WebAssembly: object }).WebAssembly;

export class Realm {
  private readonly denied = new Set<unknown>();
  // Classes of which no subclass may be constructed either.
  private readonly codeMakers = new Set<unknown>();
  private readonly platform = new Set<object>();
  private readonly globals = new Set<unknown>();
  private readonly modules = new Set<string>();
  private modulesSeen = 0;
  private readonly moduleCache: unknown = (require('node:module') as { _cache?: unknown })._cache;

  constructor() {
    this.takeInLanguage();
    unwarned(() => this.takeInGlobals());
    this.refresh();
  }

  // Denies what the worker itself adds to the platform.
  deny(values: Iterable<unknown>): void {
    for (const value of values) if (isObject(value)) this.denied.add(value);
  }

  // Whether a value is never called, constructed, granted or walked through.
  isDenied(value: unknown): boolean {
    this.refresh();
    if (this.denied.has(value)) return true;
    if (typeof value === 'function') return !types.isProxy(value) && (this.isRequire(value) || isForeignNative(value));
    // Of these nothing else is denied, and most objects show cheaply that they are none of them.
    if (!isObject(value) || types.isProxy(value) || getPrototypeOf(value) !== null) return false;
    return types.isModuleNamespaceObject(value) ? this.isBuiltinNamespace(value) : isImportMeta(value);
  }

  // Whether a class extends one that makes code of texts, or cannot show what it extends.
  extendsCodeMaker(fn: Function): boolean {
    for (let maker = getPrototypeOf(fn) as unknown; typeof maker === 'function'; maker = getPrototypeOf(maker)) {
      if (types.isProxy(maker) || this.codeMakers.has(maker)) return true;
      // What functions inherit from makes nothing itself.
      if (isObject(data(maker, 'prototype')) && isForeignNative(maker)) return true;
    }
    return false;
  }

  // Whether an object was made by the platform and not by an author.
  isPlatform(object: object): boolean {
    this.refresh();
    return this.platform.has(object);
  }

  // The same of a prototype, and of those that nothing exports. REQUIRES: it is no Proxy.
  isPlatformPrototype(prototype: object): boolean {
    return this.isPlatform(prototype) || isForeignPrototype(prototype);
  }

  // The same of a function or class. REQUIRES: it is no Proxy.
  isPlatformFunction(fn: Function): boolean {
    return this.isPlatform(fn) || isNodesOwn(fn);
  }

  // Takes in what Node has loaded since the last time.
  private refresh(): void {
    const count = loadedModules?.length ?? 0;
    if (count === this.modulesSeen && this.modulesSeen > 0) return;
    const loaded = loadedModules === undefined ? undefined : new Set(loadedModules);
    for (const name of allModules) {
      if (this.modules.has(name) || (loaded !== undefined && !loaded.has(`NativeModule ${name}`))) continue;
      this.modules.add(name);
      unwarned(() => this.takeInModule(name));
    }
    // Requiring a module that is there already may load helpers of it; counted now, they are not news.
    this.modulesSeen = Math.max(1, loadedModules?.length ?? 1);
  }

  private takeInLanguage(): void {
    this.takeInObject(Function.prototype);
    for (const kind of functionKinds) {
      this.denied.add(kind);
      const maker = data(kind, 'constructor');
      this.denied.add(maker);
      this.codeMakers.add(maker);
      this.takeInPrototype(kind);
    }
    this.denyMembers(Function.prototype);
    this.denyMembers(Object);
    this.denyMembers(Reflect);
    this.denyMembers(console);
    this.denyMembers(Object.prototype);
    this.deny([globalThis, eval, Reflect, Proxy, process, Object, Object.prototype, wasm]);
    this.denyFunctions(process);
    this.deny([process.env, process.report]);
    this.denyMembers(wasm);
  }

  private takeInGlobals(): void {
    for (const key of ownKeys(globalThis)) {
      if (typeof key === 'string' && unread.has(key)) continue;
      const value = read(globalThis, key);
      if (isObject(value)) this.globals.add(value);
      this.takeInObject(value);
    }
    this.deny(deniedGlobals);
    for (const value of [[].values(), new Map().values(), new Set().values(), ''.matchAll(/./g)] as object[]) {
      this.takeInPrototype(getPrototypeOf(value) as object | null);
    }
    // What generators inherit from; the prototype right above each is the author's.
    for (const generator of [(function* () {})(), (async function* () {})()]) {
      this.takeInPrototype(getPrototypeOf(getPrototypeOf(generator) as object) as object | null);
    }
  }

  private takeInModule(name: string): void {
    const exported = readModule(name);
    if (exported === undefined) return;
    const group = deniedOf(name);
    this.denied.add(exported);
    this.takeInObject(exported);
    // What `process` exports are handles of the running process, and its own functions are denied already.
    if (name === 'process') return;
    if (group === 'everything') this.denyWhole(exported, name);
    for (const key of ownKeys(exported)) {
      const value = read(exported, key);
      if (!isObject(value)) continue;
      this.takeInObject(value);
      if (group === 'everything') this.denyWhole(value, name);
      else if (group === 'functions' && isPlainFunction(value)) this.denyExport(value);
      // Parts of modules, such as `util.types` and `path.posix`.
      if (typeof value !== 'function') this.takeInMembers(value);
    }
    this.deny((impure.get(name) ?? []).map((key) => data(exported, key)));
  }

  // An export with the functions that hang on it and those of its instances (`fs.realpath.native`,
  // `Module.prototype.require`).
  private denyWhole(value: object, module: string): void {
    if (!this.denyExport(value)) return;
    this.denyFunctions(value);
    if (typeof value !== 'function') return;
    if (codeModules.has(module)) this.codeMakers.add(value);
    const made = data(value, 'prototype');
    if (isObject(made)) this.denyFunctions(made);
  }

  // False for what is a global too: those are judged as globals, not as a module's.
  private denyExport(value: object): boolean {
    if (this.globals.has(value)) return false;
    this.denied.add(value);
    return true;
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
      // Of classes that extend others, what stands above is a class, and judged as such.
      if (typeof object !== 'function') this.denied.add(object);
    }
  }

  private denyMembers(object: object): void {
    for (const key of ownKeys(object)) {
      const value = data(object, key);
      if (isObject(value)) this.denied.add(value);
    }
  }

  private denyFunctions(object: object): void {
    for (const key of ownKeys(object)) {
      const value = data(object, key);
      if (isPlainFunction(value) && !this.globals.has(value)) this.denied.add(value);
    }
  }

  private isRequire(fn: Function): boolean {
    if (this.moduleCache !== undefined && data(fn, 'cache') === this.moduleCache) return true;
    // `require.resolve`, which looks around in the file system.
    return typeof data(fn, 'paths') === 'function' && isNodesOwn(fn);
  }

  private isBuiltinNamespace(namespace: object): boolean {
    const exported = read(namespace, 'default');
    if (!isObject(exported) || !this.denied.has(exported)) return false;
    // An author's module may have such a default beside exports of its own.
    return ownKeys(namespace).every((key) => typeof key === 'symbol' || key === 'default' || key in exported);
  }
}

// A function that is no class, in the syntax of classes or in the older one.
function isPlainFunction(value: unknown): value is Function {
  if (typeof value !== 'function' || types.isProxy(value) || isClass(value)) return false;
  const made = data(value, 'prototype');
  return !isObject(made) || ownKeys(made).length <= 1;
}

// What a module knows of itself; its `resolve` looks around in the file system. REQUIRES: it has no prototype, and is
// no Proxy.
function isImportMeta(value: object): boolean {
  if (typeof data(value, 'url') !== 'string') return false;
  const resolve = data(value, 'resolve');
  return typeof resolve === 'function' && isNodesOwn(resolve);
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

// Reads what may be deprecated without the warning, which would be the author's to mend if it were said.
function unwarned(read: () => void): void {
  const before = process.noDeprecation;
  process.noDeprecation = true;
  try {
    read();
  } finally {
    process.noDeprecation = before;
  }
}

function readModule(name: string): object | undefined {
  try {
    const exported = require(`node:${name}`) as unknown;
    return isObject(exported) ? exported : undefined;
  } catch {
    return undefined;
  }
}
