// How long leases live: their terms, renewal, and what their end takes along.

import {
  counter,
  dispose,
  end,
  gone,
  grant,
  increment,
  invoke,
  journal,
  made,
  renew,
  target,
} from '../lib/lease_words.mjs';
import { rpc, rpcBytes, testCase } from '../lib/steps.mjs';

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

export default [
  { name: 'leases.terms', setting: 'strict', cases: terms },
  { name: 'leases.renewal', setting: 'strict', cases: renewal },
  { name: 'leases.expiry', setting: 'strict', cases: expiry },
];
