// Values on the wire that break a rule of value.proto, rule by rule.

import { rpcBytes, testCase } from '../lib/steps.mjs';
import { base64, echo, graph, one, property } from '../lib/value_words.mjs';
import { echoOf, field, number, utf8 } from '../lib/wire.mjs';

const refused = (name, value) => testCase(name, echo(value).fails('MALFORMED_VALUE'));

const refusedGraph = (name, ...nodes) => refused(name, graph(...nodes));

const refusedBytes = (name, bytes) => testCase(name, rpcBytes('Invoke', echoOf(bytes)).fails('MALFORMED_VALUE'));

const buffer = { array_buffer: base64(0, 1, 2, 3, 4, 5, 6, 7) };

const view = (type, more) => ({ view: { type, buffer: 2, ...more } });

const scalars = [
  refused('value-without-a-kind', {}),
  refusedBytes('value-of-an-unknown-kind', field(15, utf8('new'))),
  refusedBytes('value-of-an-unknown-kind-far-off', number(2000, 1)),
  refusedBytes('string-not-utf8', field(5, '61c328')),
  refusedBytes('string-with-a-surrogate-in-utf8', field(5, 'eda080')),
  refusedBytes('string-in-an-overlong-form', field(5, 'c080')),
  refusedBytes('json-not-utf8', field(10, '22c32822')),
  refusedBytes('bigint-not-utf8', field(7, 'ff')),
  refusedBytes('value-that-is-cut-off', '2a05'),
  refused('utf16-of-an-odd-count', { utf16: base64(0x61, 0, 0x62) }),
  refused('utf16-of-one-byte', { utf16: base64(0x61) }),
  ...[
    ['empty', ''],
    ['minus-alone', '-'],
    ['plus', '+1'],
    ['two-signs', '--1'],
    ['exponent', '1e3'],
    ['hexadecimal', '0x10'],
    ['suffix', '1n'],
    ['fraction', '1.0'],
    ['space-before', ' 1'],
    ['space-after', '1 '],
    ['line-end', '1\n'],
    ['underscore', '1_000'],
    ['digits-of-another-script', '١٢'],
    ['word', 'Infinity'],
  ].map(([name, bigint]) => refused(`bigint-${name}`, { bigint })),
  ...[
    ['empty', ''],
    ['blank', ' '],
    ['cut-off', '{'],
    ['comma-at-the-end', '[1,]'],
    ['single-quotes', "'a'"],
    ['bare-key', '{a:1}'],
    ['nan', 'NaN'],
    ['undefined', 'undefined'],
    ['two-values', '1 2'],
    ['leading-zero', '01'],
    ['plus', '+1'],
    ['comment', '1 // one'],
    ['byte-order-mark', '\ufeff1'],
    ['line-end-in-a-text', '"\n"'],
    ['bad-escape', '"\\x41"'],
    ['hexadecimal', '0x10'],
    ['point-without-digits', '1.'],
    ['cut-off-word', 'tru'],
    ['closed-too-often', '[]]'],
    ['wrong-bracket', '[1}'],
  ].map(([name, json]) => refused(`json-${name}`, { json })),
  refused('reference-outside-the-table', { reference: 0 }),
  refused('reference-far-outside-the-table', { reference: 4294967295 }),
];

const graphs = [
  refusedGraph('graph-without-nodes'),
  refusedGraph('node-without-a-kind', {}),
  refusedBytes('node-of-an-unknown-kind', field(14, field(1, field(15, '')))),
  refusedGraph('leaf-without-a-kind', { leaf: {} }),
  refusedGraph('leaf-that-is-a-graph', { leaf: graph(one) }),
  refusedGraph('leaf-with-a-reference-outside-the-table', { leaf: { reference: 0 } }),
  refusedGraph('leaf-with-a-bad-bigint', { leaf: { bigint: 'x' } }),
  refusedGraph('leaf-with-bad-json', { leaf: { json: '{' } }),
  refusedGraph('node-that-is-not-reached', one, one),
  refusedGraph(
    'nodes-that-reach-each-other-alone',
    one,
    { array: { length: 1, items: [3] } },
    { array: { length: 1, items: [2] } },
  ),

  refusedGraph('array-shorter-than-its-items', { array: { length: 1, items: [2, 2] } }, one),
  refusedGraph('array-with-no-length', { array: { items: [2] } }, one),
  refusedGraph('array-item-beyond-the-table', { array: { length: 1, items: [2] } }),
  refusedGraph('array-property-beyond-the-table', { array: { properties: [property(2)] } }),
  refusedGraph('array-property-zero', { array: { properties: [property(0)] } }),
  refusedGraph('array-property-twice', { array: { properties: [property(2), property(2)] } }, one),
  refusedGraph(
    'array-property-that-is-an-element',
    { array: { length: 1, items: [2], properties: [property(2, '0')] } },
    one,
  ),
  refusedGraph('array-property-called-length', { array: { properties: [property(2, 'length')] } }, one),

  refusedGraph('object-value-zero', { object: { properties: [property(0)] } }),
  refusedGraph('object-value-beyond-the-table', { object: { properties: [property(2)] } }),
  refusedGraph('map-key-twice', { map: { entries: [2, 2, 2, 2] } }, one),
  refusedGraph('set-item-twice', { set: { items: [2, 2] } }, { leaf: { number: 'NaN' } }),
  refusedGraph('object-key-twice', { object: { properties: [property(2), property(2)] } }, one),
  refusedGraph(
    'object-key-proto-twice',
    { object: { properties: [property(2, '__proto__'), property(2, '__proto__')] } },
    one,
  ),
  refusedGraph(
    'object-key-twice-in-two-forms',
    { object: { properties: [property(2), { key_utf16: base64(0x61, 0), value: 2 }] } },
    one,
  ),
  refusedGraph(
    'object-lone-key-twice',
    {
      object: {
        properties: [
          { key_utf16: base64(0, 0xd8), value: 2 },
          { key_utf16: base64(0, 0xd8), value: 2 },
        ],
      },
    },
    one,
  ),
  refusedGraph(
    'object-two-keys-in-one',
    { object: { properties: [{ key: 'a', key_utf16: base64(0, 0xd8), value: 2 }] } },
    one,
  ),
  refusedGraph('object-key-of-an-odd-count', { object: { properties: [{ key_utf16: base64(0x61), value: 2 }] } }, one),
  refusedBytes(
    'object-key-not-utf8',
    field(14, field(1, field(3, field(1, field(1, 'c328') + number(3, 2)))) + field(1, field(1, number(3, 1)))),
  ),

  refusedGraph('map-key-without-value', { map: { entries: [2] } }, one),
  refusedGraph('map-key-zero', { map: { entries: [0, 2] } }, one),
  refusedGraph('map-value-zero', { map: { entries: [2, 0] } }, one),
  refusedGraph('map-value-beyond-the-table', { map: { entries: [2, 3] } }, one),
  refusedGraph('set-item-zero', { set: { items: [0] } }),
  refusedGraph('set-item-beyond-the-table', { set: { items: [2] } }),

  refusedGraph('view-without-a-type', view(0), buffer),
  refusedGraph('view-of-an-unknown-type', view(13), buffer),
  refusedGraph('view-without-a-buffer', { view: { type: 'TYPE_INT8' } }),
  refusedGraph('view-on-itself', { view: { type: 'TYPE_INT8', buffer: 1 } }),
  refusedGraph('view-on-bytes', view('TYPE_INT8'), { leaf: { bytes: base64(0) } }),
  refusedGraph('view-on-a-view', view('TYPE_INT8'), { view: { type: 'TYPE_INT8', buffer: 3 } }, buffer),
  refusedGraph('view-beyond-the-table', { view: { type: 'TYPE_INT8', buffer: 9 } }),
  refusedGraph('view-not-aligned', view('TYPE_INT16', { byte_offset: '1', length: '1' }), buffer),
  refusedGraph('view-not-aligned-to-eight', view('TYPE_FLOAT64', { byte_offset: '4' }), buffer),
  refusedGraph('view-longer-than-its-buffer', view('TYPE_INT8', { length: '9' }), buffer),
  refusedGraph('view-that-ends-beyond', view('TYPE_INT8', { byte_offset: '4', length: '5' }), buffer),
  refusedGraph('view-that-begins-beyond', view('TYPE_INT8', { byte_offset: '9' }), buffer),
  refusedGraph('view-of-wide-elements-longer', view('TYPE_BIG_INT64', { length: '2' }), buffer),
  refusedGraph('view-with-a-length-that-overflows', view('TYPE_INT16', { length: '9223372036854775808' }), buffer),
  refusedGraph(
    'view-with-an-offset-that-overflows',
    view('TYPE_INT8', { byte_offset: '18446744073709551615', length: '2' }),
    buffer,
  ),

  refusedGraph('error-message-is-no-string', { error: { name: 'Error', message: 2 } }, one),
  refusedGraph('error-stack-is-no-string', { error: { name: 'Error', stack: 2 } }, one),
  refusedGraph('error-message-is-an-object', { error: { name: 'Error', message: 2 } }, { object: {} }),
  refusedGraph('error-cause-beyond-the-table', { error: { name: 'Error', cause: 2 } }),

  refusedGraph('boxed-nothing', { boxed: 0 }),
  refusedGraph('boxed-itself', { boxed: 1 }),
  refusedGraph('boxed-beyond-the-table', { boxed: 2 }),
  refusedGraph('boxed-null', { boxed: 2 }, { leaf: { null: {} } }),
  refusedGraph('boxed-undefined', { boxed: 2 }, { leaf: { undefined: {} } }),
  refusedGraph('boxed-date', { boxed: 2 }, { leaf: { date: 1 } }),
  refusedGraph('boxed-json', { boxed: 2 }, { leaf: { json: '1' } }),
  refusedGraph('boxed-object', { boxed: 2 }, { object: {} }),
];

export default [
  { name: 'malformed.scalars', setting: 'strict', cases: scalars },
  { name: 'malformed.graphs', setting: 'strict', cases: graphs },
];
