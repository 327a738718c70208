// One operation on one member: what CALL, CONSTRUCT, GET and SET do once the target is known.

import { types } from 'node:util';
import { failures } from '../errors.js';
import { Operation } from '../gen/jsinterop/v1/interop.js';
import {
  apply,
  construct,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  isExtensible,
  setProperty,
} from '../intrinsics.js';
import { isObject, isPlain } from './fields.js';
import { neverSet } from './names.js';
import type { Reach } from './reach.js';

// Where a path begins: at a live object, or at the exposed names.
export type Start = { kind: 'object'; value: unknown } | { kind: 'exposed' };

// The exposed names.
export interface Names {
  has(name: string): boolean;
  get(name: string): unknown;
}

// An operation that may be done.
export interface Plan {
  run: () => unknown;
  // Whether an author's function chooses what the client gets. If not, the client has picked it, and what it
  // could not reach by a path it does not get as part of a copy either.
  isGiven: boolean;
  // What a CONSTRUCT calls.
  maker?: Function;
}

export class Operations {
  // What CONSTRUCT gave before.
  private readonly made = new WeakSet<object>();

  constructor(
    private readonly reach: Reach,
    private readonly exposed: Names,
    private readonly isOwned: (value: unknown) => boolean,
  ) {}

  // Walks to the target and makes sure that the operation may be done. Until it is run, nothing of the
  // author's has run but getters on the way.
  prepare(operation: Operation, start: Start, path: string, names: readonly string[], args: unknown[]): Plan {
    if (start.kind === 'object') this.checkTarget(start.value);
    if (names.length === 0) return this.onTarget(operation, start, args);
    const holder = this.walk(start, names, path);
    const name = names[names.length - 1]!;
    if (operation === Operation.SET) return picked(this.set(holder, name, path, args[0]));
    const value = this.step(start, holder, names, names.length - 1, path);
    return this.onValue(operation, value, this.thisFor(start, holder, names), path, args);
  }

  private onTarget(operation: Operation, start: Start, args: unknown[]): Plan {
    if (start.kind === 'exposed') throw failures.invalidField('member', 'A call without a target needs a member.');
    if (operation === Operation.SET) throw failures.invalidField('member', 'SET needs a member.');
    return this.onValue(operation, start.value, undefined, '', args);
  }

  private onValue(operation: Operation, value: unknown, thisValue: unknown, path: string, args: unknown[]): Plan {
    switch (operation) {
      case Operation.GET:
        return picked(() => value);
      case Operation.CONSTRUCT: {
        const maker = this.constructible(value, path);
        return { ...picked(() => construct(maker, args) as unknown), maker };
      }
      default: {
        const fn = this.callable(value, path);
        const isGiven = this.reach.callables.of(fn) !== 'intrinsic';
        if (!isGiven) this.checkReader(fn, thisValue, args, path);
        else if (this.reach.callables.isNodes(fn)) checkData(args);
        return { run: () => apply(fn, thisValue, args) as unknown, isGiven };
      }
    }
  }

  // Functions of the language call what they are given, so that must be what the client could call itself, with no
  // `this` of its choice. And they walk holes as they walk elements.
  private checkReader(reader: Function, thisValue: unknown, args: unknown[], path: string): void {
    if (isArray(thisValue) && thisValue.length > mostElements) {
      throw failures.requestTooLarge('member', `the array has more than ${mostElements} elements`);
    }
    args.forEach((fn, index) => {
      if (typeof fn !== 'function') return;
      if (this.reach.callables.of(fn) === 'denied') throw failures.notReachable(path, path);
      if (index + 1 === args.length || folds.has(reader)) return;
      throw failures.invalidField(`arguments[${index + 1}]`, 'Nothing stands after a function: it gets no `this`.');
    });
  }

  // Whether what a CONSTRUCT gave was made for the client, to be asked once of each. A constructor may as well give what
  // it gave before, and a function that nobody meant for one gives what all share.
  isMade(object: object, maker: Function): boolean {
    const isNew = !this.made.has(object);
    this.made.add(object);
    const prototype = getOwnPropertyDescriptor(maker, 'prototype')?.value as unknown;
    if (!isNew || types.isProxy(object)) return false;
    return this.reach.callables.of(maker) === 'class' || getPrototypeOf(object) === prototype;
  }

  private checkTarget(target: unknown): void {
    if (!isObject(target) || types.isModuleNamespaceObject(target)) return;
    if (
      typeof target === 'function' ? this.reach.callables.of(target) === 'denied' : !this.reach.members.mayHold(target)
    ) {
      throw failures.targetNotReachable();
    }
  }

  // Walks to the object that holds the last name.
  private walk(start: Start, names: readonly string[], path: string): unknown {
    let holder: unknown = start.kind === 'object' ? start.value : undefined;
    for (let index = 0; index < names.length - 1; index++) holder = this.step(start, holder, names, index, path);
    return holder;
  }

  private step(start: Start, holder: unknown, names: readonly string[], index: number, path: string): unknown {
    const name = names[index]!;
    if (index > 0 || start.kind === 'object')
      return this.reach.members.read(holder, name, path, names[index - 1] ?? 'target');
    if (!this.exposed.has(name)) throw failures.memberNotFound(path, name, 'undefined');
    return this.exposed.get(name);
  }

  // A method gets the object on which it was found; an export of a module and an exposed name get none.
  private thisFor(start: Start, holder: unknown, names: readonly string[]): unknown {
    if (names.length === 1 && start.kind === 'exposed') return undefined;
    return types.isModuleNamespaceObject(holder) ? undefined : holder;
  }

  private callable(value: unknown, path: string): Function {
    if (typeof value !== 'function') throw failures.notAFunction(path, 'not a function');
    switch (this.reach.callables.of(value)) {
      case 'denied':
        throw failures.notReachable(path, path);
      case 'class':
        throw failures.notAFunction(path, 'a class, which can only be constructed');
      case 'intrinsic':
      case 'function':
        return value;
    }
  }

  private constructible(value: unknown, path: string): Function {
    if (typeof value !== 'function') throw failures.notAFunction(path, 'not a class');
    if (this.reach.callables.of(value) === 'denied') throw failures.notReachable(path, path);
    if (!this.reach.callables.mayConstruct(value)) {
      throw failures.notAFunction(path, "a function that cannot be constructed, or a class of the platform's");
    }
    return value;
  }

  private set(holder: unknown, name: string, path: string, value: unknown): () => unknown {
    if (neverSet.has(name)) throw failures.notWritable(path, 'that name is never set');
    const target = this.settable(holder, path);
    const setter = this.setterOf(target, name, path);
    if (setter !== undefined) return () => void apply(setter, target, [value]);
    return () => {
      if (!setProperty(target, name, value, target)) throw failures.notWritable(path, 'it is read-only');
    };
  }

  private settable(holder: unknown, path: string): object {
    if (!isObject(holder)) throw failures.notWritable(path, 'it is not a member of an object');
    if (!this.reach.members.mayHold(holder)) throw failures.notReachable(path, path);
    if (this.reach.realm.isPlatform(holder)) throw failures.notWritable(path, "it is not an author's");
    if (isPartOfClass(holder)) throw failures.notWritable(path, 'functions, classes and modules are not changed');
    if (typeof holder === 'function' || types.isModuleNamespaceObject(holder)) {
      throw failures.notWritable(path, 'functions, classes and modules are not changed');
    }
    return holder;
  }

  // The author's setter; undefined if a field is to be set. Throws if neither may be.
  private setterOf(target: object, name: string, path: string): ((value: unknown) => void) | undefined {
    const found = this.foundForSet(target, name, path);
    if (found === undefined) {
      this.checkField(target, path);
      if (!isExtensible(target)) throw failures.notWritable(path, 'the object takes no new members');
      return undefined;
    }
    if (this.reach.realm.isPlatformPrototype(found.owner)) {
      throw failures.notWritable(path, "its class is not an author's");
    }
    const { set, get } = found.descriptor;
    if (set !== undefined) return set;
    if (get !== undefined) throw failures.notWritable(path, 'it has no setter');
    this.checkField(target, path);
    if (found.owner !== target || typeof found.descriptor.value === 'function' || found.descriptor.writable !== true) {
      throw failures.notWritable(path, 'it is read-only');
    }
    return undefined;
  }

  private foundForSet(target: object, name: string, path: string) {
    // What is not there may be added to plain objects and arrays only, where the mode or the owner allows it.
    if (!(name in target) && (isPlain(target) || isArray(target))) return undefined;
    return this.reach.members.find(target, name, path, name);
  }

  private checkField(target: object, path: string): void {
    if (this.isOwned(target)) return;
    const plain = isPlain(target) || isArray(target);
    if (this.reach.mode !== 'open' || !plain)
      throw failures.notWritable(path, 'it is a field of an object that is shared');
  }
}

// More than any array of data has; a walk over so many takes about a second.
const mostElements = 1 << 24;

// They take a value after their function.
const folds: ReadonlySet<Function> = new Set(
  [Array.prototype, getPrototypeOf(Uint8Array.prototype) as unknown[]].flatMap((made) => [
    made.reduce,
    made.reduceRight,
  ]),
);

// Node calls back when nobody waits any more for what a function throws, and that would end the process.
function checkData(args: unknown[]): void {
  const index = args.findIndex((value) => typeof value === 'function');
  if (index < 0) return;
  throw failures.invalidField(
    `arguments[${index}]`,
    "Node's own functions take no function: export one that calls it.",
  );
}

function picked(run: () => unknown): Plan {
  return { run, isGiven: false };
}

// Whether an object is what the instances of a class have in common.
function isPartOfClass(object: object): boolean {
  const maker = getOwnPropertyDescriptor(object, 'constructor')?.value as unknown;
  if (typeof maker !== 'function' || types.isProxy(maker)) return false;
  return getOwnPropertyDescriptor(maker, 'prototype')?.value === object;
}
