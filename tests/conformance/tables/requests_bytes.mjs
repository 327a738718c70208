// Bytes that are no requests, or unusual ones.

import { rpcBytes, testCase } from '../lib/steps.mjs';
import { echoOf, field, number, tag, utf8 } from '../lib/wire.mjs';

const methods = ['Import', 'Invoke', 'InvokeAsync', 'Dispose', 'GrantLease', 'RenewLease'];

const kebab = (name) => name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();

const bytes = [
  ...methods.map((method) =>
    testCase(`garbage.${kebab(method)}`, rpcBytes(method, 'fffefd').fails('MALFORMED_MESSAGE')),
  ),
  ...methods.map((method) => testCase(`cut-off.${kebab(method)}`, rpcBytes(method, '0a05').fails('MALFORMED_MESSAGE'))),
  testCase('field-number-zero', rpcBytes('Invoke', `0001${echoOf(number(3, 1))}`).fails('MALFORMED_MESSAGE')),
  testCase(
    'group-that-does-not-end',
    rpcBytes('Invoke', `${echoOf(number(3, 1))}${tag(100, 3)}`).fails('MALFORMED_MESSAGE'),
  ),
  testCase('unknown-wire-type', rpcBytes('Invoke', `${echoOf(number(3, 1))}${tag(100, 6)}`).fails('MALFORMED_MESSAGE')),
  testCase(
    'varint-of-eleven-bytes',
    rpcBytes('Invoke', `${echoOf(number(3, 1))}${tag(4, 0)}${'ff'.repeat(10)}01`).fails('MALFORMED_MESSAGE'),
  ),
  testCase(
    'unknown-varint-is-ignored',
    rpcBytes('Invoke', `${echoOf(number(3, 1))}${number(1023, 7)}`).answers({ value: { boolean: true } }),
  ),
  testCase(
    'unknown-text-is-ignored',
    rpcBytes('Invoke', `${field(1000, utf8('new'))}${echoOf(number(3, 1))}`).answers({ value: { boolean: true } }),
  ),
  testCase(
    'unknown-fixed-is-ignored',
    rpcBytes('Invoke', `${tag(999, 1)}${'00'.repeat(8)}${tag(998, 5)}00000000${echoOf(number(3, 1))}`).answers({
      value: { boolean: true },
    }),
  ),
  testCase(
    'reserved-field-is-ignored',
    rpcBytes('Invoke', `${echoOf(number(3, 1))}${field(11, utf8('key'))}`).answers({ value: { boolean: true } }),
  ),
  testCase(
    'last-of-a-field-counts',
    rpcBytes('Invoke', `${field(3, utf8('absent'))}${echoOf(number(3, 1))}`).answers({ value: { boolean: true } }),
  ),
  testCase(
    'last-target-counts',
    rpcBytes('Invoke', `${field(1, field(1, utf8('x')))}${echoOf(number(3, 1))}`).answers({ value: { boolean: true } }),
  ),
  testCase(
    'fields-in-any-order',
    rpcBytes('Invoke', `${field(5, number(3, 1))}${field(3, utf8('echo'))}${field(2, utf8('./values.js'))}`).answers({
      value: { boolean: true },
    }),
  ),
  testCase(
    'member-not-utf8',
    rpcBytes('Invoke', `${field(2, utf8('./values.js'))}${field(3, 'c328')}`).fails('INVALID_FIELD', {
      field: 'member',
    }),
  ),
  testCase(
    'module-not-utf8',
    rpcBytes('Invoke', `${field(2, 'c328')}${field(3, utf8('echo'))}`).fails('INVALID_FIELD', { field: 'module' }),
  ),
  testCase('specifier-not-utf8', rpcBytes('Import', field(1, 'c328')).fails('INVALID_FIELD', { field: 'specifier' })),
  testCase(
    'pool-not-utf8',
    rpcBytes('Import', `${field(1, utf8('./values.js'))}${field(3, 'ff')}`).fails('INVALID_FIELD', { field: 'pool' }),
  ),
];

export default [{ name: 'requests.bytes', setting: 'strict', cases: bytes }];
