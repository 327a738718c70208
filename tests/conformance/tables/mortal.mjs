// A worker that ends, in each way: what became of its calls, references and leases, and that another takes its place.
// Each case ends with a worker that is there.

import { module, number, rpc, target, testCase, TRUE } from '../lib/steps.mjs';

const dies = module('./dies.js');
const lives = dies.call('alive').gives(TRUE).eventually();
const ofProtocol = (request) => rpc('Invoke', { module: './dies.js', ...request });
const again = ofProtocol({ member: 'alive' })
  .answers({ value: { boolean: true } })
  .eventually();
const object = ofProtocol({
  member: 'object',
  operation: 'OPERATION_GET',
  result: 'RESULT_MODE_REFERENCE',
  lease: '${lease}',
}).binds({ it: 'reference.token' });
const read = rpc('Invoke', { reference: { token: '${it}' }, member: 'member', operation: 'OPERATION_GET' });
const held = [rpc('GrantLease', {}).binds({ lease: 'lease.id' }), object];
const death = ofProtocol({ member: 'kill' }).fails('WORKER_DIED');

// A broker starts workers anew at a growing distance, so there are few deaths, and each shows all that it can.
const clients = [
  testCase('exit', [dies.call('exit', number(1)).fails('WORKER_DIED'), lives]),
  testCase('exit-with-zero-while-a-call-waits', [dies.call('exitWhileWaiting').later().fails('WORKER_DIED'), lives]),
  testCase('uncaught-error', [
    dies.get('object').byReference().as('it'),
    target('it').get('member').gives(number(1)),
    dies.call('throwLater').later(),
    target('it').get('member').fails('WORKER_LOST').eventually(),
    lives,
    target('it').get('member').fails('WORKER_LOST'),
    dies.get('object').byReference().as('new'),
    target('new').get('member').gives(number(1)),
  ]),
];

const protocol = [
  testCase('killed', [
    ...held,
    object.binds({ second: 'reference.token' }),
    death,
    again,
    read.fails('WORKER_LOST'),
    ofProtocol({ member: 'alive', references: [{ token: '${it}' }], arguments: [{ reference: 0 }] }).fails(
      'WORKER_LOST',
    ),
    rpc('Dispose', { references: [{ token: '${second}' }] }).answers({ references: ['DISPOSAL_NOT_HELD'] }),
    rpc('RenewLease', { lease: '${lease}' }).answers({ lease: { id: '*' } }),
    object.answers({ lease: { id: '*', references: '1' } }),
    read.answers({ value: { number: 1 } }),
    rpc('Dispose', { leases: ['${lease}'] }).answers({ leases: ['DISPOSAL_RELEASED'] }),
  ]),
];

export default [{ name: 'mortal', setting: 'mortal', cases: [...clients, ...protocol] }];
