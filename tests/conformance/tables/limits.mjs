// Budgets and quotas, at their bounds and beyond. The setting `tight` has small ones: 1,000 nodes, 20 levels, bigints of
// 50 digits, messages of 64 KiB, 10 references in a lease, 5 leases of a connection, 2 s for a call.

import { array, json, module, NULL, number, object, rpc, testCase, text, UNDEFINED } from '../lib/steps.mjs';
import { spelled } from './reach/attempt.mjs';

const limits = module('./limits.js');
const echoed = (value) => limits.call('echo', value);
const encodings = ['AUTO', 'JSON', 'STRUCTURED'];

const nested = (depth, inner = UNDEFINED) => Array.from({ length: depth }).reduce((value) => array(value), inner);
const jsonNested = (depth) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
const listOf = (count, item) => Array.from({ length: count }, (_, at) => item(at));

// Arguments of a wanted length that have one node more.
const sizedValues = {
  structured: (length) => array(...listOf(length, () => UNDEFINED)),
  json: (length) => json(`[${listOf(length, () => 1)}]`),
  'json-spaced': (length) => json(`[ ${listOf(length, () => 1).join(' , ')} ]`),
  'json-of-empties': (length) => json(`[${listOf(length, (at) => (at % 2 === 0 ? '[ ]' : '{}'))}]`),
  holes: (length) => ['array', [], { length }],
  aliases: (length) => array(['#', 1, object({})], ...listOf(length - 1, () => ['@', 1])),
  members: (length) => ['object', [['length', number(length)], ...listOf(length - 1, (at) => [`k${at}`, UNDEFINED])]],
  'json-members': (length) => json(`{"length":${length}${listOf(length - 1, (at) => `,"k${at}":1`).join('')}}`),
};

// 27 rows of 36 have 1,000 nodes, 25 of 39 one more.
const grids = {
  grid: (rows, columns) => array(...listOf(rows, () => array(...listOf(columns, () => UNDEFINED)))),
  'json-grid': (rows, columns) => json(`[${listOf(rows, () => `[${listOf(columns, () => 1)}]`)}]`),
};
// The same of rows that are JSON each, which no client's library sends.
const lengthOfJsonRows = (rows, columns) => {
  const leaves = listOf(rows, () => ({ leaf: { json: `[${listOf(columns, () => 1)}]` } }));
  const nodes = [{ array: { length: rows, items: listOf(rows, (at) => at + 2) } }, ...leaves];
  return rpc('Invoke', { module: './limits.js', member: 'lengthOf', arguments: [{ graph: { nodes } }] });
};
const map = (size) => ['map', listOf(size, (at) => [number(at), UNDEFINED])];
const set = (size) => ['set', listOf(size, number)];

const requests = [
  ...Object.entries(sizedValues).flatMap(([name, value]) => [
    testCase(`nodes.${name}`, limits.call('lengthOf', value(999)).gives(number(999))),
    testCase(`nodes.${name}-beyond`, limits.call('lengthOf', value(1000)).fails('REQUEST_TOO_LARGE')),
  ]),
  ...Object.entries(grids).flatMap(([name, value]) => [
    testCase(`nodes.${name}`, limits.call('lengthOf', value(27, 36)).gives(number(27))),
    testCase(`nodes.${name}-beyond`, limits.call('lengthOf', value(25, 39)).fails('REQUEST_TOO_LARGE')),
  ]),
  testCase('nodes.grid-of-json', lengthOfJsonRows(27, 36).answers({ value: { number: 27 } })),
  testCase('nodes.grid-of-json-beyond', lengthOfJsonRows(25, 39).fails('REQUEST_TOO_LARGE')),
  testCase('nodes.map', limits.call('sizeOf', map(499)).gives(number(499))),
  testCase('nodes.map-beyond', limits.call('sizeOf', map(500)).fails('REQUEST_TOO_LARGE')),
  testCase('nodes.set', limits.call('sizeOf', set(999)).gives(number(999))),
  testCase('nodes.set-beyond', limits.call('sizeOf', set(1000)).fails('REQUEST_TOO_LARGE')),
  testCase(
    'nodes.four-billion-holes',
    rpc('Invoke', {
      module: './limits.js',
      member: 'lengthOf',
      arguments: [{ graph: { nodes: [{ array: { length: 4294967295 } }] } }],
    }).fails('REQUEST_TOO_LARGE'),
  ),
  testCase('depth.json', echoed(json(jsonNested(20))).gives(nested(20, number(1)))),
  testCase('depth.json-beyond', echoed(json(jsonNested(22))).fails('REQUEST_TOO_LARGE')),
  testCase(
    'depth.json-in-texts-does-not-count',
    limits.call('lengthOf', json(`["${'['.repeat(100)}"]`)).gives(number(1)),
  ),
  testCase('depth.structured', echoed(nested(19)).gives(nested(19))),
  testCase('depth.structured-beyond', echoed(nested(22)).fails('REQUEST_TOO_LARGE')),
  testCase('digits', echoed(['bigint', '9'.repeat(50)]).gives(['bigint', '9'.repeat(50)])),
  testCase('digits.negative', echoed(['bigint', `-${'9'.repeat(50)}`]).gives(['bigint', `-${'9'.repeat(50)}`])),
  testCase('digits.beyond', echoed(['bigint', '9'.repeat(51)]).fails('REQUEST_TOO_LARGE')),
  testCase(
    'digits.beyond-with-zeros',
    rpc('Invoke', { module: './limits.js', member: 'echo', arguments: [{ bigint: `${'0'.repeat(50)}1` }] }).fails(
      'REQUEST_TOO_LARGE',
    ),
  ),
  testCase('bytes', limits.call('lengthOf', text('x'.repeat(60_000))).gives(number(60_000))),
  testCase('bytes.beyond', limits.call('lengthOf', text('x'.repeat(65_536))).fails('REQUEST_TOO_LARGE')),
];

// What `dag` makes: written out it doubles with each level.
const shared = (levels, label = 1) =>
  levels === 0 ? array() : array(['#', label, shared(levels - 1, label + 1)], ['@', label]);

const tooLarge = (step) => step.fails('RESULT_TOO_LARGE');

const numbers = (length) => array(...listOf(length, number));
const oneObject = array(['#', 1, object({})], ...listOf(998, () => ['@', 1]));

// What functions make of the size 999, which is 1,000 nodes.
const sizedResults = (encoding) => {
  const isJson = encoding === 'JSON';
  const nothing = listOf(999, () => (isJson ? NULL : UNDEFINED));
  return {
    list: numbers(999),
    listOfUndefined: array(...nothing),
    members: ['object', listOf(999, (at) => [`k${at}`, number(at)])],
    holes: isJson ? array(...nothing) : ['array', [], { length: 999 }],
    same: isJson ? array(...listOf(999, () => object({}))) : oneObject,
    empties: array(...listOf(999, () => object({}))),
  };
};

const results = [
  ...encodings.flatMap((encoding) => {
    const as = (step) => step.encoded(encoding);
    const named = (name) => `results.${name}-${encoding.toLowerCase()}`;
    return [
      ...Object.entries(sizedResults(encoding)).flatMap(([made, value]) => [
        testCase(named(`nodes.${spelled(made)}`), as(limits.call(made, number(999))).gives(value)),
        testCase(named(`nodes.${spelled(made)}-beyond`), tooLarge(as(limits.call(made, number(1000))))),
      ]),
      testCase(
        named('nodes.grid'),
        as(limits.call('grid', number(27), number(36))).gives(array(...listOf(27, () => numbers(36)))),
      ),
      testCase(named('nodes.grid-beyond'), tooLarge(as(limits.call('grid', number(25), number(39))))),
      testCase(named('holes-beyond'), tooLarge(as(limits.call('holes', number(30_000_000))))),
      testCase(named('depth'), as(limits.call('nested', number(19))).gives(nested(19, number(1)))),
      testCase(named('depth-beyond'), tooLarge(as(limits.call('nested', number(22))))),
      testCase(named('text-beyond'), tooLarge(as(limits.call('text', number(100_000))))),
      testCase(named('bytes-beyond'), tooLarge(as(limits.call('bytes', number(100_000))))),
    ];
  }),
  testCase(
    'results.map',
    limits.call('map', number(499)).gives(['map', listOf(499, (at) => [number(at), number(at)])]),
  ),
  testCase('results.map-beyond', tooLarge(limits.call('map', number(500)))),
  testCase('results.set', limits.call('set', number(999)).gives(set(999))),
  testCase('results.set-beyond', tooLarge(limits.call('set', number(1000)))),
  testCase('results.shared-parts', limits.call('dag', number(12)).gives(shared(12))),
  testCase('results.shared-parts-written-out', tooLarge(limits.call('dag', number(12)).encoded('JSON'))),
  testCase('results.digits', limits.call('digits', number(50)).gives(['bigint', `1${'0'.repeat(49)}`])),
  testCase('results.digits-beyond', tooLarge(limits.call('digits', number(51)))),
  testCase('results.text', limits.call('text', number(60_000)).gives(text('x'.repeat(60_000)))),
  testCase('results.large-by-reference', limits.call('list', number(100_000)).byReference().refers({ kind: 'ARRAY' })),
  testCase('results.large-to-nothing', limits.call('text', number(1_000_000)).toNothing().completes()),
];

// --- Quotas, with leases that end with the case

const grant = (name) => rpc('GrantLease', {}).binds({ [name]: 'lease.id' });
const end = (...names) => rpc('Dispose', { leases: names.map((name) => `\${${name}}`) });
const many = (count) =>
  rpc('Invoke', { module: './objects.js', member: 'many', arguments: [{ number: count }], lease: '${lease}' });

const quotas = [
  testCase('references', [grant('lease'), many(10).answers({ lease: { references: '10' } }), end('lease')]),
  testCase('references.beyond', [
    grant('lease'),
    many(11).fails('REFERENCE_QUOTA'),
    rpc('RenewLease', { lease: '${lease}' }).answers({ lease: { references: null } }),
    end('lease'),
  ]),
  testCase('references.one-too-many', [
    grant('lease'),
    many(10),
    many(1).fails('REFERENCE_QUOTA'),
    rpc('RenewLease', { lease: '${lease}' }).answers({ lease: { references: '10' } }),
    end('lease'),
  ]),
  testCase('references.freed-are-free', [
    grant('lease'),
    many(10).binds({ first: 'references.0.token' }),
    rpc('Dispose', { references: [{ token: '${first}' }] }),
    many(1).answers({ lease: { references: '10' } }),
    end('lease'),
  ]),
  testCase('leases', [
    ...['a', 'b', 'c', 'd', 'e'].map((name) => grant(name).elsewhere()),
    rpc('GrantLease', {}).elsewhere().fails('LEASE_QUOTA'),
    rpc('Import', { specifier: './limits.js' }).elsewhere().fails('LEASE_QUOTA', { executed: 'YES' }),
    end('a'),
    grant('a').elsewhere(),
    end('a', 'b', 'c', 'd', 'e'),
  ]),
  testCase('call-time', limits.call('never').later().fails('CALL_TIME_EXCEEDED')),
];

// What the protocol states, or the worker's help, where nothing else is said.
const depthOf = (depth) => module('./values.js').call('depthOf', json(`${'['.repeat(depth)}${']'.repeat(depth)}`));
const digits = (count) => `1${'0'.repeat(count - 1)}`;

const defaults = [
  testCase('depth', depthOf(10_000).gives(number(10_000))),
  testCase('depth-beyond', depthOf(10_001).fails('REQUEST_TOO_LARGE')),
  testCase('digits', echoed(['bigint', digits(20_000)]).gives(['bigint', digits(20_000)])),
  testCase('digits-beyond', echoed(['bigint', digits(20_001)]).fails('REQUEST_TOO_LARGE')),
  testCase('digits-of-a-result-beyond', tooLarge(limits.call('digits', number(20_001)))),
  testCase('holes-beyond', tooLarge(limits.call('holes', number(30_000_000)))),
  testCase('text-beyond', tooLarge(limits.call('text', number(70_000_000)))),
];

export default [
  { name: 'limits.defaults', setting: 'strict', cases: defaults },
  { name: 'limits.requests', setting: 'tight', cases: requests },
  { name: 'limits', setting: 'tight', cases: results },
  { name: 'quotas', setting: 'tight', cases: quotas },
];
