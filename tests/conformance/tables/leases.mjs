// Leases, references and nonces as the protocol has them, beneath any client.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rpc, rpcBytes, testCase } from '../lib/steps.mjs';

const held = 'DISPOSAL_RELEASED';
const gone = 'DISPOSAL_NOT_HELD';
const objects = './objects.js';

const grant = (request = {}, name = 'lease') => rpc('GrantLease', request).binds({ [name]: 'lease.id' });
const renew = (request) => rpc('RenewLease', request);
const dispose = (request) => rpc('Dispose', request);
const end = dispose({ leases: ['${lease}'] });
const invoke = (request) => rpc('Invoke', { module: objects, ...request });
const counter = (more = {}, name = 'counter') =>
  invoke({
    member: 'Counter',
    operation: 'OPERATION_CONSTRUCT',
    result: 'RESULT_MODE_REFERENCE',
    lease: '${lease}',
    ...more,
  }).binds({
    [name]: 'reference.token',
  });
const target = (name, request) => rpc('Invoke', { reference: { token: `\${${name}}` }, ...request });
const count = (name) => target(name, { member: 'count', operation: 'OPERATION_GET' });
const increment = (name) => target(name, { member: 'increment' });
const asArgument = (...names) =>
  invoke({
    member: 'isSame',
    references: names.map((name) => ({ token: `\${${name}}` })),
    arguments: names.map((_, position) => ({ reference: position })),
  });

// 24 bytes that no other case uses.
const nonce = (name) => Buffer.from(`${name} is a nonce of its own`.slice(0, 64)).toString('base64');

// Something that an owned object writes into when it is disposed, and such an object.
const journal = (lease) => counter({ member: 'Journal', lease: `\${${lease}}` }, 'journal');
const made = (maker, written) =>
  counter({ member: maker, references: [{ token: `\${${written}}` }], arguments: [{ reference: 0 }] }, 'it');

// The SHA-256 of a module's file, in 16 digits.
const versionOf = (name) =>
  createHash('sha256')
    .update(readFileSync(new URL(`../modules/${name}`, import.meta.url)))
    .digest('hex')
    .slice(0, 16);

const terms = [
  testCase('default', [
    grant().answers({ lease: { id: '*', term: '300s', remaining: '290s..300s', references: null } }),
    end,
  ]),
  testCase('as-wanted', [grant({ ttl: '60s' }).answers({ lease: { term: '60s', remaining: '50s..60s' } }), end]),
  testCase('fraction', [grant({ ttl: '7.250s' }).answers({ lease: { term: '7.250s' } }), end]),
  testCase('shortest', [grant({ ttl: '0.050s' }).answers({ lease: { term: '0.050s' } }), end]),
  testCase('below-the-shortest', [grant({ ttl: '0.001s' }).answers({ lease: { term: '0.050s' } }), end]),
  testCase('zero', [grant({ ttl: '0s' }).answers({ lease: { term: '0.050s' } }), end]),
  testCase('longest', [grant({ ttl: '600s' }).answers({ lease: { term: '600s' } }), end]),
  testCase('above-the-longest', [grant({ ttl: '601s' }).answers({ lease: { term: '600s' } }), end]),
  testCase('enormous', [grant({ ttl: '315576000000s' }).answers({ lease: { term: '600s' } }), end]),
  testCase('negative', rpc('GrantLease', { ttl: '-1s' }).fails('INVALID_FIELD', { field: 'ttl' })),
  testCase(
    'negative-nanoseconds',
    rpc('GrantLease', { ttl: '-0.000000001s' }).fails('INVALID_FIELD', { field: 'ttl' }),
  ),
  testCase(
    'nanoseconds-of-two-seconds',
    rpcBytes('GrantLease', '0a0610' + '80a8d6b907').fails('INVALID_FIELD', { field: 'ttl' }),
  ),
  testCase('two-are-two', [
    grant(),
    grant({}, 'other'),
    dispose({ leases: ['${lease}'] }),
    renew({ lease: '${other}' }).answers({}),
    dispose({ leases: ['${other}'] }),
  ]),
];

const renewal = [
  testCase('keeps-its-term', [
    grant({ ttl: '60s' }),
    renew({ lease: '${lease}' }).answers({ lease: { id: '*', term: '60s', remaining: '50s..60s' } }),
    end,
  ]),
  testCase('new-term', [
    grant({ ttl: '60s' }),
    renew({ lease: '${lease}', ttl: '90s' }).answers({ lease: { term: '90s', remaining: '80s..90s' } }),
    end,
  ]),
  testCase('shorter-term', [
    grant({ ttl: '60s' }),
    renew({ lease: '${lease}', ttl: '30s' }).answers({ lease: { term: '30s', remaining: '20s..30s' } }),
    end,
  ]),
  testCase('new-term-stays', [
    grant({ ttl: '60s' }),
    renew({ lease: '${lease}', ttl: '90s' }),
    renew({ lease: '${lease}' }).answers({ lease: { term: '90s' } }),
    end,
  ]),
  testCase('within-the-bounds', [
    grant(),
    renew({ lease: '${lease}', ttl: '9999s' }).answers({ lease: { term: '600s' } }),
    end,
  ]),
  testCase('negative', [
    grant(),
    renew({ lease: '${lease}', ttl: '-1s' }).fails('INVALID_FIELD', { field: 'ttl' }),
    end,
  ]),
  testCase('without-a-lease', renew({}).fails('INVALID_FIELD', { field: 'lease' })),
  testCase('too-long-for-an-id', renew({ lease: 'x'.repeat(65) }).fails('INVALID_FIELD', { field: 'lease' })),
  testCase('no-id-at-all', renew({ lease: 'nobody granted this' }).fails('UNKNOWN_LEASE')),
  testCase(
    'before-the-broker-started',
    renew({ lease: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }).fails('BROKER_RESTARTED'),
  ),
  testCase('reference-is-no-lease', [grant(), counter(), renew({ lease: '${counter}' }).fails('UNKNOWN_LEASE'), end]),
  testCase('disposed', [grant(), end, renew({ lease: '${lease}' }).fails('DISPOSED')]),
  testCase('from-another-connection', [
    grant({ ttl: '60s' }),
    renew({ lease: '${lease}' })
      .elsewhere()
      .answers({ lease: { term: '60s' } }),
    end,
  ]),
];

const belonging = [
  testCase('import-grants-one', [
    rpc('Import', { specifier: objects })
      .binds({ lease: 'lease.id', module: 'reference.token' })
      .answers({
        reference: { token: '*', kind: 'OBJECT_KIND_MODULE' },
        lease: { id: '*', term: '300s', references: '1' },
      }),
    end,
  ]),
  testCase('construct-grants-one', [
    counter({ lease: '' })
      .binds({ lease: 'lease.id', counter: 'reference.token' })
      .answers({ lease: { id: '*', references: '1' } }),
    end,
  ]),
  testCase('named', [
    grant(),
    counter().answers({ lease: { id: '*', references: '1' } }),
    counter({}, 'other').answers({ lease: { references: '2' } }),
    end,
  ]),
  testCase('of-the-target', [
    grant(),
    counter(),
    target('counter', { member: 'self', result: 'RESULT_MODE_REFERENCE' }).answers({
      lease: { id: null, references: '2', remaining: '*' },
    }),
    end,
  ]),
  testCase('named-before-that-of-the-target', [
    grant(),
    grant({}, 'other'),
    counter(),
    target('counter', { member: 'self', result: 'RESULT_MODE_REFERENCE', lease: '${other}' })
      .binds({ again: 'reference.token' })
      .answers({ lease: { id: '*', references: '1' } }),
    dispose({ leases: ['${lease}'] }),
    increment('again').answers({ value: { number: 1 } }),
    dispose({ leases: ['${other}'] }),
  ]),
  testCase(
    'none-for-a-stateless-call',
    invoke({ member: 'echo', arguments: [{ number: 1 }] }).answers({ value: { number: 1 }, lease: null }),
  ),
  testCase(
    'none-for-a-failed-construction',
    invoke({ member: 'echo', operation: 'OPERATION_CONSTRUCT', result: 'RESULT_MODE_REFERENCE' }).fails(
      'NOT_A_FUNCTION',
    ),
  ),
  testCase(
    'none-for-a-primitive-by-reference',
    invoke({ member: 'echo', arguments: [{ number: 1 }], result: 'RESULT_MODE_REFERENCE' }).answers({
      value: { number: 1 },
      lease: null,
      reference: null,
    }),
  ),
  testCase('counts-what-is-in-a-value', [
    grant(),
    invoke({ member: 'inATree', lease: '${lease}' }).answers({
      references: [
        { token: '*', class_name: 'Counter' },
        { token: '*', class_name: 'Counter' },
      ],
      lease: { references: '2' },
    }),
    end,
  ]),
  testCase('reference-alone-in-a-value', [
    grant(),
    invoke({ member: 'alone', lease: '${lease}' })
      .binds({ counter: 'references.0.token' })
      .answers({
        value: { reference: 0 },
        reference: null,
        references: [{ token: '*', kind: 'OBJECT_KIND_OBJECT', class_name: 'Counter' }],
      }),
    target('counter', { member: 'self', result: 'RESULT_MODE_REFERENCE' }).answers({
      reference: { class_name: 'Counter' },
    }),
    end,
  ]),
  testCase('grants-in-a-value-are-disposed-apart', [
    grant(),
    invoke({ member: 'twice', lease: '${lease}' }).binds({ one: 'references.0.token', other: 'references.1.token' }),
    asArgument('one', 'other').answers({ value: { boolean: true } }),
    dispose({ references: [{ token: '${one}' }] }).answers({ references: [held] }),
    increment('other').answers({ value: { number: 1 } }),
    increment('one').fails('DISPOSED'),
    end,
  ]),
  testCase('usable-from-another-connection', [
    grant(),
    counter(),
    increment('counter')
      .elsewhere()
      .answers({ value: { number: 1 } }),
    end,
  ]),
  testCase('of-a-disposed-lease', [grant(), end, counter().fails('DISPOSED')]),
  testCase('of-an-unknown-lease', [counter({ lease: 'nobody granted this' }).fails('UNKNOWN_LEASE')]),
  testCase('hints-in-requests-are-ignored', [
    grant(),
    counter(),
    rpc('Invoke', {
      reference: { token: '${counter}', kind: 'OBJECT_KIND_FUNCTION', class_name: 'Nonsense' },
      member: 'increment',
    }).answers({ value: { number: 1 } }),
    end,
  ]),
  testCase('one-reference-at-two-positions', [
    grant(),
    counter(),
    asArgument('counter', 'counter').answers({ value: { boolean: true } }),
    end,
  ]),
  testCase('one-position-twice', [
    grant(),
    counter(),
    invoke({
      member: 'isSame',
      references: [{ token: '${counter}' }],
      arguments: [{ reference: 0 }, { reference: 0 }],
    }).answers({ value: { boolean: true } }),
    end,
  ]),
  testCase('reference-that-no-argument-names', [
    grant(),
    counter(),
    invoke({ member: 'echo', references: [{ token: '${counter}' }], arguments: [{ number: 1 }] }).answers({
      value: { number: 1 },
    }),
    end,
  ]),
  testCase('a-call-begins-the-term-anew', [
    grant({ ttl: '60s' }),
    counter().answers({ lease: { term: '60s', remaining: '50s..60s' } }),
    increment('counter').answers({ lease: { id: null, term: '60s', remaining: '50s..60s', references: '1' } }),
    end,
  ]),
  testCase('version-is-a-hash-of-the-file', [
    rpc('Import', { specifier: objects })
      .binds({ lease: 'lease.id' })
      .answers({ version: versionOf('objects.js') }),
    end,
  ]),
];

const disposal = [
  testCase('nothing', dispose({}).answers({ references: null, leases: null, nonces: null })),
  testCase('reference', [
    grant(),
    counter(),
    dispose({ references: [{ token: '${counter}' }] }).answers({ references: [held] }),
    dispose({ references: [{ token: '${counter}' }] }).answers({ references: [gone] }),
    increment('counter').fails('DISPOSED'),
    end,
  ]),
  testCase('reference-twice-in-one-request', [
    grant(),
    counter(),
    dispose({ references: [{ token: '${counter}' }, { token: '${counter}' }] }).answers({ references: [held, gone] }),
    end,
  ]),
  testCase('argument-of-a-call', [
    grant(),
    counter(),
    dispose({ references: [{ token: '${counter}' }] }),
    asArgument('counter', 'counter').fails('DISPOSED'),
    end,
  ]),
  testCase('answers-in-order', [
    grant(),
    counter(),
    counter({}, 'other'),
    dispose({ references: [{ token: 'x' }, { token: '${counter}' }, { token: '' }, { token: '${other}' }] }).answers({
      references: [gone, held, gone, held],
    }),
    end,
  ]),
  testCase(
    'tokens-that-are-none',
    dispose({ references: [{ token: 'x'.repeat(1000) }, {}], leases: ['', 'x'.repeat(1000)] }).answers({
      references: [gone, gone],
      leases: [gone, gone],
    }),
  ),
  testCase('lease-takes-all-along', [
    grant(),
    counter(),
    counter({}, 'other'),
    dispose({ leases: ['${lease}'] }).answers({ leases: [held] }),
    increment('counter').fails('DISPOSED'),
    increment('other').fails('DISPOSED'),
    dispose({ references: [{ token: '${counter}' }], leases: ['${lease}'] }).answers({
      references: [gone],
      leases: [gone],
    }),
  ]),
  testCase('lease-is-no-reference', [
    grant(),
    dispose({ references: [{ token: '${lease}' }] }).answers({ references: [gone] }),
    renew({ lease: '${lease}' }).answers({}),
    end,
  ]),
  testCase('reference-is-no-lease', [
    grant(),
    counter(),
    dispose({ leases: ['${counter}'] }).answers({ leases: [gone] }),
    increment('counter').answers({}),
    end,
  ]),
  testCase('from-another-connection', [
    grant(),
    counter(),
    dispose({ references: [{ token: '${counter}' }] })
      .elsewhere()
      .answers({ references: [held] }),
    end,
  ]),
  testCase('counts-down', [
    grant(),
    counter(),
    counter({}, 'other'),
    dispose({ references: [{ token: '${other}' }] }),
    renew({ lease: '${lease}' }).answers({ lease: { references: '1' } }),
    end,
  ]),
  testCase('lease-disposes-what-it-owns', [
    grant({}, 'other'),
    journal('other'),
    grant(),
    made('Disposable', 'journal'),
    end,
    target('journal', { member: 'read' })
      .answers({ value: { string: 'disposed' } })
      .eventually(),
    dispose({ leases: ['${other}'] }),
  ]),
  testCase('handed-over-in-a-tree', [
    grant(),
    journal('lease'),
    invoke({
      member: 'lendInATree',
      lease: '${lease}',
      references: [{ token: '${journal}' }],
      arguments: [{ reference: 0 }],
    }).binds({ lent: 'references.0.token' }),
    dispose({ references: [{ token: '${lent}' }] }).answers({ references: [held] }),
    target('journal', { member: 'read' })
      .answers({ value: { string: 'disposed' } })
      .eventually(),
    end,
  ]),
];

const nonces = [
  testCase('reference', [
    grant(),
    counter({ nonce: nonce('reference') }),
    dispose({ nonces: [nonce('reference')] }).answers({ nonces: [held] }),
    increment('counter').fails('DISPOSED'),
    dispose({ nonces: [nonce('reference')] }).answers({ nonces: [gone] }),
    end,
  ]),
  testCase('lease-with-it', [
    counter({ lease: '', nonce: nonce('lease') }).binds({ counter: 'reference.token', lease: 'lease.id' }),
    dispose({ nonces: [nonce('lease')] }).answers({ nonces: [held] }),
    renew({ lease: '${lease}' }).fails('DISPOSED'),
  ]),
  testCase('granted-lease', [
    grant({ nonce: nonce('granted') }),
    dispose({ nonces: [nonce('granted')] }).answers({ nonces: [held] }),
    renew({ lease: '${lease}' }).fails('DISPOSED'),
  ]),
  testCase('named-lease-stays', [
    grant(),
    counter({ nonce: nonce('named') }),
    dispose({ nonces: [nonce('named')] }),
    renew({ lease: '${lease}' }).answers({ lease: { references: null } }),
    end,
  ]),
  testCase('all-references-in-a-value', [
    grant(),
    invoke({ member: 'twice', lease: '${lease}', nonce: nonce('value') }).binds({
      one: 'references.0.token',
      other: 'references.1.token',
    }),
    dispose({ nonces: [nonce('value')] }).answers({ nonces: [held] }),
    increment('one').fails('DISPOSED'),
    increment('other').fails('DISPOSED'),
    end,
  ]),
  testCase('import', [
    grant(),
    rpc('Import', { specifier: objects, lease: '${lease}', nonce: nonce('import') }).binds({
      module: 'reference.token',
    }),
    dispose({ nonces: [nonce('import')] }).answers({ nonces: [held] }),
    target('module', { member: 'echo' }).fails('DISPOSED'),
    end,
  ]),
  testCase('never-used', dispose({ nonces: [nonce('never')] }).answers({ nonces: [gone] })),
  testCase('shortest', [grant({ nonce: Buffer.from('0123456789abcdef').toString('base64') }).answers({}), end]),
  testCase('longest', [grant({ nonce: Buffer.alloc(64, 7).toString('base64') }).answers({}), end]),
];

const expiry = [
  testCase('takes-all-along', [
    grant({ ttl: '60s' }, 'long'),
    journal('long'),
    grant({ ttl: '0.050s' }),
    made('Disposable', 'journal'),
    target('journal', { member: 'read' })
      .answers({ value: { string: 'disposed' } })
      .eventually(),
    target('it', { member: 'name', operation: 'OPERATION_GET' }).fails('LEASE_EXPIRED'),
    renew({ lease: '${lease}' }).fails('LEASE_EXPIRED'),
    invoke({ member: 'echo', references: [{ token: '${it}' }], arguments: [{ reference: 0 }] }).fails('LEASE_EXPIRED'),
    counter({ lease: '${lease}' }).fails('LEASE_EXPIRED'),
    dispose({ references: [{ token: '${it}' }], leases: ['${lease}'] }).answers({ references: [gone], leases: [gone] }),
    dispose({ leases: ['${long}'] }),
  ]),
  testCase('renewed-in-time', [
    grant({ ttl: '0.050s' }),
    counter({ lease: '${lease}' }),
    renew({ lease: '${lease}', ttl: '60s' }).answers({ lease: { term: '60s', references: '1' } }),
    increment('counter').answers({ value: { number: 1 } }),
    end,
  ]),
];

const tokens = [
  ['made-up', 'nobody granted this', 'UNKNOWN_REFERENCE'],
  ['empty', '', 'UNKNOWN_REFERENCE'],
  ['cut', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'UNKNOWN_REFERENCE'],
  ['before-the-broker-started', Buffer.alloc(32, 0x11).toString('base64url'), 'BROKER_RESTARTED'],
].flatMap(([name, token, reason]) => [
  testCase(`${name}.target`, rpc('Invoke', { reference: { token }, member: 'x' }).fails(reason)),
  testCase(
    `${name}.argument`,
    invoke({ member: 'echo', references: [{ token }], arguments: [{ reference: 0 }] }).fails(reason),
  ),
]);

const ofLeases = [
  testCase('lease-is-no-target', [grant(), target('lease', { member: 'x' }).fails('UNKNOWN_REFERENCE'), end]),
  testCase('lease-is-no-argument', [grant(), asArgument('lease', 'lease').fails('UNKNOWN_REFERENCE'), end]),
];

export default [
  { name: 'leases.terms', setting: 'strict', cases: terms },
  { name: 'leases.renewal', setting: 'strict', cases: renewal },
  { name: 'leases.belonging', setting: 'strict', cases: belonging },
  { name: 'leases.disposal', setting: 'strict', cases: disposal },
  { name: 'leases.nonces', setting: 'strict', cases: nonces },
  { name: 'leases.expiry', setting: 'strict', cases: expiry },
  { name: 'leases.tokens', setting: 'strict', cases: [...tokens, ...ofLeases] },
];
