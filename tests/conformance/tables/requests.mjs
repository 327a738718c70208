// The rules that are written on the fields of requests, each at its bound and one beyond it.

import { rpc, rpcBytes, testCase } from '../lib/steps.mjs';
import { echoOf, field, number } from '../lib/wire.mjs';

const kebab = (name) => name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();

const base64 = (count) => Buffer.alloc(count, 9).toString('base64');

const ended = (step) => [step.binds({ lease: 'lease.id' }), rpc('Dispose', { leases: ['${lease}'] })];

// A request of each kind that is good but for one field.
const requests = {
  Import: { specifier: './values.js' },
  Invoke: { module: './values.js', member: 'echo' },
  InvokeAsync: { module: './values.js', member: 'echo' },
};

const common = Object.entries(requests).flatMap(([method, good]) => {
  const refuses = (name, more, wrong) =>
    testCase(`${kebab(method)}.${name}`, rpc(method, { ...good, ...more }).fails('INVALID_FIELD', { field: wrong }));
  return [
    refuses('lease-of-65-bytes', { lease: 'x'.repeat(65) }, 'lease'),
    testCase(
      `${kebab(method)}.lease-of-64-bytes`,
      rpc(method, { ...good, lease: 'x'.repeat(64) }).fails('UNKNOWN_LEASE'),
    ),
    refuses('pool-of-65-bytes', { pool: 'x'.repeat(65) }, 'pool'),
    testCase(`${kebab(method)}.pool-of-64-bytes`, rpc(method, { ...good, pool: 'x'.repeat(64) }).fails('NO_WORKER')),
    refuses('pool-with-a-space', { pool: 'a b' }, 'pool'),
    refuses('pool-with-a-slash', { pool: 'a/b' }, 'pool'),
    refuses('pool-with-an-umlaut', { pool: 'ä' }, 'pool'),
    testCase(`${kebab(method)}.pool-with-all-it-may`, rpc(method, { ...good, pool: 'aZ09_.-' }).fails('NO_WORKER')),
    refuses('nonce-of-15-bytes', { nonce: base64(15) }, 'nonce'),
    refuses('nonce-of-65-bytes', { nonce: base64(65) }, 'nonce'),
    refuses('nonce-of-1-byte', { nonce: base64(1) }, 'nonce'),
  ];
});

const imports = [
  testCase('import.empty', rpc('Import', {}).fails('INVALID_FIELD', { field: 'specifier' })),
  testCase(
    'import.specifier-of-512-bytes',
    rpc('Import', { specifier: `./${'x'.repeat(507)}.js` }).fails('MODULE_NOT_FOUND'),
  ),
  testCase(
    'import.specifier-of-513-bytes',
    rpc('Import', { specifier: `./${'x'.repeat(508)}.js` }).fails('INVALID_FIELD', { field: 'specifier' }),
  ),
  testCase(
    'import.default-pool-by-name',
    ended(
      rpc('Import', { specifier: './values.js', pool: 'default' }).answers({ reference: { token: '*' }, version: '*' }),
    ),
  ),
];

const echo = (more) => rpc('Invoke', { module: './values.js', member: 'echo', ...more });

const refusal = (name, step, wrong) => testCase(`invoke.${name}`, step.fails('INVALID_FIELD', { field: wrong }));

const path = (names) => Array.from({ length: names }, () => 'n').join('.');

const enums = [
  ['operation', 5],
  ['result', 4],
  ['encoding', 4],
];

const invokes = [
  refusal('empty', rpc('Invoke', {}), 'member'),
  testCase('invoke-async.empty', rpc('InvokeAsync', {}).fails('INVALID_FIELD', { field: 'member' })),
  refusal('empty-module', rpc('Invoke', { module: '', member: 'echo' }), 'module'),
  refusal('module-of-513-bytes', rpc('Invoke', { module: 'x'.repeat(513), member: 'echo' }), 'module'),
  refusal('member-of-1025-bytes', echo({ member: 'x'.repeat(1025) }), 'member'),
  testCase('invoke.member-of-1024-bytes', echo({ member: 'x'.repeat(1024) }).fails('MEMBER_NOT_FOUND')),
  refusal('member-of-1026-bytes-in-513-characters', echo({ member: 'ä'.repeat(513) }), 'member'),
  testCase(
    'invoke.member-of-1024-bytes-in-512-characters',
    echo({ member: 'ä'.repeat(512) }).fails('MEMBER_NOT_FOUND'),
  ),
  refusal('member-of-33-names', echo({ member: path(33) }), 'member'),
  testCase('invoke.member-of-32-names', echo({ member: path(32) }).fails('MEMBER_NOT_FOUND')),
  refusal('member-with-an-empty-name', echo({ member: 'a..b' }), 'member'),
  refusal(
    'reference-token-of-65-bytes',
    rpc('Invoke', { reference: { token: 'x'.repeat(65) }, member: 'x' }),
    'reference',
  ),
  testCase(
    'invoke.reference-token-of-64-bytes',
    rpc('Invoke', { reference: { token: 'x'.repeat(64) }, member: 'x' }).fails('UNKNOWN_REFERENCE'),
  ),
  ...enums.flatMap(([name, next]) => [
    refusal(`${name}-${next}`, echo({ [name]: next }), name),
    refusal(`${name}-minus-one`, echo({ [name]: -1 }), name),
    refusal(`${name}-huge`, echo({ [name]: 2147483647 }), name),
  ]),
  refusal('arguments-257', echo({ arguments: Array.from({ length: 257 }, () => ({ null: {} })) }), 'arguments'),
  testCase(
    'invoke.arguments-256',
    echo({ arguments: Array.from({ length: 256 }, () => ({ null: {} })) }).answers({ value: { null: {} } }),
  ),
  refusal('get-with-an-argument', echo({ operation: 'OPERATION_GET', arguments: [{ null: {} }] }), 'arguments'),
  refusal('set-without-an-argument', echo({ operation: 'OPERATION_SET' }), 'arguments'),
  refusal(
    'set-with-two-arguments',
    echo({ operation: 'OPERATION_SET', arguments: [{ null: {} }, { null: {} }] }),
    'arguments',
  ),
  refusal(
    'set-without-a-member',
    rpc('Invoke', { module: './values.js', operation: 'OPERATION_SET', arguments: [{ null: {} }] }),
    'member',
  ),
  testCase(
    'invoke.references-4097',
    rpcBytes('Invoke', echoOf(number(3, 1)) + field(6, '').repeat(4097)).fails('INVALID_FIELD', {
      field: 'references',
    }),
  ),
  testCase(
    'invoke.references-4096',
    rpcBytes('Invoke', echoOf(number(3, 1)) + field(6, '').repeat(4096)).fails('UNKNOWN_REFERENCE'),
  ),
  refusal(
    'token-of-65-bytes-in-the-table',
    echo({ references: [{ token: 'x' }, { token: 'x'.repeat(65) }] }),
    'references[1]',
  ),
  testCase(
    'invoke.nonce-for-a-stateless-call',
    echo({ nonce: base64(16), arguments: [{ number: 1 }] }).answers({ value: { number: 1 } }),
  ),
  testCase(
    'invoke.explicit-defaults',
    echo({
      operation: 'OPERATION_CALL',
      result: 'RESULT_MODE_VALUE',
      encoding: 'ENCODING_AUTO',
      pool: 'default',
      arguments: [{ number: 1 }],
    }).answers({ value: { number: 1 } }),
  ),
  testCase(
    'invoke.completed',
    echo({ result: 'RESULT_MODE_VOID' }).answers({ completed: {}, value: null, lease: null }),
  ),
  testCase(
    'invoke-async.construct',
    ended(
      rpc('InvokeAsync', {
        module: './calls.js',
        member: 'Account',
        operation: 'OPERATION_CONSTRUCT',
        result: 'RESULT_MODE_REFERENCE',
      }).answers({ reference: { class_name: 'Account' } }),
    ),
  ),
  testCase(
    'invoke-async.set-is-refused-alike',
    rpc('InvokeAsync', {
      module: './calls.js',
      member: 'shared.member',
      operation: 'OPERATION_SET',
      arguments: [{ number: 2 }],
    }).fails('NOT_WRITABLE'),
  ),
];

const others = [
  testCase('dispose.empty', rpcBytes('Dispose', '').answers({})),
  testCase(
    'dispose.nonce-of-15-bytes',
    rpc('Dispose', { nonces: [base64(16), base64(15)] }).fails('INVALID_FIELD', { field: 'nonces[1]' }),
  ),
  testCase(
    'dispose.nonce-of-65-bytes',
    rpc('Dispose', { nonces: [base64(65)] }).fails('INVALID_FIELD', { field: 'nonces[0]' }),
  ),
  testCase('dispose.empty-nonce', rpc('Dispose', { nonces: [''] }).fails('INVALID_FIELD', { field: 'nonces[0]' })),
  testCase(
    'grant-lease.nonce-of-15-bytes',
    rpc('GrantLease', { nonce: base64(15) }).fails('INVALID_FIELD', { field: 'nonce' }),
  ),
  testCase(
    'grant-lease.nonce-of-65-bytes',
    rpc('GrantLease', { nonce: base64(65) }).fails('INVALID_FIELD', { field: 'nonce' }),
  ),
  testCase('grant-lease.empty', ended(rpcBytes('GrantLease', '').answers({ lease: { id: '*' } }))),
  testCase('renew-lease.empty', rpcBytes('RenewLease', '').fails('INVALID_FIELD', { field: 'lease' })),
];

export default [{ name: 'requests', setting: 'strict', cases: [...common, ...imports, ...invokes, ...others] }];
