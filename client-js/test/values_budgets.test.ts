// What a value may cost, before it costs it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { Executed } from '#dist/gen/jsinterop/v1/worker.js';
import { decode, encode, everyEncoding, failsWith, lossless } from './support/codec.js';

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

  it('count the holes of all arrays together', () => {
    const holes = Array.from({ length: 100 }, () => new Array(100));
    for (const encoding of everyEncoding) {
      const budgets = { nodes: 10_000 };
      assert.throws(() => encode(holes, encoding, budgets), failsWith(Reason.RESULT_TOO_LARGE, /10000 nodes/));
      encode(holes.slice(2), encoding, budgets);
    }
  });

  it('count the same for a value in every encoding and direction', () => {
    const buffer = new ArrayBuffer(8);
    const one = {};
    const counted: [unknown, number, readonly Encoding[]][] = [
      [[[1, 2], {}], 5, everyEncoding],
      [{ a: { b: [] }, c: 'x' }, 4, everyEncoding],
      [{ a: undefined, b: [undefined] }, 4, everyEncoding],
      [[1, , 2, ,], 5, everyEncoding],
      [Object.assign([1], { more: 2 }), 3, lossless],
      [[one, one, [one]], 5, everyEncoding],
      [new Map([[one, { a: 1 }]]), 4, lossless],
      [new Set([1, [2]]), 4, lossless],
      [[Object.assign(new Error('told', { cause: 1 }), { stack: 'here' })], 5, lossless],
      [[Object(1)], 3, lossless],
      [new Float64Array(buffer), 2, lossless],
      [[new Uint8Array(buffer)], 2, lossless],
      [[new Uint8Array(buffer), buffer], 4, lossless],
      [[buffer, new Uint8Array(buffer, 4)], 4, lossless],
      [[Buffer.from('in the pool'), new Int8Array(Buffer.from('in the pool').buffer, 0, 2)], 4, lossless],
    ];
    for (const [value, nodes, encodings] of counted) {
      for (const encoding of encodings) {
        const told = `${inspect(value)} in ${Encoding[encoding]}`;
        const sent = encode(value, encoding, { nodes });
        assert.throws(
          () => encode(value, encoding, { nodes: nodes - 1 }),
          failsWith(Reason.RESULT_TOO_LARGE, /nodes/),
          told,
        );
        // JSON leaves such a member out.
        if (encoding === Encoding.JSON && inspect(value).includes('a: undefined')) continue;
        decode(sent, [], { nodes });
        const less = () => decode(sent, [], { nodes: nodes - 1 });
        assert.throws(less, failsWith(Reason.REQUEST_TOO_LARGE, /nodes/), told);
      }
    }
  });

  it('count the digits of all bigints together', () => {
    const digits = Array.from({ length: 60 }, (_, index) => 10n ** 19_900n + BigInt(index));
    assert.throws(
      () => encode(digits, Encoding.AUTO, { bytes: 1_000_000 }),
      failsWith(Reason.RESULT_TOO_LARGE, /more than 1000000 bytes/),
    );
  });

  it('refuse a text, bytes, or the stack of an error by their length alone', () => {
    const huge = 'x'.repeat(2 ** 29 - 24);
    const error = Object.assign(new Error(), { stack: huge });
    for (const value of [huge, { huge }, { [huge]: 1 }, [error], Object(huge), new Array(2).fill({ huge })]) {
      for (const encoding of everyEncoding) {
        if (value instanceof Array && value[0] === error && encoding === Encoding.JSON) continue;
        assert.throws(() => encode(value, encoding), failsWith(Reason.RESULT_TOO_LARGE, /characters|bytes/));
      }
    }
    const bytes = new Uint8Array(65 * 1024 * 1024);
    for (const value of [bytes, [bytes], new DataView(bytes.buffer), Buffer.from(bytes.buffer)]) {
      for (const encoding of lossless) {
        assert.throws(() => encode(value, encoding), failsWith(Reason.RESULT_TOO_LARGE, /bytes/));
      }
    }
    for (const value of [bytes, Buffer.from(bytes.buffer)]) {
      assert.throws(() => encode(value, Encoding.JSON), failsWith(Reason.RESULT_TOO_LARGE, /nodes/));
    }
  });

  it('refuse a Map and a Set by their size', () => {
    const large = Array.from({ length: 11 }, (_, index): [number, number] => [index, index]);
    for (const value of [new Map(large), new Set(large)]) {
      assert.throws(() => encode(value, Encoding.AUTO, { nodes: 10 }), failsWith(Reason.RESULT_TOO_LARGE, /10 nodes/));
    }
  });

  it('bear what is added to a Map or an array while it is read, up to them', () => {
    const map = new Map<unknown, unknown>();
    const grow = () => map.set({ toJSON: grow }, map.size) && 1;
    grow();
    assert.throws(() => encode(map, Encoding.AUTO, { nodes: 1000 }), failsWith(Reason.RESULT_TOO_LARGE, /1000 nodes/));
  });

  it('bear 100,000 levels where they are told to, and refuse them otherwise', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    for (const encoding of everyEncoding) {
      assert.throws(() => encode(deep, encoding), failsWith(Reason.RESULT_TOO_LARGE, /nested deeper than 10*\b/));
    }
    const read = decode(encode(deep, Encoding.AUTO, { depth: 200_000 }), [], { depth: 200_000 });
    let levels = 0;
    for (let inner = read; Array.isArray(inner); inner = inner[0] as unknown) levels++;
    assert.equal(levels, 100_000);
    assert.throws(
      () => encode([[[[1]]]], Encoding.JSON, { depth: 3 }),
      failsWith(Reason.RESULT_TOO_LARGE, /deeper than 3/),
    );
  });
});
