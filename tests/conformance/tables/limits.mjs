// Budgets and quotas, at their bounds and beyond. The setting `tight` has small ones: 1,000 nodes, 20 levels, bigints of
// 50 digits, messages of 64 KiB, 10 references in a lease, 5 leases of a connection, 2 s for a call.

import { array, json, module, number, rpc, testCase, text, UNDEFINED } from '../lib/steps.mjs';

const limits = module('./limits.js');
const echoed = (value) => limits.call('echo', value);
const encodings = ['AUTO', 'JSON', 'STRUCTURED'];

const nested = (depth, inner = UNDEFINED) => Array.from({ length: depth }).reduce((value) => array(value), inner);
const jsonNested = (depth) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
const undefineds = (count) => array(...Array.from({ length: count }, () => UNDEFINED));

const requests = [
  testCase('nodes.structured', limits.call('lengthOf', undefineds(499)).gives(number(499))),
  testCase('nodes.structured-beyond', limits.call('lengthOf', undefineds(1000)).fails('REQUEST_TOO_LARGE')),
  testCase('nodes.json', limits.call('lengthOf', json(`[${Array.from({ length: 999 }, () => 1)}]`)).gives(number(999))),
  testCase(
    'nodes.json-beyond',
    limits.call('lengthOf', json(`[${Array.from({ length: 1001 }, () => 1)}]`)).fails('REQUEST_TOO_LARGE'),
  ),
  testCase('nodes.holes', limits.call('lengthOf', ['array', [], { length: 999 }]).gives(number(999))),
  testCase('nodes.holes-beyond', limits.call('lengthOf', ['array', [], { length: 1001 }]).fails('REQUEST_TOO_LARGE')),
  testCase(
    'nodes.four-billion-holes',
    rpc('Invoke', {
      module: './limits.js',
      member: 'lengthOf',
      arguments: [{ graph: { nodes: [{ array: { length: 4294967295 } }] } }],
    }).fails('REQUEST_TOO_LARGE'),
  ),
  testCase(
    'nodes.members-beyond',
    limits
      .call('echo', ['object', Array.from({ length: 1001 }, (_, at) => [`k${at}`, UNDEFINED])])
      .fails('REQUEST_TOO_LARGE'),
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

const results = [
  ...encodings.flatMap((encoding) => {
    const as = (step) => step.encoded(encoding);
    const named = (name) => `results.${name}-${encoding.toLowerCase()}`;
    return [
      testCase(
        named('nodes'),
        as(limits.call('list', number(999))).gives(array(...Array.from({ length: 999 }, (_, at) => number(at)))),
      ),
      testCase(named('nodes-beyond'), tooLarge(as(limits.call('list', number(1001))))),
      testCase(named('members-beyond'), tooLarge(as(limits.call('members', number(1001))))),
      testCase(named('holes-beyond'), tooLarge(as(limits.call('holes', number(30_000_000))))),
      testCase(named('depth'), as(limits.call('nested', number(19))).gives(nested(19, number(1)))),
      testCase(named('depth-beyond'), tooLarge(as(limits.call('nested', number(22))))),
      testCase(named('text-beyond'), tooLarge(as(limits.call('text', number(100_000))))),
      testCase(named('bytes-beyond'), tooLarge(as(limits.call('bytes', number(100_000))))),
    ];
  }),
  testCase('results.map-beyond', tooLarge(limits.call('map', number(501)))),
  testCase('results.set-beyond', tooLarge(limits.call('set', number(1001)))),
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
