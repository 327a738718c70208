// What proxies for remote objects show of themselves: to people, to comparisons, and to the language.

import { inspect } from 'node:util';
import type { Aim } from './call.js';

// Asks a proxy how it is shown. Known to nobody else.
export const title = Symbol('title');

export function titleOf(remote: object): string | undefined {
  return (remote as { [title]?: string })[title];
}

// Names that the language itself asks objects for. They are answered here: a promise that asks for `then`, a logger that
// asks for `toJSON`, or Jest, which takes whatever has an `asymmetricMatch` for a matcher, must not make a call.
const local: ReadonlySet<PropertyKey> = new Set([
  'then',
  'toJSON',
  'toString',
  'toLocaleString',
  'valueOf',
  'constructor',
  'prototype',
  '__proto__',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'asymmetricMatch',
]);

export function isLocal(name: PropertyKey): boolean {
  return typeof name === 'symbol' || local.has(name);
}

// What a proxy shows of itself. What stands behind it has no title, and is seen by who looks behind proxies, as Node's
// prompt does.
const shown = {
  toString(): string {
    return titleOf(this) ?? '[target of a remote object]';
  },
  [inspect.custom](): string {
    return this.toString();
  },
};

export const appearance = {
  ...shown,
  toJSON(): string {
    return this.toString();
  },
};

// Functions are no JSON.
export const memberAppearance = Object.assign(Object.create(Function.prototype) as object, shown);

export function titleOfAim(aim: Aim): string {
  if (aim.kind === 'reference') return `[remote ${aim.state.title}]`;
  return aim.kind === 'module' ? `[remote module '${aim.specifier}']` : '[remote names]';
}

// Tells comparisons such as `assert.deepStrictEqual` what a proxy stands for: without it all would look the same.
export const identity = Symbol('remote object');

export function identityOf(aim: Aim): number | string {
  if (aim.kind === 'reference') return aim.state.number;
  return aim.kind === 'module' ? aim.specifier : '';
}
