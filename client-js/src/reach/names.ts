// Names, and paths of names, as clients write them.

import { failures } from '../errors.js';

// Never a step of a path, in any mode.
export const neverReached: ReadonlySet<string> = new Set([
  'constructor',
  'prototype',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

// Never set: they change how the object behaves for others, or whether it is taken for a promise.
export const neverSet: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'toString',
  'valueOf',
  ...Object.getOwnPropertyNames(Object.prototype),
  ...neverReached,
]);

const longestPath = 1024;
const mostNames = 32;

// Reading a path is pure, so the last ones are kept. The bound is on what a client can make the worker keep.
const remembered = 1024;

export class Paths {
  private readonly known = new Map<string, readonly string[]>();

  // The names of a path; none for the empty path. Throws INVALID_FIELD for what is no path.
  parse(member: string): readonly string[] {
    const known = this.known.get(member);
    if (known !== undefined) return known;
    const names = split(member);
    if (this.known.size >= remembered) this.known.clear();
    this.known.set(member, names);
    return names;
  }
}

function split(member: string): readonly string[] {
  if (member === '') return [];
  if (Buffer.byteLength(member) > longestPath) throw failures.invalidField('member', 'The path is too long.');
  const names = member.split('.');
  if (names.length > mostNames) throw failures.invalidField('member', 'The path has too many names.');
  if (names.includes('')) throw failures.invalidField('member', 'The path has an empty name.');
  return names;
}
