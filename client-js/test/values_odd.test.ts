// Values that are not what they seem: each arrives as structured clone would have it, or is refused; none shows what
// it should not.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createContext, runInContext, runInThisContext } from 'node:vm';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { Value } from '#dist/gen/jsinterop/v1/value.js';
import { decode, encode, failsWith, lossless } from './support/codec.js';

const uncopyable = (text: RegExp) => failsWith(Reason.RESULT_NOT_SERIALIZABLE, text);
const text = (value: Value) => Buffer.from(Value.encode(value).finish()).toString('latin1');

describe('bytes in Node’s pool', () => {
  const secret = Buffer.from('the secret of another call');
  const mine = Buffer.from('mine, and mine only');
  const { buffer, byteOffset, length } = mine;
  assert.equal(secret.buffer, buffer, 'both are in one pool');
  const windows: Record<string, () => ArrayBufferView> = {
    'a Buffer': () => mine,
    'a slice of a Buffer': () => mine.subarray(1, 4),
    'a Uint8Array': () => new Uint8Array(buffer, byteOffset, length),
    'a Uint8ClampedArray': () => new Uint8ClampedArray(buffer, byteOffset, length),
    'a DataView': () => new DataView(buffer, byteOffset, length),
    'an Int16Array': () => new Int16Array(buffer, byteOffset + (byteOffset % 2), 4),
  };
  for (const [name, make] of Object.entries(windows)) {
    it(`come without their neighbours: ${name}`, () => {
      for (const encoding of lossless) {
        for (const value of [make(), { inside: make() }]) {
          const encoded = encode(value, encoding);
          assert.ok(!text(encoded).includes('secret'));
          const [read] = (ArrayBuffer.isView(value) ? [decode(encoded)] : Object.values(decode(encoded) as object)) as [
            ArrayBufferView,
          ];
          const view = make();
          assert.equal(read.byteLength, view.byteLength);
          assert.equal(read.buffer.byteLength, view.byteLength);
          assert.deepEqual(
            Buffer.from(read.buffer, read.byteOffset, read.byteLength),
            Buffer.from(view.buffer, view.byteOffset, view.byteLength),
          );
        }
      }
    });
  }

  it('are refused as a whole', () => {
    assert.throws(() => encode([buffer]), uncopyable(/^result\[0\] is Node's pool of Buffers/));
  });
});

describe('views of one buffer', () => {
  const buffer = () => new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;
  const pairs: Record<string, (b: ArrayBuffer) => [unknown, unknown]> = {
    'bytes, then a view': (b) => [new Uint8Array(b), new Float64Array(b)],
    'a view, then bytes': (b) => [new Float64Array(b), new Uint8Array(b)],
    'bytes, then bytes': (b) => [new Uint8Array(b), new Uint8Array(b)],
    'bytes, then the buffer': (b) => [new Uint8Array(b), b],
    'the buffer, then bytes': (b) => [b, new Uint8Array(b)],
  };
  for (const [name, make] of Object.entries(pairs)) {
    it(`share it: ${name}`, () => {
      for (const encoding of lossless) {
        const value = make(buffer());
        const read = decode(encode(value, encoding)) as [ArrayBufferView, ArrayBufferView];
        assert.deepStrictEqual(read, value);
        const [a, b] = read.map((one: ArrayBufferView | ArrayBuffer) => (ArrayBuffer.isView(one) ? one.buffer : one));
        assert.equal(a, b);
      }
    });
  }

  it('count once', () => {
    const b = new ArrayBuffer(80);
    assert.equal(encode([new Uint8Array(b), b], Encoding.AUTO, { bytes: 128 }).kind?.$case, 'graph');
  });
});

describe('a buffer that cannot be copied', () => {
  const detached = new Uint8Array(4);
  structuredClone(0, { transfer: [detached.buffer] });
  const Resizable = ArrayBuffer as new (length: number, options: { maxByteLength: number }) => ArrayBuffer;
  const resizable = new Resizable(4, { maxByteLength: 8 });
  // Not in Node 18.
  const isResizable = 'resizable' in resizable;
  for (const [value, what] of [
    [detached, /^result\[0\]\.buffer is a detached ArrayBuffer/],
    [detached.buffer, /^result\[0\] is a detached ArrayBuffer/],
    [resizable, /^result\[0\] is a resizable ArrayBuffer/],
    [new Uint8Array(resizable), /^result\[0\]\.buffer is a resizable ArrayBuffer/],
    [new DataView(new SharedArrayBuffer(2)), /^result\[0\] is a DataView/],
    [new Uint8Array(new SharedArrayBuffer(2)), /^result\[0\] is a Uint8Array/],
  ] as [unknown, RegExp][]) {
    it(`is refused: ${what.source}`, { skip: !isResizable && what.source.includes('resizable') }, () => {
      for (const encoding of lossless) assert.throws(() => encode([value], encoding), uncopyable(what));
      assert.throws(() => encode(value), uncopyable(/^result/));
    });
  }
});

describe('an object that lies', () => {
  class Longer extends Uint16Array {
    override get length() {
      return 1e9;
    }
    override get byteLength() {
      return 1e9;
    }
    override get byteOffset() {
      return 5;
    }
  }
  class Bytes extends Uint8Array {
    override get length() {
      return 1;
    }
  }
  const tagged = (object: object, tag: string) => Object.defineProperty(object, Symbol.toStringTag, { value: tag });
  const lies: [string, unknown, unknown][] = [
    ['a typed array about its length', new Longer([1, 2]), new Uint16Array([1, 2])],
    ['bytes about their length', new Bytes([1, 2]), new Uint8Array([1, 2])],
    [
      'a boxed number about its value',
      Object.defineProperty(Object(1) as object, 'valueOf', { value: () => 2 }),
      Object(1),
    ],
    [
      'a regular expression about its flags',
      Object.defineProperties(/a/g, { flags: { value: 'y' }, source: { value: 'b' }, global: { value: false } }),
      /a/g,
    ],
    ['an object about its tag', tagged({ a: 1 }, 'Map'), { a: 1 }],
    ['a Map about its tag', tagged(new Map([[1, 2]]), 'Object'), new Map([[1, 2]])],
    ['a Map about its prototype', Object.setPrototypeOf(new Map([[1, 2]]), Object.prototype), new Map([[1, 2]])],
    ['a Set about its prototype', Object.setPrototypeOf(new Set([1]), null), new Set([1])],
    ['a Date about its time', Object.assign(new Date(5), { getTime: () => 6, valueOf: () => 7 }), new Date(5)],
    ['a Map about its size', Object.defineProperty(new Map([[1, 2]]), 'size', { value: 1e9 }), new Map([[1, 2]])],
  ];
  for (const [name, value, truth] of lies) {
    it(`is taken for what it is: ${name}`, () => {
      for (const encoding of lossless) {
        assert.deepStrictEqual(decode(encode(value, encoding)), truth);
        assert.deepStrictEqual(decode(encode({ value }, encoding)), { value: truth });
      }
    });
  }
});

describe('an object of another realm', () => {
  const other = createContext({});
  for (const source of [
    '({ a: [1, { b: null }] })',
    '[1, , 3]',
    'new Map([[1, new Set([2])]])',
    'new Date(5)',
    '/x/gi',
    'new Uint8Array([1, 2])',
    'new Float32Array([1, 2]).subarray(1)',
    'Object(5n)',
    'new ArrayBuffer(3)',
  ]) {
    it(`arrives as one of this realm: ${source}`, () => {
      const here: unknown = runInThisContext(`(${source})`);
      for (const encoding of lossless) {
        assert.deepStrictEqual(decode(encode(runInContext(`(${source})`, other), encoding)), here);
      }
    });
  }

  it('may be an error', () => {
    const read = decode(encode(runInContext('new TypeError("x", { cause: [1] })', other))) as TypeError;
    assert.ok(read instanceof TypeError);
    assert.deepEqual([read.message, read.cause], ['x', [1]]);
  });
});

describe('an object of the platform', () => {
  for (const make of [
    () => new Map().keys(),
    () => [][Symbol.iterator](),
    () => new Intl.NumberFormat('en'),
    () => new Headers({ a: 'b' }),
    () => new URLSearchParams('a=b'),
    () => new Blob(['x']),
    () => new FinalizationRegistry(() => 1),
    () => new WeakRef({}),
    () => new WeakSet(),
    () => new EventTarget(),
    () => (function* () {})(),
    () => new Proxy(new Map(), {}),
    () => new Proxy(new Date(), {}),
    () => Object(Symbol('s')) as object,
  ] as (() => object)[]) {
    it(`that would arrive as nothing is refused: ${make.toString()}`, () => {
      for (const encoding of lossless) {
        assert.throws(() => encode({ x: make() }, encoding), uncopyable(/^result\.x is /));
        assert.throws(() => encode(make(), encoding), uncopyable(/^result is /));
      }
    });
  }

  it('is asked for its toJSON', () => {
    for (const encoding of lossless) assert.equal(decode(encode(new URL('http://a/b'), encoding)), 'http://a/b');
  });

  it('an instance of an author’s class without members is an empty object', () => {
    class Nothing {
      #hidden = 1;
      get hidden() {
        return this.#hidden;
      }
    }
    for (const encoding of lossless) assert.deepStrictEqual(decode(encode([new Nothing()], encoding)), [{}]);
  });
});

describe('an error in a value', () => {
  it('arrives as structured clone has it', () => {
    const error = Object.assign(new AggregateError([1], 'many', { cause: { of: 'it' } }), { code: 5 });
    const read = decode(encode([error])) as [Error];
    assert.equal(Object.getPrototypeOf(read[0]), Error.prototype);
    assert.deepEqual([read[0].message, read[0].cause, Object.keys(read[0])], ['many', { of: 'it' }, []]);
  });

  it('may be a DOMException', () => {
    for (const encoding of lossless) {
      const read = decode(encode({ e: new DOMException('gone', 'AbortError') }, encoding)) as { e: Error };
      assert.ok(read.e instanceof Error);
      assert.equal(read.e.message, 'gone');
    }
  });

  it('may have no message, an odd one, or no stack', () => {
    const odd = new Error('x');
    Object.defineProperties(odd, { message: { value: 5 }, stack: { value: 7 }, name: { value: Symbol('n') } });
    const [none, five] = decode(encode([new Error(), odd])) as [Error, Error];
    assert.deepEqual([Object.hasOwn(none, 'message'), five.message, five.stack], [false, '5', undefined]);
  });
});

describe('a Proxy', () => {
  it('has no copy, as with structured clone, unless it has a toJSON', () => {
    const refused = failsWith(Reason.RESULT_NOT_SERIALIZABLE, /^result\.a\[0\] is a Proxy, which/);
    for (const encoding of lossless) {
      for (const target of [{}, { a: [1] }, [1, 2], new Date(), new (class Own {})()]) {
        assert.throws(() => structuredClone(new Proxy(target, {})), { name: 'DataCloneError' });
        assert.throws(() => encode({ a: [new Proxy(target, {})] }, encoding), refused);
      }
      assert.deepEqual(decode(encode([new Proxy({ toJSON: () => [1] }, {})], encoding)), [[1]]);
    }
  });

  it('is in JSON what JSON.stringify makes of it', () => {
    const proxies = [new Proxy({ a: [1] }, {}), new Proxy([1, 2], {})];
    assert.deepStrictEqual(decode(encode(proxies, Encoding.JSON)), [{ a: [1] }, [1, 2]]);
  });

  it('may say any length in JSON', () => {
    const long = (length: unknown) =>
      new Proxy([1, 2], { get: (on, key) => (key === 'length' ? length : Reflect.get(on, key)) });
    const json = (length: unknown) => encode(long(length), Encoding.JSON);
    for (const length of [NaN, -1, undefined, 'x']) assert.deepEqual(decode(json(length)), []);
    assert.deepEqual(decode(json('1.9')), [1]);
    for (const length of [Infinity, 2 ** 40]) {
      assert.throws(() => json(length), failsWith(Reason.RESULT_TOO_LARGE, /nodes/));
    }
  });

  it('may show more and more in JSON, until it is too much', () => {
    const endless = (): object =>
      new Proxy(
        {},
        {
          ownKeys: () => ['next'],
          getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
          get: (_, key) => (key === 'next' ? endless() : undefined),
        },
      );
    assert.throws(() => encode(endless(), Encoding.JSON), failsWith(Reason.RESULT_TOO_LARGE, /deeper/));
  });

  it('that fails throws what it throws', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const encoding of [...lossless, Encoding.JSON]) assert.throws(() => encode([proxy], encoding), TypeError);
  });
});

describe('an arguments object, or a namespace,', () => {
  it('has no copy, as with structured clone, and is in JSON what JSON.stringify makes of it', async () => {
    const argumentsOf = function (..._: unknown[]) {
      return arguments;
    };
    const bare = Object.assign(argumentsOf(), { more: 1 });
    const namespace = (await import('#dist/values/paths.js')) as object;
    for (const [value, what] of [
      [argumentsOf(), 'an arguments object'],
      [argumentsOf(1, [2]), 'an arguments object'],
      [bare, 'an arguments object'],
      [namespace, "a module's namespace"],
    ] as const) {
      assert.throws(() => structuredClone(value), { name: 'DataCloneError' });
      const refused = failsWith(Reason.RESULT_NOT_SERIALIZABLE, new RegExp(`^result\\.a is ${what}, which`));
      for (const encoding of lossless) assert.throws(() => encode({ a: value }, encoding), refused);
      assert.deepEqual(decode(encode(value, Encoding.JSON)), JSON.parse(JSON.stringify(value)));
    }
  });
});

describe('an accessor', () => {
  it('is read once', () => {
    for (const encoding of [...lossless, Encoding.JSON]) {
      for (const rest of [{}, { also: 1n }]) {
        if (encoding === Encoding.JSON && 'also' in rest) continue;
        let reads = 0;
        const value = {
          get a() {
            return ++reads;
          },
          list: [0],
          ...rest,
        };
        Object.defineProperty(value.list, 0, { get: () => ++reads, enumerable: true });
        assert.deepEqual(decode(encode(value, encoding)), { a: 1, list: [2], ...rest });
        assert.equal(reads, 2);
      }
    }
  });

  it('that changes what it stands in changes what comes after it', () => {
    for (const encoding of [...lossless, Encoding.JSON]) {
      const value: { a: number; b?: number; c?: number } = {
        get a() {
          delete this.b;
          this.c = 1;
          return 1;
        },
        b: 2,
      };
      assert.deepEqual(decode(encode(value, encoding)), { a: 1 });
      const list: unknown[] = [1];
      Object.defineProperty(list, 0, { get: () => list.push(0) && 1, enumerable: true });
      assert.equal((decode(encode(list, encoding)) as unknown[]).length, 1);
    }
  });

  it('cannot pass the budget that was left when it was asked', () => {
    let calls = 0;
    const turns = {
      get big() {
        return ++calls === 1 ? 1 : new Array(1e6).fill(0);
      },
    };
    for (const encoding of [...lossless, Encoding.JSON]) {
      calls = 0;
      assert.deepEqual(decode(encode(turns, encoding)), { big: 1 });
      assert.throws(() => encode(turns, encoding), failsWith(Reason.RESULT_TOO_LARGE, /nodes/));
    }
  });
});
