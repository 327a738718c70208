// Throws everything.

const withCauses = (count) => {
  let error;
  for (let at = count; at >= 0; at--)
    error = new Error(`level ${at}`, error === undefined ? undefined : { cause: error });
  return error;
};

const withProperties = (count) =>
  Object.assign(new Error('many'), Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, at])));

const errors = (count) => Array.from({ length: count }, (_, at) => new Error(`error ${at}`));

const lying = (key, get) => Object.defineProperty(new Error('lies'), key, { get, enumerable: true });
const fails = () => {
  throw new Error('from a getter');
};

class Own extends Error {
  name = 'Own';
}

class Unnamed extends TypeError {}

const things = {
  Error: () => new Error('told'),
  EvalError: () => new EvalError('told'),
  RangeError: () => new RangeError('told'),
  ReferenceError: () => new ReferenceError('told'),
  SyntaxError: () => new SyntaxError('told'),
  TypeError: () => new TypeError('told'),
  URIError: () => new URIError('told'),
  own: () => new Own('mine'),
  unnamed: () => new Unnamed('not mine'),
  noMessage: () => new Error(),
  strangeMessage: () => new Error('añ✓🎈\0\n'),
  loneSurrogate: () => new Error('a\ud800b'),
  codeText: () => Object.assign(new Error('coded'), { code: 'E_CODE' }),
  codeNumber: () => Object.assign(new Error('coded'), { code: 42 }),
  codeObject: () => Object.assign(new Error('coded'), { code: {} }),
  domException: () => new DOMException('stopped', 'AbortError'),
  ofNode: () => {
    try {
      new URL('no url');
    } catch (error) {
      return error;
    }
  },

  cause: () => new Error('outer', { cause: new TypeError('inner') }),
  causeThatIsNoError: () => new Error('outer', { cause: 'text' }),
  causes6: () => withCauses(6),
  causes8: () => withCauses(8),
  causes9: () => withCauses(9),
  causes50: () => withCauses(50),
  causeOfItself: () => {
    const error = new Error('circular');
    error.cause = error;
    return error;
  },
  aggregate2: () => new AggregateError(errors(2), 'both'),
  aggregate16: () => new AggregateError(errors(16), 'sixteen'),
  aggregate17: () => new AggregateError(errors(17), 'seventeen'),
  aggregateNested: () => new AggregateError([new AggregateError(errors(1), 'inner')], 'outer'),
  aggregateOfTexts: () => new AggregateError(['text', 7], 'mixed'),

  properties: () =>
    Object.assign(new Error('with properties'), {
      z: 1,
      text: 'told',
      nothing: null,
      absent: undefined,
      flag: false,
      big: 10n,
      zero: -0,
      lone: '\ud800',
      ['__proto__']: 'data',
      left: {},
      out: () => 1,
      [Symbol('s')]: 1,
      last: 2,
    }),
  properties32: () => withProperties(32),
  properties33: () => withProperties(33),
  hiddenProperty: () => Object.defineProperty(new Error('hidden'), 'secret', { value: 1 }),
  longProperty: () => Object.assign(new Error('long'), { long: 'x'.repeat(100_000) }),

  text: () => 'a text',
  emptyText: () => '',
  loneText: () => '\ud800',
  number: () => 42,
  negativeZero: () => -0,
  nan: () => NaN,
  true: () => true,
  bigint: () => 10n,
  null: () => null,
  undefined: () => undefined,
  symbol: () => Symbol('s'),
  function: () => () => 1,
  class: () => Own,
  promise: () => Promise.resolve(1),
  object: () => ({ a: [1, { b: null }] }),
  array: () => [1, undefined, -0],
  map: () => new Map([['k', 1]]),
  date: () => new Date(5),
  bytes: () => new Uint8Array([1]),
  bare: () => Object.assign(Object.create(null), { a: 1 }),
  likeAnError: () => ({ name: 'TypeError', message: 'not really', stack: 'none' }),
  cycle: () => {
    const cycle = {};
    cycle.self = cycle;
    return cycle;
  },
  withAFunction: () => ({ f() {} }),
  large: () => ({ text: 'x'.repeat(1_000_000) }),

  nameThrows: () => lying('name', fails),
  messageThrows: () => lying('message', fails),
  stackThrows: () => lying('stack', fails),
  codeThrows: () => lying('code', fails),
  causeThrows: () => lying('cause', fails),
  errorsThrows: () => lying('errors', fails),
  propertyThrows: () => lying('further', fails),
  nameIsANumber: () => lying('name', () => 7),
  messageIsAnObject: () => lying('message', () => ({})),
  stackIsASymbol: () => lying('stack', () => Symbol('s')),
  proxy: () => new Proxy(new Error('behind a proxy'), {}),
  failingProxy: () =>
    new Proxy(new Error('behind a proxy'), {
      get: fails,
      ownKeys: fails,
      getPrototypeOf: fails,
      getOwnPropertyDescriptor: fails,
    }),
  revokedProxy: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  hugeMessage: () => new Error('m'.repeat(1_000_000)),
  hugeStack: () => Object.assign(new Error('huge'), { stack: 's'.repeat(10_000_000) }),
  hugeName: () => Object.assign(new Error('huge'), { name: 'N'.repeat(100_000) }),
  noStack: () => Object.defineProperty(new Error('no stack'), 'stack', { value: undefined }),
  frozen: () => Object.freeze(new TypeError('frozen')),
  madeByObject: () => Object.create(Error.prototype, { message: { value: 'made up' } }),
};

export function throws(name) {
  throw things[name]();
}

export async function rejects(name) {
  await null;
  throw things[name]();
}

export class Throws {
  constructor(name) {
    throw things[name]();
  }

  static get getter() {
    throw things.RangeError();
  }
}

export class Holder {
  set member(name) {
    throw things[name]();
  }
}

export const inToJson = () => ({ a: { toJSON: () => throws('RangeError') } });
export const inAGetter = () => ({
  a: 1,
  get b() {
    return throws('RangeError');
  },
});

export function deep() {
  return deep() + 1;
}
