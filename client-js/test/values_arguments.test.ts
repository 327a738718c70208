// What clients send: values of every kind, and what is refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Value } from '#dist/gen/jsinterop/v1/value.js';
import { Executed } from '#dist/gen/jsinterop/v1/worker.js';
import { decode, failsWith, graph, leaf, type Node } from './support/codec.js';

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

  const array = (items: number[], length = items.length, ...keys: string[]): Node => ({
    kind: {
      $case: 'array',
      value: { length, items, properties: keys.map((key) => ({ key, keyUtf16: new Uint8Array(0), value: 1 })) },
    },
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
    'an element among the properties of an array': graph(array([], 2, '0')),
    'an element beyond the length of an array': graph(array([], 2, '4294967294')),
    'a date with a fraction': { kind: { $case: 'date', value: 0.5 } },
    'a date beyond all dates': { kind: { $case: 'date', value: 8.64e15 + 1 } },
    'a date without end': { kind: { $case: 'date', value: -Infinity } },
    'a property without a value': graph({
      kind: { $case: 'object', value: { properties: [{ key: 'a', keyUtf16: new Uint8Array(0), value: 0 }] } },
    }),
    'a map with half an entry': graph({ kind: { $case: 'map', value: { entries: [1] } } }),
    'a map with a key twice': graph({ kind: { $case: 'map', value: { entries: [1, 1, 1, 1] } } }),
    'a set with an element twice': graph(
      { kind: { $case: 'set', value: { items: [2, 3] } } },
      leaf({ $case: 'number', value: 0 }),
      leaf({ $case: 'number', value: -0 }),
    ),
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

  it('is refused where it is nested too deep, as a graph too', () => {
    const nested = (depth: number) =>
      graph(...Array.from({ length: depth }, (_, index) => array(index + 1 < depth ? [index + 2] : [])));
    const tooDeep = failsWith(Reason.REQUEST_TOO_LARGE, /deeper than 10000/, Executed.NO);
    assert.throws(() => decode(nested(100_000)), tooDeep);
    assert.throws(() => decode(nested(10_001)), tooDeep);
    let levels = 0;
    for (let read = decode(nested(10_000)); Array.isArray(read); read = read[0] as unknown) levels++;
    assert.equal(levels, 10_000);
  });

  // Two bytes of it would become an object each.
  it('is refused before a graph inside a graph is read', () => {
    const inner = {
      kind: { $case: 'graph' as const, value: { nodes: Array.from({ length: 1000 }, () => array([])) } },
    };
    const bytes = Value.encode(graph(leaf(inner.kind))).finish();
    const { decode: read } = Value;
    Value.decode = () => assert.fail('it was read');
    try {
      const inGraph = failsWith(Reason.MALFORMED_VALUE, /a graph stands inside a graph/, Executed.NO);
      assert.throws(() => decode(bytes), inGraph);
    } finally {
      Value.decode = read;
    }
  });

  it('may be the earliest, the latest, or no time at all', () => {
    for (const time of [-8.64e15, 8.64e15, NaN]) {
      assert.equal((decode({ kind: { $case: 'date', value: time } }) as Date).getTime(), time);
    }
  });

  it('has one budget of nodes for all the JSON in a graph', () => {
    const list = (texts: string[]): Value =>
      graph(array(texts.map((_, index) => index + 2)), ...texts.map((text) => leaf({ $case: 'json', value: text })));
    const tooLarge = (nodes: number) => failsWith(Reason.REQUEST_TOO_LARGE, new RegExp(`more than ${nodes} nodes`));
    const fifty = JSON.stringify(Array.from({ length: 50 }, () => 0));
    const texts = Array.from({ length: 10 }, () => fifty);
    // The array, ten elements, and 50 in each of them.
    assert.equal((decode(list(texts), [], { nodes: 511 }) as unknown[]).length, 10);
    assert.throws(() => decode(list(texts), [], { nodes: 510 }), tooLarge(510));
    const texts100 = Array.from({ length: 100 }, () => `"${'x'.repeat(500)}"`);
    assert.equal((decode(list(texts100), [], { nodes: 501 }) as unknown[]).length, 100);
  });

  it('has the same budget for the holes of all arrays in a graph', () => {
    const arrays = (length: number) => graph(array([2, 3, 4]), array([], length), array([], length), array([], length));
    assert.deepEqual(decode(arrays(30), [], { nodes: 94 }), [new Array(30), new Array(30), new Array(30)]);
    assert.throws(
      () => decode(arrays(30), [], { nodes: 93 }),
      failsWith(Reason.REQUEST_TOO_LARGE, /more than 93 nodes/, Executed.NO),
    );
  });
});
