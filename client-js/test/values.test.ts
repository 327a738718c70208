// Values there and back: what worker code returns, as a client reads it, and the same bytes as an argument.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallFailure } from '#dist/errors.js';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { Value } from '#dist/gen/jsinterop/v1/value.js';
import { Executed } from '#dist/gen/jsinterop/v1/worker.js';
import { defaultBudgets, type Budgets } from '#dist/values/budgets.js';
import { decodeValue } from '#dist/values/decode.js';
import { encodeValue } from '#dist/values/encode.js';
import { Reading } from '#dist/values/leaves.js';
import { reference } from '#dist/worker/api.js';
import { encodeContext } from './support/local.js';

type Node = NonNullable<Extract<Value['kind'], { $case: 'graph' }>>['value']['nodes'][number];

function encode(value: unknown, encoding = Encoding.AUTO, budgets: Partial<Budgets> = {}): Value {
  return Value.decode(encodeValue(value, encoding, encodeContext(budgets)).bytes);
}

function decode(
  value: Value | Uint8Array,
  references: unknown[] = [],
  budgets: Partial<Budgets> = {},
  allowRegexp = true,
) {
  const options = { budgets: { ...defaultBudgets, ...budgets }, allowRegexp };
  const bytes = value instanceof Uint8Array ? value : Value.encode(value).finish();
  return decodeValue(Buffer.from(bytes), new Reading('arguments[0]', references, options));
}

const failsWith = (reason: Reason, text: RegExp, executed?: Executed) => (error: unknown) => {
  assert.ok(error instanceof CallFailure, String(error));
  assert.equal(Reason[error.reason], Reason[reason]);
  assert.match(error.message, text);
  if (executed !== undefined) assert.equal(error.executed, executed);
  return true;
};

const graph = (...nodes: Node[]): Value => ({ kind: { $case: 'graph', value: { nodes } } });
const leaf = (kind: NonNullable<Value['kind']>): Node => ({ kind: { $case: 'leaf', value: { kind } } });

const holes = [1, , 3] as unknown[];
const withProperty = Object.assign([1, 2], { note: 'x' });
const cycle: Record<string, unknown> = { name: 'cycle' };
cycle['self'] = cycle;
const shared = { x: 1 };
const poisoned = JSON.parse('{"__proto__":{"polluted":1},"hasOwnProperty":2}') as object;
class Point {
  constructor(
    public x: number,
    public y: number,
  ) {}
  get length() {
    return Math.hypot(this.x, this.y);
  }
}

// What is returned, the arm it takes under AUTO, and (if it is not the same) what arrives.
const table: [name: string, value: unknown, arm: string, arrives?: unknown][] = [
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['true', true, 'boolean'],
  ['false', false, 'boolean'],
  ['an integer', 42, 'number'],
  ['negative zero', -0, 'number'],
  ['NaN', NaN, 'number'],
  ['infinity', -Infinity, 'number'],
  ['a text', 'grüße 🎈', 'string'],
  ['the empty text', '', 'string'],
  ['U+FFFD', '\ufffd', 'string'],
  ['a lone surrogate', 'a\ud800b', 'utf16'],
  ['a bigint', 2n ** 70n, 'bigint'],
  ['a negative bigint', -5n, 'bigint'],
  ['a date', new Date(1e12), 'date'],
  ['bytes', new Uint8Array([1, 2, 3]), 'bytes'],
  ['no bytes', new Uint8Array(0), 'bytes'],
  ['a Buffer', Buffer.from('abc'), 'bytes', new Uint8Array([97, 98, 99])],
  ['a plain object', { a: 1, b: [true, null, 'x'], c: { d: {} } }, 'json'],
  ['key order', { z: 1, a: 2, 10: 3, 2: 4 }, 'json'],
  ['an instance', new Point(3, 4), 'json', { x: 3, y: 4 }],
  ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), 'json', { a: 1 }],
  ['own __proto__', poisoned, 'json'],
  ['own __proto__ with more', { ['__proto__']: 1, u: undefined }, 'graph'],
  ['the empty array', [], 'json'],
  ['undefined inside', { a: undefined }, 'graph'],
  ['undefined in an array', [1, undefined], 'graph'],
  ['negative zero inside', [-0], 'graph'],
  ['NaN inside', { a: NaN }, 'graph'],
  ['a lone surrogate inside', ['\udfff'], 'graph'],
  ['a lone surrogate as key', { '\udfff': 1 }, 'graph'],
  ['a bigint inside', [1n], 'graph'],
  ['a date inside', { at: new Date(5) }, 'graph'],
  ['bytes inside', [new Uint8Array([9])], 'graph'],
  ['holes', holes, 'graph'],
  ['only holes', new Array(3), 'graph'],
  ['an array with a property', withProperty, 'graph'],
  ['aliases', [shared, shared], 'graph'],
  ['a cycle', cycle, 'graph'],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [{ k: 1 }, new Map()],
    ]),
    'graph',
  ],
  ['a Set', new Set<unknown>([1, 'x', { y: 2 }]), 'graph'],
  ['a RegExp', /a+b/gi, 'graph'],
  ['an ArrayBuffer', new Uint8Array([1, 2]).buffer, 'graph'],
  ['an Int16Array', new Int16Array([1, -2]), 'graph'],
  ['a Uint8ClampedArray', new Uint8ClampedArray([255]), 'graph'],
  ['a BigInt64Array', new BigInt64Array([1n, -1n]), 'graph'],
  ['a Float64Array with NaN', new Float64Array([NaN, 0.5]), 'graph'],
  ['a window on a buffer', new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2), 'graph'],
  ['a DataView', new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 2), 'graph'],
  ['a boxed number', Object(1), 'graph'],
  ['a boxed text', Object('x'), 'graph'],
  ['a boxed bigint', Object(1n), 'graph'],
];

describe('a value that is returned', () => {
  for (const [name, value, arm, arrives] of table) {
    it(`${name} goes as ${arm} and arrives the same`, () => {
      const encoded = encode(value);
      assert.equal(encoded.kind?.$case, arm);
      assert.deepStrictEqual(decode(encoded), arrives ?? value);
    });

    it(`${name} arrives the same under STRUCTURED, never as json`, () => {
      const encoded = encode(value, Encoding.STRUCTURED);
      assert.notEqual(encoded.kind?.$case, 'json');
      assert.deepStrictEqual(decode(encoded), arrives ?? value);
    });
  }

  it('keeps aliases and cycles', () => {
    const [first, second] = decode(encode([shared, shared])) as [unknown, unknown];
    assert.equal(first, second);
    const read = decode(encode(cycle)) as typeof cycle;
    assert.equal(read['self'], read);
  });

  it('keeps an invalid date invalid', () => {
    assert.ok(Number.isNaN((decode(encode(new Date(NaN))) as Date).getTime()));
  });

  it('keeps the order of keys', () => {
    assert.deepEqual(Object.keys(decode(encode({ z: 1, a: undefined, 3: 1 })) as object), ['3', 'z', 'a']);
  });

  it('keeps views on one buffer together', () => {
    const { buffer } = new Uint8Array(8);
    const [a, b] = decode(encode([new Uint8Array(buffer, 0, 4), new Uint16Array(buffer, 4)])) as [
      Uint8Array,
      Uint16Array,
    ];
    assert.equal(a.buffer, b.buffer);
  });

  it('keeps what an error tells', () => {
    const error = Object.assign(new RangeError('far', { cause: [new TypeError('near')] }), {});
    const read = decode(encode(error)) as RangeError & { cause: [TypeError] };
    assert.ok(read instanceof RangeError);
    assert.equal(read.message, 'far');
    assert.ok(read.cause[0] instanceof TypeError);
    assert.equal(typeof read.stack, 'string');
  });

  it("asks an author's toJSON once, in every encoding", () => {
    for (const encoding of [Encoding.AUTO, Encoding.STRUCTURED, Encoding.JSON]) {
      let asked = 0;
      const account = { password: 'x', toJSON: () => ({ user: 'ada', times: ++asked }) };
      assert.deepEqual(decode(encode(account, encoding)), { user: 'ada', times: 1 });
      assert.deepEqual(decode(encode([account, undefined], encoding)), [
        { user: 'ada', times: 2 },
        encoding === Encoding.JSON ? null : undefined,
      ]);
    }
  });

  it('gives toJSON its key', () => {
    const tell = () => ({ toJSON: (key: string) => key });
    assert.deepEqual(decode(encode({ a: tell(), list: [tell()] })), { a: 'a', list: ['0'] });
  });

  it('goes as a graph where it is too deep for JSON parsers', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5000; level++) deep = [deep];
    const encoded = encode(deep);
    assert.equal(encoded.kind?.$case, 'graph');
    let read = decode(encoded);
    let levels = 0;
    for (; Array.isArray(read); read = read[0] as unknown) levels++;
    assert.equal(levels, 5000);
  });
});

describe('a toJSON of an author', () => {
  const all = [Encoding.AUTO, Encoding.STRUCTURED, Encoding.JSON];
  const objects: Record<string, () => object> = {
    'a date': () => new Date(0),
    bytes: () => new Uint8Array([1]),
    'a Buffer': () => Buffer.from('x'),
    'a view': () => new Int16Array([1]),
    'an array': () => [1],
    'an object': () => ({ a: 1 }),
  };
  for (const [name, make] of Object.entries(objects)) {
    it(`is honoured in every encoding and at every place: on ${name}`, () => {
      const hiding = Object.assign(make(), { toJSON: () => 'hidden' });
      for (const encoding of all) {
        assert.equal(decode(encode(hiding, encoding)), 'hidden');
        assert.deepEqual(decode(encode([hiding, { a: hiding }], encoding)), ['hidden', { a: 'hidden' }]);
      }
    });
  }

  it('is not asked again of what it gave', () => {
    const again = Object.assign(new Date(0), { toJSON: () => 'asked again' });
    for (const encoding of [Encoding.AUTO, Encoding.STRUCTURED]) {
      assert.deepEqual(decode(encode({ toJSON: () => again }, encoding)), new Date(0));
      assert.deepEqual(decode(encode([{ toJSON: () => again }], encoding)), [new Date(0)]);
    }
  });

  it('may give the object itself', () => {
    const date = Object.assign(new Date(0), { toJSON: () => date }) as Date;
    for (const encoding of [Encoding.AUTO, Encoding.STRUCTURED]) {
      assert.deepEqual(decode(encode(date, encoding)), new Date(0));
      assert.deepEqual(decode(encode([date], encoding)), [new Date(0)]);
    }
  });

  it('counts for nothing where it is no function', () => {
    for (const encoding of all) assert.deepEqual(decode(encode({ toJSON: 1 }, encoding)), { toJSON: 1 });
  });

  it('cannot pass the budget, whatever it stands on', () => {
    for (const base of [Date, Uint8Array, Object] as (new () => object)[]) {
      class Hiding extends base {
        toJSON() {
          return new Array(200_000).fill(0);
        }
      }
      const budgets = { nodes: 1000 };
      for (const encoding of all) {
        assert.throws(
          () => encode([new Hiding()], encoding, budgets),
          failsWith(Reason.RESULT_TOO_LARGE, /1000 nodes/),
        );
      }
    }
  });
});

describe('JSON encoding', () => {
  for (const [name, value] of [
    ['an object', { a: 1, b: undefined, c: () => 1, d: NaN, e: new Date(0), f: [undefined, -0], g: '\ud800' }],
    ['a Map', new Map([[1, 2]])],
    ['a text', 'x'],
    ['a shared object', [shared, shared]],
    ['a boxed text', Object('x')],
    ['a Buffer', Buffer.from('ab')],
  ] as [string, unknown][]) {
    it(`is exactly JSON.stringify for ${name}`, () => {
      assert.deepEqual(encode(value, Encoding.JSON).kind, { $case: 'json', value: JSON.stringify(value) });
    });
  }

  for (const [name, value] of [
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
  ] as const) {
    it(`is undefined for ${name}`, () => {
      assert.equal(encode(value, Encoding.JSON).kind?.$case, 'undefined');
    });
  }

  it('refuses what JSON cannot say at all', () => {
    assert.throws(
      () => encode({ list: [cycle] }, Encoding.JSON),
      failsWith(Reason.RESULT_NOT_SERIALIZABLE, /result\.list\[0\]\.self/),
    );
    assert.throws(
      () => encode({ n: [1n] }, Encoding.JSON),
      failsWith(Reason.RESULT_NOT_SERIALIZABLE, /result\.n\[0\]/),
    );
    assert.throws(
      () => encode([reference({})], Encoding.JSON),
      failsWith(Reason.RESULT_NOT_SERIALIZABLE, /result\[0\]/),
    );
  });
});

describe('what cannot be copied', () => {
  for (const [path, value] of [
    ['result', () => 1],
    ['result', Symbol('s')],
    ['result.items[3].callback', { items: [0, 1, 2, { callback() {} }] }],
    ['result.s', { s: Symbol.iterator }],
    ['result.p', { p: Promise.resolve() }],
    ['result[0]', [new WeakMap()]],
    ['result.value(0)', new Map([['k', () => 1]])],
    ['result.item(1)', new Set([1, Symbol('x')])],
    ['result[0]', [new SharedArrayBuffer(1)]],
  ] as [string, unknown][]) {
    it(`is named by its path: ${path}`, () => {
      const text = new RegExp(`^${path.replace(/[.[\]()]/g, '\\$&')} is `);
      assert.throws(() => encode(value), failsWith(Reason.RESULT_NOT_SERIALIZABLE, text, Executed.YES));
    });
  }
});

describe('budgets of results', () => {
  it('refuse a huge sparse array at once', () => {
    for (const encoding of [Encoding.AUTO, Encoding.JSON, Encoding.STRUCTURED]) {
      assert.throws(() => encode(new Array(3e7), encoding), failsWith(Reason.RESULT_TOO_LARGE, /nodes/, Executed.YES));
    }
  });

  it('bear objects that are shared level by level, and refuse to write them out', () => {
    let dag: unknown = { leaf: 1 };
    for (let level = 0; level < 22; level++) dag = [dag, dag];
    assert.equal(encode(dag).kind?.$case, 'graph');
    assert.throws(() => encode(dag, Encoding.JSON), failsWith(Reason.RESULT_TOO_LARGE, /nodes/));
    assert.throws(() => encode({ toJSON: () => dag }, Encoding.JSON), failsWith(Reason.RESULT_TOO_LARGE, /nodes/));
  });

  it('bound nodes, depth, bytes and digits', () => {
    assert.throws(
      () =>
        encode(
          Array.from({ length: 11 }, () => 1),
          Encoding.AUTO,
          { nodes: 10 },
        ),
      failsWith(Reason.RESULT_TOO_LARGE, /10 nodes/),
    );
    assert.throws(
      () => encode([[[undefined]]], Encoding.AUTO, { depth: 2 }),
      failsWith(Reason.RESULT_TOO_LARGE, /deeper than 2/),
    );
    assert.throws(() => encode('x'.repeat(11), Encoding.AUTO, { bytes: 10 }), failsWith(Reason.RESULT_TOO_LARGE, /11/));
    assert.throws(
      () => encode(new Uint8Array(11), Encoding.AUTO, { bytes: 10 }),
      failsWith(Reason.RESULT_TOO_LARGE, /11/),
    );
    assert.throws(
      () => encode([new ArrayBuffer(100)], Encoding.AUTO, { bytes: 10 }),
      failsWith(Reason.RESULT_TOO_LARGE, /bytes/),
    );
    assert.throws(() => encode(10n ** 20_000n), failsWith(Reason.RESULT_TOO_LARGE, /20000 digits/));
    assert.equal(encode(10n ** 20_000n - 1n).kind?.$case, 'bigint');
  });
});

describe('live objects in a result', () => {
  it('stand as references, in the order of the table of grants', () => {
    const one = { live: 1 };
    const two = () => 2;
    const { bytes, live } = encodeValue({ a: reference(one), b: [reference(two)] }, Encoding.AUTO, encodeContext());
    assert.deepEqual(live, [one, two]);
    assert.deepEqual(decode(bytes, live as unknown[]), { a: one, b: [two] });
  });

  it('stand alone too', () => {
    const one = {};
    const { bytes, live } = encodeValue(reference(one), Encoding.AUTO, encodeContext());
    assert.deepEqual(Value.decode(bytes).kind, { $case: 'reference', value: 0 });
    assert.equal(live[0], one);
  });

  it('are never those that clients may not hold', () => {
    assert.throws(() => encode([reference(process)]), failsWith(Reason.NOT_REACHABLE, /never given/, Executed.YES));
  });
});

describe('an argument', () => {
  it('may refer to live objects, at any depth and twice', () => {
    const object = {};
    const value = graph(
      { kind: { $case: 'array', value: { length: 2, items: [2, 3], properties: [] } } },
      leaf({ $case: 'reference', value: 0 }),
      leaf({ $case: 'reference', value: 0 }),
    );
    assert.deepEqual(decode(value, [object]), [object, object]);
  });

  it('may be JSON in which __proto__ is a key like any other', () => {
    const read = decode({ kind: { $case: 'json', value: '{"__proto__":{"admin":true}}' } }) as { admin?: boolean };
    assert.equal(read.admin, undefined);
    assert.deepEqual(Object.keys(read), ['__proto__']);
  });

  it('gets bytes of its own', () => {
    const read = decode({ kind: { $case: 'bytes', value: new Uint8Array([1, 2]) } }) as Uint8Array;
    assert.equal(read.constructor, Uint8Array);
    assert.equal(read.buffer.byteLength, 2);
  });

  const array = (items: number[], length = items.length): Node => ({
    kind: { $case: 'array', value: { length, items, properties: [] } },
  });
  const object = (...keys: string[]): Node => ({
    kind: {
      $case: 'object',
      value: { properties: keys.map((key) => ({ key, keyUtf16: new Uint8Array(0), value: 1 })) },
    },
  });
  const bytesNode = (count: number): Node => ({ kind: { $case: 'arrayBuffer', value: new Uint8Array(count) } });
  const view = (type: number, byteOffset: number, length: number, buffer = 2): Node => ({
    kind: { $case: 'view', value: { type, buffer, byteOffset, length } },
  });

  const malformed: Record<string, Value | Uint8Array> = {
    'no kind': { kind: undefined },
    'a kind of a later time': new Uint8Array([0x9a, 0x06, 0x00]),
    'bytes that are no message': new Uint8Array([0xff, 0xff]),
    'text that is not UTF-8': new Uint8Array([0x2a, 0x01, 0xff]),
    'JSON that is not UTF-8': new Uint8Array([0x52, 0x03, 0x22, 0xff, 0x22]),
    'JSON that is none': { kind: { $case: 'json', value: '{a:1}' } },
    'no JSON at all': { kind: { $case: 'json', value: '' } },
    'half a code unit': { kind: { $case: 'utf16', value: new Uint8Array(3) } },
    'a bigint with a plus': { kind: { $case: 'bigint', value: '+1' } },
    'a bigint in hexadecimal': { kind: { $case: 'bigint', value: '0x10' } },
    'an empty bigint': { kind: { $case: 'bigint', value: '' } },
    'a reference outside the table': { kind: { $case: 'reference', value: 0 } },
    'a graph without nodes': graph(),
    'a node without a kind': graph({ kind: undefined }),
    'a number without a node': graph(array([2])),
    'a node that is not reached': graph(array([]), array([])),
    'an array shorter than its items': graph(array([1, 1], 1)),
    'a key that stands twice': graph(object('a', 'a')),
    'a property without a value': graph({
      kind: { $case: 'object', value: { properties: [{ key: 'a', keyUtf16: new Uint8Array(0), value: 0 }] } },
    }),
    'a map with half an entry': graph({ kind: { $case: 'map', value: { entries: [1] } } }),
    'a set with a hole': graph({ kind: { $case: 'set', value: { items: [0] } } }),
    'a view on no buffer': graph(view(2, 0, 0), array([])),
    'a view past its buffer': graph(view(2, 1, 4), bytesNode(4)),
    'a view that is not aligned': graph(view(4, 1, 1), bytesNode(4)),
    'a view of no type': graph(view(0, 0, 1), bytesNode(4)),
    'a boxed object': graph({ kind: { $case: 'boxed', value: 2 } }, array([])),
    'a graph in a graph': graph(leaf({ $case: 'graph', value: { nodes: [array([])] } })),
    'a regular expression that is none': graph({ kind: { $case: 'regexp', value: { source: '(', flags: '' } } }),
  };
  for (const [name, value] of Object.entries(malformed)) {
    it(`is refused as malformed: ${name}`, () => {
      assert.throws(
        () => decode(value),
        failsWith(Reason.MALFORMED_VALUE, /^arguments\[0\] is malformed: /, Executed.NO),
      );
    });
  }

  it('is refused where the worker does not take its kind', () => {
    const regexp = graph({ kind: { $case: 'regexp', value: { source: 'a', flags: '' } } });
    assert.throws(() => decode(regexp, [], {}, false), failsWith(Reason.UNSUPPORTED, /regular expression/));
    assert.throws(() => decode({ kind: { $case: 'callback', value: 0 } }), failsWith(Reason.UNSUPPORTED, /callback/));
    assert.throws(() => decode({ kind: { $case: 'stream', value: 0 } }), failsWith(Reason.UNSUPPORTED, /stream/));
  });

  it('is refused where it costs too much', () => {
    const tooLarge = (text: RegExp) => failsWith(Reason.REQUEST_TOO_LARGE, text, Executed.NO);
    assert.throws(() => decode(graph(array([], 5e6))), tooLarge(/longer/));
    assert.throws(() => decode(graph(array([0, 0, 0])), [], { nodes: 3 }), tooLarge(/3 nodes/));
    assert.throws(
      () => decode({ kind: { $case: 'json', value: '[1,2,3,4,5,"a,b"]' } }, [], { nodes: 6 }),
      tooLarge(/6 nodes/),
    );
    assert.throws(
      () => decode({ kind: { $case: 'json', value: '[[[["]]]"]]]]' } }, [], { depth: 3 }),
      tooLarge(/deeper than 3/),
    );
    assert.throws(() => decode({ kind: { $case: 'bigint', value: '9'.repeat(20_001) } }), tooLarge(/20000 digits/));
    assert.equal(typeof decode({ kind: { $case: 'bigint', value: `-${'9'.repeat(20_000)}` } }), 'bigint');
  });

  it('has one budget of nodes for all the JSON in a graph', () => {
    const list = (texts: string[]): Value =>
      graph(array(texts.map((_, index) => index + 2)), ...texts.map((text) => leaf({ $case: 'json', value: text })));
    const tooLarge = (nodes: number) => failsWith(Reason.REQUEST_TOO_LARGE, new RegExp(`more than ${nodes} nodes`));
    const fifty = JSON.stringify(Array.from({ length: 50 }, () => 0));
    const texts = Array.from({ length: 10 }, () => fifty);
    // The array, ten places in it, ten leaves, and 50 elements below each.
    assert.equal((decode(list(texts), [], { nodes: 521 }) as unknown[]).length, 10);
    assert.throws(() => decode(list(texts), [], { nodes: 520 }), tooLarge(520));
    const texts100 = Array.from({ length: 100 }, () => `"${'x'.repeat(500)}"`);
    assert.equal((decode(list(texts100), [], { nodes: 501 }) as unknown[]).length, 100);
  });

  it('has the same budget for the holes of all arrays in a graph', () => {
    const arrays = (length: number) => graph(array([2, 3, 4]), array([], length), array([], length), array([], length));
    assert.deepEqual(decode(arrays(30), [], { nodes: 97 }), [new Array(30), new Array(30), new Array(30)]);
    assert.throws(
      () => decode(arrays(30), [], { nodes: 96 }),
      failsWith(Reason.REQUEST_TOO_LARGE, /more than 96 nodes/, Executed.NO),
    );
  });
});
