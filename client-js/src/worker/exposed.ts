// The names that worker code exposes: what clients reach without a module or a reference.

import { isObject } from '../reach/fields.js';
import { neverReached } from '../reach/names.js';

export class Exposed {
  private readonly names = new Map<string, unknown>();

  // Adds every own enumerable member of `members`. A name that was exposed before gets the new value.
  add(members: object): void {
    if (!isObject(members)) throw new TypeError('expose() takes an object whose members become the exposed names');
    for (const [name, value] of Object.entries(members)) {
      if (name === '' || name.includes('.')) throw new TypeError(`'${name}' cannot be exposed: a name has no dots`);
      if (neverReached.has(name)) throw new TypeError(`'${name}' cannot be exposed: clients never reach that name`);
      this.names.set(name, value);
    }
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  get(name: string): unknown {
    return this.names.get(name);
  }

  entries(): Iterable<[string, unknown]> {
    return this.names;
  }
}
