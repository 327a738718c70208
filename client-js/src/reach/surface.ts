// Everything that clients can reach from a value, found with the very rules by which calls are judged. No getter
// and no function of an author's is run.

import { types } from 'node:util';
import { getOwnPropertyDescriptor, getPrototypeOf, isArray } from '../intrinsics.js';
import { fieldsSymbol, isObject, isPlain } from './fields.js';
import type { Found } from './members.js';
import { neverReached, neverSet } from './names.js';
import { isListed, isReadable } from './platform.js';
import type { Reach } from './reach.js';

export type Verb = 'IMPORT' | 'CALL' | 'CONSTRUCT' | 'GET' | 'SET';

// One member, what clients may do with it, and by which rule. Without a verb they may do nothing.
export interface Entry {
  path: string;
  verbs: readonly Verb[];
  why: string;
}

// What is deeper is said not to be looked into. A value has so few levels, or is a tree without end.
const deepest = 8;
const mostEntries = 50_000;
// Elements of one collection that are looked into; they mostly are of one kind.
const mostElements = 1000;

export class Surface {
  private readonly entries = new Map<string, Entry>();
  // Where an object was met first.
  private readonly places = new Map<object, string>();

  constructor(private readonly reach: Reach) {}

  // In the order of their paths.
  list(): Entry[] {
    return [...this.entries.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  // The value that stands under a path of its own: an export, or an exposed name.
  add(path: string, value: unknown, why: string): void {
    this.value(path, value, why, 1);
  }

  addNamespace(namespace: object): void {
    this.exports('', namespace, 1);
  }

  private exports(path: string, namespace: object, depth: number): void {
    for (const name of Object.getOwnPropertyNames(namespace)) {
      const place = join(path, name);
      if (neverReached.has(name)) this.refuse(place, 'a name that clients never reach');
      else this.value(place, exported(namespace, name), 'exported', depth);
    }
  }

  private value(path: string, value: unknown, why: string, depth: number, more: readonly Verb[] = []): void {
    if (!this.reach.mayGrant(value)) {
      this.refuse(path, 'never given to clients');
      return;
    }
    this.note(path, [...this.verbsOf(value), ...more], why);
    if (isObject(value)) this.open(path, value, depth);
  }

  private verbsOf(value: unknown): Verb[] {
    if (typeof value !== 'function') return ['GET'];
    switch (this.reach.callables.of(value)) {
      case 'denied':
        return ['GET'];
      case 'class':
        return this.reach.callables.mayConstruct(value) ? ['CONSTRUCT', 'GET'] : ['GET'];
      default:
        return this.reach.callables.mayConstruct(value) ? ['CALL', 'CONSTRUCT', 'GET'] : ['CALL', 'GET'];
    }
  }

  private open(path: string, object: object, depth: number): void {
    const place = this.places.get(object);
    if (place !== undefined) {
      if (typeof object !== 'function') this.note(join(path, '*'), ['GET'], `as ${place}`);
      return;
    }
    this.places.set(object, path);
    if (types.isProxy(object)) this.refuse(join(path, '*'), 'a Proxy');
    else if (depth > deepest) this.note(join(path, '*'), ['GET'], `not looked into: more than ${deepest} levels deep`);
    else if (types.isModuleNamespaceObject(object)) this.exports(path, object, depth + 1);
    else this.members(path, object, depth);
  }

  private members(path: string, object: object, depth: number): void {
    if (typeof object === 'function') this.instances(path, object);
    if (isArray(object)) this.elements(join(path, '*'), object, depth);
    if (types.isTypedArray(object)) this.note(join(path, '*'), ['GET'], 'element');
    if (types.isMap(object)) this.elements(`${path}.get()`, [...object.values()], depth);
    if (types.isSet(object)) this.elements(`${path}.values()`, [...object], depth);
    for (const name of this.namesOn(path, object)) {
      const found = this.reach.members.lookUp(object, name);
      if (found === 'closed') this.refuse(join(path, name), this.whyClosed(object, name));
      else if (found !== 'absent') this.member(path, object, name, found, depth);
    }
  }

  private member(path: string, holder: object, name: string, found: Found, depth: number): void {
    const { descriptor } = found;
    const why = this.whyOpen(holder, name, found);
    if (!('value' in descriptor)) this.note(join(path, name), this.accessorVerbs(holder, name, descriptor), why);
    else this.value(join(path, name), descriptor.value as unknown, why, depth + 1, this.setOf(holder, name, found));
  }

  // An accessor's value is not known without running it.
  private accessorVerbs(holder: object, name: string, { get, set }: PropertyDescriptor): Verb[] {
    const mayBeSet = set !== undefined && typeof holder !== 'function' && !neverSet.has(name);
    return [...(get === undefined ? [] : (['GET'] as const)), ...(mayBeSet ? (['SET'] as const) : [])];
  }

  // A field of an object that is shared; what a client constructs it may set besides.
  private setOf(holder: object, name: string, { owner, descriptor }: Found): Verb[] {
    const { value, writable } = descriptor;
    const plain = isPlain(holder) || isArray(holder);
    const open = this.reach.mode === 'open' && plain && owner === holder && writable === true;
    return open && typeof value !== 'function' && !neverSet.has(name) ? ['SET'] : [];
  }

  // What an author's class gives its instances. Their fields are known only of instances that are there.
  private instances(path: string, maker: Function): void {
    const prototype = getOwnPropertyDescriptor(maker, 'prototype')?.value as unknown;
    if (!isObject(prototype) || types.isProxy(prototype) || this.reach.realm.isDenied(prototype)) return;
    const sample = Object.create(prototype) as object;
    const fields = getOwnPropertyDescriptor(maker, fieldsSymbol)?.value as unknown;
    if (isArray(fields)) {
      for (const name of fields) this.note(`${path}#${String(name)}`, ['GET'], 'field in jsinterop.fields');
    }
    for (const name of this.namesOn(`${path}#`, sample)) {
      const found = this.reach.members.lookUp(sample, name);
      if (found === 'absent' || found === 'closed') continue;
      const verbs: Verb[] =
        'value' in found.descriptor
          ? this.verbsOf(found.descriptor.value)
          : this.accessorVerbs(sample, name, found.descriptor);
      this.note(`${path}#${name}`, verbs, this.whyOpen(sample, name, found));
    }
  }

  // All under one path, since a client tells them apart by index or key only.
  private elements(path: string, values: readonly unknown[], depth: number): void {
    for (const value of values.slice(0, mostElements)) this.value(path, value, 'element', depth + 1);
    if (values.length > mostElements) this.note(path, ['GET'], `element; the first ${mostElements} were looked into`);
  }

  // The names that are worth asking for. Those of the platform's objects stand in one entry.
  private namesOn(path: string, object: object): Set<string> {
    const names = new Set<string>();
    for (let at: object | null = object; at !== null; at = getPrototypeOf(at) as object | null) {
      if (types.isProxy(at)) break;
      if (at !== object && this.isPlatform(at)) {
        this.readers(path, at);
        continue;
      }
      for (const name of Object.getOwnPropertyNames(at)) if (!isIdle(at, name)) names.add(name);
    }
    return names;
  }

  private isPlatform(object: object): boolean {
    if (typeof object === 'function') return this.reach.realm.isPlatformFunction(object);
    return this.reach.realm.isPlatformPrototype(object);
  }

  private readers(path: string, prototype: object): void {
    if (!isListed(prototype)) return;
    const names = Object.getOwnPropertyNames(prototype).filter((name) => isReadable(prototype, name));
    if (names.length === 0) return;
    const place = path.endsWith('#') ? path : `${path}.`;
    this.note(`${place}<${nameOfClass(prototype)}>`, ['CALL', 'GET'], `readers: ${names.sort().join(' ')}`);
  }

  private whyOpen(holder: object, name: string, { owner, descriptor }: Found): string {
    if (typeof holder === 'function') return 'static member';
    if (isPlain(holder)) return 'member of a plain object';
    if (isArray(holder) && owner === holder) return 'member of an array';
    if (!('value' in descriptor)) return 'accessor of a class';
    if (typeof descriptor.value === 'function' && owner !== holder) return 'method of a class';
    if (!isObject(descriptor.value)) return 'field with a primitive';
    return this.reach.mode === 'open' ? 'field, in open mode' : 'field in jsinterop.fields';
  }

  private whyClosed(holder: object, name: string): string {
    if (neverReached.has(name)) return 'a name that clients never reach';
    const descriptor = getOwnPropertyDescriptor(holder, name);
    const above = getPrototypeOf(holder) as object | null;
    const isInstance = typeof holder !== 'function' && above !== null;
    const ofPlatform = this.reach.realm.isPlatform(holder) || (isInstance && this.isPlatform(above));
    if (descriptor === undefined || (ofPlatform && !types.isNativeError(holder)))
      return "the platform's, and no reader";
    return isObject(descriptor.value) ? 'field with an object, not in jsinterop.fields' : "the platform's own";
  }

  private refuse(path: string, why: string): void {
    this.note(path, [], why);
  }

  // Of several values under one path, such as elements, every verb counts.
  private note(path: string, verbs: readonly Verb[], why: string): void {
    const present = this.entries.get(path);
    if (present !== undefined) {
      const all = order.filter((verb) => verbs.includes(verb) || present.verbs.includes(verb));
      this.entries.set(path, { path, verbs: all, why: present.verbs.length === 0 ? why : present.why });
      return;
    }
    if (this.entries.size > mostEntries) throw new Error(`there are more than ${mostEntries} members`);
    this.entries.set(path, { path, verbs: order.filter((verb) => verbs.includes(verb)), why });
  }
}

const order: readonly Verb[] = ['IMPORT', 'CALL', 'CONSTRUCT', 'GET', 'SET'];

// Members that tell nothing: every function and array has them.
function isIdle(holder: object, name: string): boolean {
  if (neverReached.has(name)) return true;
  if (typeof holder === 'function') return ['name', 'length', 'arguments', 'caller'].includes(name);
  return (isArray(holder) || types.isTypedArray(holder)) && (name === 'length' || /^[0-9]+$/.test(name));
}

// An export that is not initialised yet counts as undefined.
function exported(namespace: object, name: string): unknown {
  try {
    return (namespace as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function nameOfClass(prototype: object): string {
  const maker = getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  if (typeof maker === 'function' && maker.name !== '') return maker.name;
  return String(getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value ?? 'platform');
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
