// The words of cases about leases: steps of the protocol that name what they grant.

import { rpc } from './steps.mjs';

export const held = 'DISPOSAL_RELEASED';

export const gone = 'DISPOSAL_NOT_HELD';

export const objects = './objects.js';

export const grant = (request = {}, name = 'lease') => rpc('GrantLease', request).binds({ [name]: 'lease.id' });

export const renew = (request) => rpc('RenewLease', request);

export const dispose = (request) => rpc('Dispose', request);

export const end = dispose({ leases: ['${lease}'] });

export const invoke = (request) => rpc('Invoke', { module: objects, ...request });

export const counter = (more = {}, name = 'counter') =>
  invoke({
    member: 'Counter',
    operation: 'OPERATION_CONSTRUCT',
    result: 'RESULT_MODE_REFERENCE',
    lease: '${lease}',
    ...more,
  }).binds({
    [name]: 'reference.token',
  });

export const target = (name, request) => rpc('Invoke', { reference: { token: `\${${name}}` }, ...request });

export const increment = (name) => target(name, { member: 'increment' });

export const asArgument = (...names) =>
  invoke({
    member: 'isSame',
    references: names.map((name) => ({ token: `\${${name}}` })),
    arguments: names.map((_, position) => ({ reference: position })),
  });

// Something that an owned object writes into when it is disposed, and such an object.
export const journal = (lease) => counter({ member: 'Journal', lease: `\${${lease}}` }, 'journal');

export const made = (maker, written) =>
  counter({ member: maker, references: [{ token: `\${${written}}` }], arguments: [{ reference: 0 }] }, 'it');
