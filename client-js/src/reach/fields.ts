// Which own fields of an instance clients may have: those that hold primitives, those that the class lists under
// Symbol.for('jsinterop.fields'), and in open mode all others too. Never those in which Node keeps its machinery.

import { types } from 'node:util';
import { getOwnPropertyDescriptor, getPrototypeOf, isArray, isView, keysOf } from '../intrinsics.js';
import { isForeignNative } from './node_code.js';
import { isListed } from './platform.js';
import type { Realm } from './realm.js';

export type Mode = 'strict' | 'open';

// Where a class lists the fields that clients may reach although they hold objects.
export const fieldsSymbol = Symbol.for('jsinterop.fields');

export class Fields {
  constructor(
    private readonly realm: Realm,
    private readonly mode: Mode,
  ) {}

  // Whether clients may have an own property of an instance. REQUIRES: `holder` is neither a Proxy nor plain.
  isOpen(holder: object, name: string, descriptor: PropertyDescriptor): boolean {
    if (isArray(holder)) return isOwnOfArray(holder, name) || this.holdsOpen(holder, name, descriptor);
    if (types.isNativeError(holder)) return name !== 'stack' && this.holdsOpen(holder, name, descriptor);
    const prototype = getPrototypeOf(holder) as object;
    if (types.isProxy(prototype) || this.realm.isPlatformPrototype(prototype)) return isIndexOfView(holder, name);
    return !this.isMachinery(holder, name) && this.holdsOpen(holder, name, descriptor);
  }

  // Whether clients may have what a field, or a data property of a prototype, holds.
  holdsOpen(holder: object, name: string, descriptor: PropertyDescriptor): boolean {
    if (!('value' in descriptor) || !isObject(descriptor.value)) return true;
    return this.mode === 'open' || this.lists(holder, name);
  }

  // Whether a field that is closed would be open if the class listed it. REQUIRES: `holder` is no Proxy.
  couldOpen(holder: object, name: string): boolean {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    const prototype = above(holder);
    if (descriptor === undefined || prototype === null || types.isProxy(prototype)) return false;
    return !isPlain(holder) && !this.realm.isPlatformPrototype(prototype) && !this.isMachinery(holder, name);
  }

  // As holdsOpen, for a property of a function or class. Static methods are members as methods are.
  isStaticOpen(fn: object, name: string, descriptor: PropertyDescriptor): boolean {
    if (functionInternals.has(name)) return false;
    if (typeof descriptor.value === 'function' || !isObject(descriptor.value)) return true;
    return this.mode === 'open' || listedBy(fn, name);
  }

  // The name of a field that a copy would show although clients may not have it. Of a view, JSON shows all members
  // and other copies none. REQUIRES: it is no Proxy.
  closedIn(object: object, asJson: boolean): string | undefined {
    if (this.mode === 'open' || isPlain(object) || isPlainArray(object)) return undefined;
    if (isView(object) && !asJson) return undefined;
    const names = types.isNativeError(object) ? [...keysOf(object), 'cause'] : keysOf(object);
    return names.find((name) => {
      const descriptor = getOwnPropertyDescriptor(object, name);
      // Functions have no copy.
      if (descriptor === undefined || typeof descriptor.value === 'function') return false;
      return isObject(descriptor.value) && !this.isOpen(object, name, descriptor);
    });
  }

  private lists(holder: object, name: string): boolean {
    for (let prototype = above(holder); prototype !== null; prototype = above(prototype)) {
      if (types.isProxy(prototype) || this.realm.isPlatform(prototype)) return false;
      const maker = getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
      if (typeof maker === 'function' && listedBy(maker, name)) return true;
    }
    return false;
  }

  // Node keeps listeners, buffers and handles in fields of the very instances that an author's class makes, and calls
  // methods of theirs to move data, under names that begin with an underscore.
  isMachinery(holder: object, name: string): boolean {
    if (!name.startsWith('_') && name !== 'domain') return false;
    for (let prototype = above(holder); prototype !== null; prototype = above(prototype)) {
      if (types.isProxy(prototype)) return true;
      if (this.realm.isPlatformPrototype(prototype)) return !isListed(prototype) && prototype !== Object.prototype;
    }
    return false;
  }
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

// An object without a class of its own, in this realm or that of another context.
export function isPlain(object: object): boolean {
  const prototype = above(object);
  return prototype === null || prototype === Object.prototype || isObjectPrototype(prototype);
}

function isObjectPrototype(prototype: object): boolean {
  if (types.isProxy(prototype) || above(prototype) !== null) return false;
  const maker = getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  return typeof maker === 'function' && !types.isProxy(maker) && isForeignNative(maker);
}

function isPlainArray(object: object): boolean {
  return isArray(object) && above(object) === Array.prototype;
}

// All of an array is data; of an instance of an author's class of arrays, its elements are.
function isOwnOfArray(array: object, name: string): boolean {
  return isPlainArray(array) || name === 'length' || /^[0-9]+$/.test(name);
}

function above(object: object): object | null {
  return getPrototypeOf(object) as object | null;
}

const functionInternals: ReadonlySet<string> = new Set(['arguments', 'caller']);

function listedBy(maker: object, name: string): boolean {
  if (types.isProxy(maker)) return false;
  const fields = getOwnPropertyDescriptor(maker, fieldsSymbol)?.value as unknown;
  if (!isArray(fields) || types.isProxy(fields)) return false;
  for (let index = 0; index < fields.length; index++) if (fields[index] === name) return true;
  return false;
}

function isIndexOfView(holder: object, name: string): boolean {
  return types.isTypedArray(holder) && /^[0-9]+$/.test(name);
}
