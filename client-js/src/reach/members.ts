// What clients can reach from where they stand: one rule for each step of a path.
//
//   namespaces, plain objects, arrays   their own members
//   instances of authors' classes       methods and accessors of those classes, and primitive own fields;
//                                       other own fields if the mode is open, or if the class lists them
//                                       under Symbol.for('jsinterop.fields')
//   functions and classes of authors    their own and inherited static members, by the same rule
//   objects of the platform             what platform.ts lists
//   anything else                       nothing
//
// Each property is looked up once, by its descriptor; what a getter answers is used and never asked again.

import { types } from 'node:util';
import { failures } from '../errors.js';
import { apply, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, isArray, sourceOf } from '../intrinsics.js';
import { neverReached } from './names.js';
import { isReadable } from './platform.js';
import type { Realm } from './realm.js';

export type Mode = 'strict' | 'open';

// Where a class lists the fields that clients may reach although they hold objects.
export const fieldsSymbol = Symbol.for('jsinterop.fields');

// A property as it was found, and on which object.
export interface Found {
  descriptor: PropertyDescriptor;
  owner: object;
}

type Lookup = Found | 'absent' | 'closed';

export class Members {
  constructor(
    private readonly realm: Realm,
    private readonly mode: Mode,
  ) {}

  // The value of a member. `path` and `name` are what the client wrote, for messages.
  read(holder: unknown, name: string, path: string, stepName: string): unknown {
    if (types.isModuleNamespaceObject(holder)) return this.readExport(holder as object, name, path);
    const found = this.find(holder, name, path, stepName);
    const { get, value } = found.descriptor;
    if (get !== undefined) return apply(get, holder, []) as unknown;
    return 'value' in found.descriptor ? (value as unknown) : undefined;
  }

  // The property that a name leads to. Throws MEMBER_NOT_FOUND or NOT_REACHABLE.
  find(holder: unknown, name: string, path: string, stepName: string): Found {
    if (!isObject(holder)) throw failures.memberNotFound(path, stepName, kindOfPrimitive(holder));
    if (neverReached.has(name) || !this.mayHold(holder)) throw failures.notReachable(path, name);
    const found = this.lookUp(holder, name);
    if (found === 'absent') throw failures.memberNotFound(path, name, 'undefined');
    if (found === 'closed') throw failures.notReachable(path, name);
    return found;
  }

  // Whether members of an object can be reached at all.
  mayHold(holder: object): boolean {
    return !types.isProxy(holder) && !this.realm.isDenied(holder);
  }

  isOfPlatform(object: object): boolean {
    return this.realm.isPlatform(object);
  }

  isPlain(object: object): boolean {
    const prototype = getPrototypeOf(object) as object | null;
    return prototype === null || prototype === Object.prototype;
  }

  // Exports change by assignment only in the module itself; a namespace has no getters of its own.
  private readExport(namespace: object, name: string, path: string): unknown {
    if (neverReached.has(name) || this.realm.isDenied(namespace)) throw failures.notReachable(path, name);
    if (!hasOwnExport(namespace, name)) throw failures.memberNotFound(path, name, 'undefined');
    return (namespace as Record<string, unknown>)[name];
  }

  private lookUp(holder: object, name: string): Lookup {
    if (typeof holder === 'function') return this.lookUpStatic(holder, name);
    if (this.isPlain(holder)) return this.lookUpPlain(holder, name);
    return this.lookUpInstance(holder, name);
  }

  private lookUpPlain(holder: object, name: string): Lookup {
    if (this.realm.isPlatform(holder)) return 'closed';
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor !== undefined) return { descriptor, owner: holder };
    return name in holder ? 'closed' : 'absent';
  }

  private lookUpInstance(holder: object, name: string): Lookup {
    const own = getOwnPropertyDescriptor(holder, name);
    if (own !== undefined) return this.ownOfInstance(holder, name, own);
    return this.lookUpChain(holder, name);
  }

  private ownOfInstance(holder: object, name: string, descriptor: PropertyDescriptor): Lookup {
    const found = { descriptor, owner: holder };
    if (isArray(holder) || isIndexOfView(holder, name)) return found;
    if (isPlumbing(holder, name) || (types.isNativeError(holder) && name === 'stack')) return 'closed';
    return this.openField(holder, name, descriptor) ? found : 'closed';
  }

  // An own field of an instance, or a data property on one of its prototypes.
  private openField(holder: object, name: string, descriptor: PropertyDescriptor): boolean {
    if (!('value' in descriptor) || !isObject(descriptor.value)) return true;
    return this.mode === 'open' || this.listsField(holder, name);
  }

  private lookUpChain(holder: object, name: string): Lookup {
    let prototype = getPrototypeOf(holder) as object | null;
    for (; prototype !== null; prototype = getPrototypeOf(prototype) as object | null) {
      if (types.isProxy(prototype)) return 'closed';
      const descriptor = getOwnPropertyDescriptor(prototype, name);
      if (descriptor === undefined) continue;
      if (!this.inheritable(holder, prototype, name, descriptor)) return 'closed';
      return { descriptor, owner: prototype };
    }
    return 'absent';
  }

  private inheritable(holder: object, prototype: object, name: string, descriptor: PropertyDescriptor): boolean {
    if (this.realm.isPlatform(prototype) || prototype === Object.prototype) return isReadable(prototype, name);
    if (isOfAnotherRealm(prototype)) return false;
    return typeof descriptor.value === 'function' || this.openField(holder, name, descriptor);
  }

  private lookUpStatic(holder: Function, name: string): Lookup {
    let fn: object | null = holder;
    for (; fn !== null && fn !== Function.prototype; fn = getPrototypeOf(fn) as object | null) {
      if (types.isProxy(fn)) return 'closed';
      const descriptor = getOwnPropertyDescriptor(fn, name);
      if (descriptor === undefined) continue;
      return this.openStatic(fn, name, descriptor) ? { descriptor, owner: fn } : 'closed';
    }
    return fn !== null && name in fn ? 'closed' : 'absent';
  }

  private openStatic(fn: object, name: string, descriptor: PropertyDescriptor): boolean {
    if (this.realm.isPlatform(fn) || functionInternals.has(name)) return false;
    if (typeof descriptor.value === 'function' || !isObject(descriptor.value)) return true;
    return this.mode === 'open' || lists(fn, name);
  }

  private listsField(holder: object, name: string): boolean {
    let prototype = getPrototypeOf(holder) as object | null;
    for (
      ;
      prototype !== null && !this.realm.isPlatform(prototype);
      prototype = getPrototypeOf(prototype) as object | null
    ) {
      const maker = getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
      if (typeof maker === 'function' && lists(maker, name)) return true;
    }
    return false;
  }
}

const functionInternals: ReadonlySet<string> = new Set(['arguments', 'caller']);

function lists(maker: object, name: string): boolean {
  const fields = getOwnPropertyDescriptor(maker, fieldsSymbol)?.value as unknown;
  return isArray(fields) && fields.includes(name);
}

// An export that is not initialised yet counts as absent.
function hasOwnExport(namespace: object, name: string): boolean {
  try {
    return hasOwn(namespace, name);
  } catch {
    return false;
  }
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

// Fields in which Node keeps listeners and buffers on the instance itself.
const plumbing: ReadonlySet<string> = new Set([
  '_events',
  '_eventsCount',
  '_maxListeners',
  '_readableState',
  '_writableState',
  '_handle',
  'domain',
]);

function isPlumbing(holder: object, name: string): boolean {
  return plumbing.has(name) && '_events' in holder;
}

function isIndexOfView(holder: object, name: string): boolean {
  return types.isTypedArray(holder) && /^[0-9]+$/.test(name);
}

// Intrinsics of another context have a native constructor and are not in the realm's own books.
function isOfAnotherRealm(prototype: object): boolean {
  const maker = getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  return typeof maker === 'function' && nativeCode.test(sourceOf(maker));
}

const nativeCode = /\{\s*\[native code\]\s*\}$/;

function kindOfPrimitive(value: unknown): string {
  return value === undefined || value === null ? String(value) : `a ${typeof value}`;
}
