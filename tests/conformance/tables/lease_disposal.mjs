// Letting go: of references, leases, and what a call granted whose answer was lost.

import {
  asArgument,
  counter,
  dispose,
  end,
  gone,
  grant,
  held,
  increment,
  invoke,
  journal,
  made,
  objects,
  renew,
  target,
} from '../lib/lease_words.mjs';
import { rpc, testCase } from '../lib/steps.mjs';

// 24 bytes that no other case uses.
const nonce = (name) => Buffer.from(`${name} is a nonce of its own`.slice(0, 64)).toString('base64');

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

export default [
  { name: 'leases.disposal', setting: 'strict', cases: disposal },
  { name: 'leases.nonces', setting: 'strict', cases: nonces },
];
