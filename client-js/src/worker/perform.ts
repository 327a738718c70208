// One operation on one member: what CALL, CONSTRUCT, GET and SET do once the target is known.

import { types } from 'node:util';
import { failures } from '../errors.js';
import { Operation } from '../gen/jsinterop/v1/interop.js';
import { type Callables, isConstructor } from '../reach/callables.js';
import { apply, construct, isArray, isExtensible, setProperty } from '../intrinsics.js';
import { isObject, type Members, type Mode } from '../reach/members.js';
import { neverSet } from '../reach/names.js';
import type { Exposed } from './exposed.js';

// Where a path begins: at a live object, or at the exposed names.
export type Start = { kind: 'object'; value: unknown } | { kind: 'exposed' };

export class Operations {
  constructor(
    private readonly members: Members,
    private readonly callables: Callables,
    private readonly exposed: Exposed,
    private readonly mode: Mode,
    private readonly isOwned: (value: unknown) => boolean,
  ) {}

  // Walks to the target and makes sure that the operation may be done. What it gives does the operation; until
  // then nothing of the author's has run but getters on the way.
  prepare(operation: Operation, start: Start, path: string, names: readonly string[], args: unknown[]): () => unknown {
    if (start.kind === 'object') this.checkTarget(start.value);
    if (names.length === 0) return this.onTarget(operation, start, args);
    const holder = this.walk(start, names, path);
    const name = names[names.length - 1]!;
    if (operation === Operation.SET) return this.set(holder, name, path, args[0]);
    const value = this.step(start, holder, names, names.length - 1, path);
    return this.onValue(operation, value, this.thisFor(start, holder, names), path, args);
  }

  private onTarget(operation: Operation, start: Start, args: unknown[]): () => unknown {
    if (start.kind === 'exposed') throw failures.invalidField('member', 'A call without a target needs a member.');
    if (operation === Operation.SET) throw failures.invalidField('member', 'SET needs a member.');
    return this.onValue(operation, start.value, undefined, '', args);
  }

  private onValue(
    operation: Operation,
    value: unknown,
    thisValue: unknown,
    path: string,
    args: unknown[],
  ): () => unknown {
    switch (operation) {
      case Operation.GET:
        return () => value;
      case Operation.CONSTRUCT: {
        const maker = this.constructible(value, path);
        return () => construct(maker, args) as unknown;
      }
      default: {
        const fn = this.callable(value, path);
        return () => apply(fn, thisValue, args) as unknown;
      }
    }
  }

  private checkTarget(target: unknown): void {
    if (!isObject(target) || types.isModuleNamespaceObject(target)) return;
    if (typeof target === 'function' ? this.callables.of(target) === 'denied' : !this.members.mayHold(target)) {
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
      return this.members.read(holder, name, path, names[index - 1] ?? 'target');
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
    switch (this.callables.of(value)) {
      case 'denied':
        throw failures.notReachable(path, path);
      case 'class':
        throw failures.notAFunction(path, 'a class, which can only be constructed');
      case 'function':
        return value;
    }
  }

  private constructible(value: unknown, path: string): Function {
    if (typeof value !== 'function') throw failures.notAFunction(path, 'not a class');
    if (this.callables.of(value) === 'denied') throw failures.notReachable(path, path);
    if (!isConstructor(value)) throw failures.notAFunction(path, 'a function that cannot be constructed');
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
    if (!this.members.mayHold(holder)) throw failures.notReachable(path, path);
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
    if (this.members.isOfPlatform(found.owner)) throw failures.notWritable(path, "its class is not an author's");
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
    if (!(name in target) && (this.members.isPlain(target) || isArray(target))) return undefined;
    return this.members.find(target, name, path, name);
  }

  private checkField(target: object, path: string): void {
    if (this.isOwned(target)) return;
    const plain = this.members.isPlain(target) || isArray(target);
    if (this.mode !== 'open' || !plain) throw failures.notWritable(path, 'it is a field of an object that is shared');
  }
}
