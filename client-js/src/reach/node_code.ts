// Tells code of Node's own from an author's by its text.
//
// Much of Node is JavaScript like any other, and many of its classes are exported by no module: open files,
// timers, the iterators of streams. But a class keeps its text, and Node carries the texts of all that it is
// made of. See docs/adr/0016.

import { types } from 'node:util';
import { getOwnPropertyDescriptor, getPrototypeOf, ownKeys, sourceOf } from '../intrinsics.js';

// Throws where Node does not tell its texts: then nothing here could be decided, and a worker must not start.
function readTexts(): readonly string[] {
  const { binding } = process as unknown as { binding?: (name: string) => Record<string, unknown> };
  const texts = Object.values(binding?.('natives') ?? {}).filter((text): text is string => typeof text === 'string');
  if (texts.length > 0) return texts;
  throw new Error(`Node ${process.versions.node} does not tell the sources of its modules, which the worker needs.`);
}

const texts = readTexts();

// Verdicts by text, for classes that are made anew by each call. The bound is on what is kept.
const byText = new Map<string, boolean>();
const remembered = 1024;

function standsInNode(text: string): boolean {
  const known = byText.get(text);
  if (known !== undefined) return known;
  if (byText.size >= remembered) byText.clear();
  const found = texts.some((source) => source.includes(text));
  byText.set(text, found);
  return found;
}

const nativeCode = /\{\s*\[native code\]\s*\}$/;

const longestNative = 256;

function isNativeText(text: string): boolean {
  return text.length <= longestNative && nativeCode.test(text);
}

// Bound functions are native too, and have no name in their text.
function isNative(fn: Function): boolean {
  return isNativeText(sourceOf(fn));
}

export function isIntrinsic(fn: Function): boolean {
  const text = sourceOf(fn);
  return isNativeText(text) && !text.startsWith('function ()');
}

const functions = new WeakMap<Function, boolean>();

// Whether a function or class is written in JavaScript and part of Node.
export function isNodesOwn(fn: Function): boolean {
  const known = functions.get(fn);
  if (known !== undefined) return known;
  const text = sourceOf(fn);
  const found = !isNativeText(text) && standsInNode(text);
  functions.set(fn, found);
  return found;
}

const prototypes = new WeakMap<object, boolean>();

// Whether a prototype is not an author's: its class is native or Node's own. One that names no class is Node's
// if any of its functions is, and the language's if all of them are. REQUIRES: it is no Proxy.
export function isForeignPrototype(prototype: object): boolean {
  const known = prototypes.get(prototype);
  if (known !== undefined) return known;
  const found = look(prototype);
  prototypes.set(prototype, found);
  return found;
}

function look(prototype: object): boolean {
  const maker = getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  if (typeof maker === 'function') return types.isProxy(maker) || isNative(maker) || isNodesOwn(maker);
  const functions = functionsOn(prototype);
  return functions.some(isNodesOwn) || (functions.length > 0 && functions.every(isIntrinsic));
}

function functionsOn(prototype: object): Function[] {
  return ownKeys(prototype).flatMap((key) => {
    const { value, get, set } = getOwnPropertyDescriptor(prototype, key)!;
    return [value as unknown, get, set].filter((fn) => typeof fn === 'function' && !types.isProxy(fn)) as Function[];
  });
}

// What functions of each kind inherit from.
export const functionKinds: readonly object[] = [
  function () {},
  function* () {},
  async function () {},
  async function* () {},
].map((fn) => getPrototypeOf(fn as unknown) as object);

const kinds: ReadonlySet<unknown> = new Set(functionKinds);

// Whether a function is part of the language in the realm of another context: its own Function, eval, Reflect and
// so on, which do there what ours do here. REQUIRES: it is no Proxy.
export function isForeignNative(fn: Function): boolean {
  return isNative(fn) && !kinds.has(fn) && !inheritsFromOurs(fn);
}

// Native classes inherit from one another, as Uint8Array from what all typed arrays are.
function inheritsFromOurs(fn: Function): boolean {
  let above = getPrototypeOf(fn) as unknown;
  while (typeof above === 'function' && !types.isProxy(above) && !kinds.has(above)) above = getPrototypeOf(above);
  return kinds.has(above);
}
