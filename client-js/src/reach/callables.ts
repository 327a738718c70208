// What kind of callable a function is, remembered per function since calls ask for it each time.

import { types } from 'node:util';
import { construct, getOwnPropertyDescriptor, getPrototypeOf, sourceOf } from '../intrinsics.js';
import { isIntrinsic } from './node_code.js';
import { isListed } from './platform.js';
import type { Realm } from './realm.js';

// 'intrinsic': a function of the language itself.
export type Callable = 'function' | 'intrinsic' | 'class' | 'denied';

export class Callables {
  private readonly known = new WeakMap<object, Callable>();

  constructor(private readonly realm: Realm) {}

  of(fn: Function): Callable {
    const known = this.known.get(fn);
    if (known !== undefined) return known;
    const found = this.look(fn);
    this.known.set(fn, found);
    return found;
  }

  // Whether clients construct with a function. Of the platform's classes only those do whose instances they can read:
  // the others do things of their own with what they are given (a stream ends the process if told to abort).
  // REQUIRES: it is not denied.
  mayConstruct(fn: Function): boolean {
    return isConstructor(fn) && (!this.realm.isPlatform(fn) || makesListed(fn));
  }

  // Whether it is one of Node's functions, written in JavaScript.
  isNodes(fn: Function): boolean {
    return this.realm.isPlatform(fn) && !isIntrinsic(fn);
  }

  private look(fn: Function): Callable {
    if (types.isProxy(fn) || this.realm.isDenied(fn) || this.realm.extendsCodeMaker(fn)) return 'denied';
    if (isClass(fn)) return 'class';
    return isIntrinsic(fn) ? 'intrinsic' : 'function';
  }
}

// A class's `prototype` is read-only, where that of a function is not; among functions of the platform that
// holds for those that can be called too, so the text decides for the few that are left.
export function isClass(fn: Function): boolean {
  const prototype = getOwnPropertyDescriptor(fn, 'prototype');
  return prototype !== undefined && prototype.writable === false && sourceOf(fn).startsWith('class');
}

function makesListed(fn: Function): boolean {
  let made = getOwnPropertyDescriptor(fn, 'prototype')?.value as object | null | undefined;
  while (made !== null && made !== undefined && !isListed(made)) made = getPrototypeOf(made) as object | null;
  return made !== null && made !== undefined;
}

function isConstructor(fn: Function): boolean {
  try {
    construct(Object, [], fn);
    return true;
  } catch {
    return false;
  }
}
