// Values on the wire that are well-formed and unusual, and kinds that the worker does not take.

import { rpc, rpcBytes, testCase } from '../lib/steps.mjs';
import { base64, echo, graph, one, property, text } from '../lib/value_words.mjs';
import { echoOf, field, number, utf8 } from '../lib/wire.mjs';

const unsupported = (name, value) => testCase(name, echo(value).fails('UNSUPPORTED'));

const regexp = (source, flags = '') => graph({ regexp: { source, flags } });

const notTaken = [
  unsupported('callback', { callback: 0 }),
  unsupported('stream', { stream: 0 }),
  unsupported('callback-in-a-graph', graph({ array: { length: 1, items: [2] } }, { leaf: { callback: 0 } })),
  unsupported('regexp', regexp('a+')),
  unsupported('regexp-in-a-graph', graph({ array: { length: 1, items: [2] } }, { regexp: { source: 'a' } })),
];

const refused = (name, value) => testCase(name, echo(value).fails('MALFORMED_VALUE'));

const regexps = [
  refused('regexp-bad-pattern', regexp('(')),
  refused('regexp-unknown-flag', regexp('a', 'x')),
  refused('regexp-flag-twice', regexp('a', 'gg')),
  refused('regexp-u-and-v', regexp('a', 'uv')),
  refused('regexp-bad-in-unicode-mode', regexp('\\-', 'u')),
];

// What arrives, as the module tells it: `check(name, value)` compares strictly.
const arrives = (name, value, known) =>
  testCase(
    name,
    rpc('Invoke', { module: './values.js', member: 'check', arguments: [{ string: known }, value] }).answers({
      value: { string: 'same' },
    }),
  );

const unusual = [
  arrives(
    'utf16-that-is-well-formed',
    { utf16: Buffer.from('x', 'utf16le').toString('base64') },
    'string.one-character',
  ),
  arrives('utf16-empty', { utf16: '' }, 'string.empty'),
  arrives('bigint-minus-zero', { bigint: '-0' }, 'bigint.zero'),
  arrives('bigint-leading-zeros', { bigint: '-0001' }, 'bigint.minus-one'),
  arrives('graph-of-one-leaf', graph({ leaf: { number: 'NaN' } }), 'number.nan'),
  arrives(
    'json-as-a-leaf',
    graph({ array: { length: 1, items: [2] } }, { leaf: { json: '{"a":1}' } }),
    'wire.array-of-object',
  ),
  arrives(
    'key-in-utf16-that-is-well-formed',
    graph({ object: { properties: [{ key_utf16: base64(0x61, 0), value: 2 }] } }, one),
    'object.one-member',
  ),
  arrives(
    'keys-in-another-order',
    graph({ object: { properties: [property(2, 'b'), property(3, '10'), property(2, '9'), property(3, 'a')] } }, one, {
      leaf: { number: 2 },
    }),
    'object.integer-keys-first',
  ),
  arrives('hole-written-out', graph({ array: { length: 2, items: [2, 0] } }, one), 'array.hole-at-end'),
  arrives('only-holes-written-out', graph({ array: { length: 3, items: [0, 0, 0] } }), 'array.only-holes'),
  arrives('array-of-a-length-alone', graph({ array: { length: 3 } }), 'array.only-holes'),
  arrives('error-of-an-unknown-name', graph({ error: { name: 'Own', message: 2 } }, text('told')), 'error.error'),
  arrives('error-without-a-name', graph({ error: { message: 2 } }, text('told')), 'error.error'),
  arrives(
    'error-called-aggregate-error',
    graph({ error: { name: 'AggregateError', message: 2 } }, text('told')),
    'error.error',
  ),
  arrives('error-with-a-stack', graph({ error: { name: 'Error', message: 2, stack: 2 } }, text('told')), 'error.error'),
  arrives(
    'leaf-twice-is-no-alias',
    graph({ array: { length: 3, items: [2, 3, 2] } }, one, { leaf: { number: 2 } }),
    'array.numbers',
  ),
  arrives('map-key-minus-zero', graph({ map: { entries: [2, 3] } }, { leaf: { number: '-0' } }, one), 'map.zero-key'),
  arrives(
    'view-before-its-buffer',
    graph(
      { array: { length: 2, items: [2, 3] } },
      { view: { type: 'TYPE_INT8', buffer: 3, length: '1' } },
      { array_buffer: base64(1) },
    ),
    'wire.view-and-buffer',
  ),
  arrives(
    'nodes-in-another-order',
    graph({ array: { length: 2, items: [3, 2] } }, { leaf: { number: 2 } }, one),
    'wire.one-two',
  ),
  testCase(
    'items-not-packed',
    rpcBytes(
      'Invoke',
      echoOf(
        field(14, field(1, field(2, number(1, 2) + number(2, 2) + number(2, 2))) + field(1, field(1, number(3, 1)))),
      ),
    ).answers({
      value: { json: '[true,true]' },
    }),
  ),
  testCase(
    'unknown-field-in-a-value',
    rpcBytes('Invoke', echoOf(number(3, 1) + number(999, 1))).answers({ value: { boolean: true } }),
  ),
  testCase(
    'last-kind-counts',
    rpcBytes('Invoke', echoOf(field(5, utf8('first')) + number(3, 1))).answers({ value: { boolean: true } }),
  ),
  testCase(
    'graph-nested-a-thousand-deep',
    rpc('Invoke', {
      module: './values.js',
      member: 'depthOf',
      arguments: [
        graph(
          ...Array.from({ length: 1000 }, (_, at) => ({ array: at === 999 ? {} : { length: 1, items: [at + 2] } })),
        ),
      ],
    }).answers({ value: { number: 1000 } }),
  ),
];

export default [
  { name: 'malformed.not-taken', setting: 'strict', cases: notTaken },
  { name: 'malformed.regexps', setting: 'open', cases: regexps },
  { name: 'unusual', setting: 'strict', cases: unusual },
];
