// What paths lead through.

export const one = 1;
export const text = 'text';
export const nothing = null;
export const missing = undefined;

export const tree = {
  leaf: 'leaf',
  nothing: null,
  missing: undefined,
  flag: true,
  big: 1n,
  mark: Symbol('mark'),
  'two words': 'spaced',
  ключ: 'cyrillic',
  '🎈': 'astral',
  0: 'zero',
  $: 'dollar',
  list: [10, { deep: 'deep' }, [20]],
  branch: {
    leaf: 'deeper',
    holder() {
      return this === tree.branch;
    },
  },
  get computed() {
    return { leaf: 'computed' };
  },
  get failing() {
    throw new RangeError('the getter fails');
  },
};

// A chain of objects under the name `n`, with its depth at each level.
export const chain = { depth: 0 };
for (let at = chain, depth = 1; depth <= 40; depth++) at = at.n = { depth };

export class Asked {
  #times = 0;
  get member() {
    this.#times++;
    return { count: this.#times, method: () => this.#times };
  }
}

export const proxied = new Proxy({ member: 1 }, {});
export const bare = Object.assign(Object.create(null), { member: 'of no prototype' });

export function attached() {
  return 'called';
}
attached.member = 'of a function';
attached.method = () => 'of a function too';

export class Shape {
  static unit = 'cm';
  static #made = 0;
  static make() {
    Shape.#made++;
    return new this();
  }
  static get kind() {
    return 'shape';
  }
  corners = 4;
  name() {
    return 'shape';
  }
}

export class Square extends Shape {
  static name = 'a static called name';
}

export const instance = new Square();

const long = 'x'.repeat(1024);
export const wide = { [long.slice(5)]: 'at the end of a long path' };

export default {
  leaf: 'of the default export',
  greet(who) {
    return `hello ${who}`;
  },
};

export * as nested from './nested.js';
