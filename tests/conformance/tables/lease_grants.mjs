// Which lease a reference belongs to, and what is no reference.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  asArgument,
  counter,
  dispose,
  end,
  grant,
  held,
  increment,
  invoke,
  objects,
  target,
} from '../lib/lease_words.mjs';
import { rpc, testCase } from '../lib/steps.mjs';

// The SHA-256 of a module's file, in 16 digits.
const versionOf = (name) =>
  createHash('sha256')
    .update(readFileSync(new URL(`../modules/${name}`, import.meta.url)))
    .digest('hex')
    .slice(0, 16);

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
  { name: 'leases.belonging', setting: 'strict', cases: belonging },
  { name: 'leases.tokens', setting: 'strict', cases: [...tokens, ...ofLeases] },
];
