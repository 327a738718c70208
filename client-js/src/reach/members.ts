// What clients can reach from where they stand: one rule for each step of a path.
//
//   namespaces, plain objects, arrays   their own members
//   instances of authors' classes       methods and accessors of those classes, and the own fields that fields.ts
//                                       opens
//   functions and classes of authors    their own and inherited static members, by the same rule
//   objects of the platform             what platform.ts lists
//   anything else                       nothing
//
// Each property is looked up once, by its descriptor; what a getter answers is used and never asked again.

import { types } from 'node:util';
import { failures } from '../errors.js';
import { apply, getOwnPropertyDescriptor, getPrototypeOf, hasOwn } from '../intrinsics.js';
import { type Fields, isObject, isPlain } from './fields.js';
import { neverReached } from './names.js';
import { isReadable } from './platform.js';
import type { Realm } from './realm.js';

// A property as it was found, and on which object.
export interface Found {
  descriptor: PropertyDescriptor;
  owner: object;
}

// 'closed': it is there, or it may be, and clients do not reach it.
export type Lookup = Found | 'absent' | 'closed';

export class Members {
  constructor(
    private readonly realm: Realm,
    private readonly fields: Fields,
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
    const found = this.lookUp(holder, name);
    if (found === 'absent') throw failures.memberNotFound(path, name, 'undefined');
    if (found === 'closed') throw this.closed(holder, name, path);
    return found;
  }

  private closed(holder: object, name: string, path: string): unknown {
    const couldOpen = !neverReached.has(name) && this.mayHold(holder) && this.fields.couldOpen(holder, name);
    return couldOpen ? failures.fieldNotReachable(path, name) : failures.notReachable(path, name);
  }

  lookUp(holder: object, name: string): Lookup {
    if (neverReached.has(name) || !this.mayHold(holder)) return 'closed';
    if (typeof holder === 'function') return this.lookUpStatic(holder, name);
    if (isPlain(holder)) return this.lookUpPlain(holder, name);
    return this.lookUpInstance(holder, name);
  }

  // Whether members of an object can be reached at all.
  mayHold(holder: object): boolean {
    return !types.isProxy(holder) && !this.realm.isDenied(holder);
  }

  // Exports change by assignment only in the module itself; a namespace has no getters of its own.
  private readExport(namespace: object, name: string, path: string): unknown {
    if (neverReached.has(name) || this.realm.isDenied(namespace)) throw failures.notReachable(path, name);
    if (!hasOwnExport(namespace, name)) throw failures.memberNotFound(path, name, 'undefined');
    return (namespace as Record<string, unknown>)[name];
  }

  private lookUpPlain(holder: object, name: string): Lookup {
    if (this.realm.isPlatform(holder)) return 'closed';
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor === undefined) return name in holder ? 'closed' : 'absent';
    // The function that was called, which nobody exported.
    return name === 'callee' && types.isArgumentsObject(holder) ? 'closed' : { descriptor, owner: holder };
  }

  private lookUpInstance(holder: object, name: string): Lookup {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor === undefined) return this.lookUpChain(holder, name);
    return this.fields.isOpen(holder, name, descriptor) ? { descriptor, owner: holder } : 'closed';
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
    if (prototype === Object.prototype || this.realm.isPlatformPrototype(prototype)) return isReadable(prototype, name);
    if (this.fields.isMachinery(holder, name)) return false;
    return typeof descriptor.value === 'function' || this.fields.holdsOpen(holder, name, descriptor);
  }

  private lookUpStatic(holder: Function, name: string): Lookup {
    let fn: object | null = holder;
    for (; fn !== null && fn !== Function.prototype; fn = getPrototypeOf(fn) as object | null) {
      if (types.isProxy(fn)) return 'closed';
      const descriptor = getOwnPropertyDescriptor(fn, name);
      if (descriptor === undefined) continue;
      return this.isStaticOpen(fn, name, descriptor) ? { descriptor, owner: fn } : 'closed';
    }
    return fn !== null && name in fn ? 'closed' : 'absent';
  }

  private isStaticOpen(fn: object, name: string, descriptor: PropertyDescriptor): boolean {
    const platform = typeof fn === 'function' ? this.realm.isPlatformFunction(fn) : this.realm.isPlatform(fn);
    return !platform && this.fields.isStaticOpen(fn, name, descriptor);
  }
}

// An export that is not initialised yet counts as absent.
function hasOwnExport(namespace: object, name: string): boolean {
  try {
    return hasOwn(namespace, name);
  } catch {
    return false;
  }
}

function kindOfPrimitive(value: unknown): string {
  return value === undefined || value === null ? String(value) : `a ${typeof value}`;
}
