// What no client may have, and every way by which a careless author could give it.

import childProcess from 'node:child_process';
import fs from 'node:fs';
import { createRequire, Module } from 'node:module';
import vm from 'node:vm';
import { reference, transfer } from 'jsinterop/worker';

const context = vm.createContext({});
const inContext = (text) => vm.runInContext(text, context);

const never = {
  Function,
  AsyncFunction: (async () => {}).constructor,
  GeneratorFunction: function* () {}.constructor,
  AsyncGeneratorFunction: async function* () {}.constructor,
  evaluate: eval,
  globalThis,
  process,
  environment: process.env,
  report: process.report,
  exit: process.exit,
  kill: process.kill,
  binding: process.binding,
  dlopen: process.dlopen,
  mainModule: process.mainModule ?? Module,
  require: createRequire(import.meta.url),
  moduleRequire: Module.prototype.require,
  compile: Module.prototype._compile,
  loaders: Module._extensions,
  Reflect,
  Proxy,
  Object,
  WebAssembly,
  compileWasm: WebAssembly.compile,
  ObjectPrototype: Object.prototype,
  FunctionPrototype: Function.prototype,
  ArrayPrototype: Array.prototype,
  MapPrototype: Map.prototype,
  PromisePrototype: Promise.prototype,
  IteratorPrototype: Object.getPrototypeOf(Object.getPrototypeOf([].values())),
  call: Function.prototype.call,
  bind: Function.prototype.bind,
  applyTo: Reflect.apply,
  constructWith: Reflect.construct,
  defineProperty: Object.defineProperty,
  setPrototypeOf: Object.setPrototypeOf,
  assign: Object.assign,
  hasOwn: Object.prototype.hasOwnProperty,
  fs,
  promises: fs.promises,
  realpathNative: fs.realpathSync.native,
  exec: childProcess.execSync,
  vm,
  log: console.log,
  fetch,
  ForeignFunction: inContext('Function'),
  foreignEval: inContext('eval'),
  foreignReflect: inContext('Reflect.construct'),
  foreignAsyncFunction: inContext('(async () => {}).constructor'),
  foreignProxy: inContext('Proxy'),
  foreignPrototype: inContext('Function.prototype'),
  transfer,
  importMeta: import.meta,
  wrapped: new Proxy(Function, {}),
};

export const give = (name) => never[name];
export const holder = never;

// Ways.
export const inArray = (name) => [never[name]];
export const inObject = (name) => ({ deep: { er: never[name] } });
export const inMap = (name) => new Map([['k', never[name]]]);
export const asKey = (name) => new Map([[never[name], 1]]);
export const inSet = (name) => new Set([never[name]]);
export const asCause = (name) => new Error('told', { cause: never[name] });
export const live = (name) => reference(never[name]);
export const liveInside = (name) => ({ a: reference(never[name]) });
export const owned = (name) => transfer(never[name]);
export const later = async (name) => never[name];
export const thrown = (name) => {
  throw never[name];
};
export const rejected = async (name) => {
  throw never[name];
};
export const thenable = (name) => ({ then: (resolve) => resolve(never[name]) });
export const jsonOf = (name) => ({ toJSON: () => never[name] });
export const iterated = (name) => [never[name]].values();
export function* yielded(name) {
  yield never[name];
}
export const withGetter = {
  get process() {
    return never.process;
  },
  get itself() {
    return this;
  },
};
