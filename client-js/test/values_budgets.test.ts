// What a value may cost, before it costs it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { Executed } from '#dist/gen/jsinterop/v1/worker.js';
import { encode, failsWith } from './support/codec.js';

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
