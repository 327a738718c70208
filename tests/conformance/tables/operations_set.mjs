// SET: what may be set, and by which reach.

import { module, number, object, target, testCase, text, UNDEFINED } from '../lib/steps.mjs';

const calls = module('./calls.js');

const account = (balance) => calls.construct('Account', number(balance)).byReference().as('account');

const settings = [
  testCase('setter', [
    account(3),
    target('account').set('limit', number(10)).gives(UNDEFINED),
    target('account').get('balance').gives(number(5)),
  ]),
  testCase('setter-alone', [
    account(3),
    target('account').set('note', text('well')),
    target('account').get('owner').gives(text('noted well')),
  ]),
  testCase('setter-that-throws', [
    account(3),
    target('account').set('limit', number(-1)).throws({ message: 'a limit is not negative' }),
  ]),
  testCase('field-of-an-owned-object', [
    account(3),
    target('account').set('owner', text('somebody')),
    target('account').get('owner').gives(text('somebody')),
  ]),
  testCase('field-to-an-object', [
    calls.construct('Pocket').byReference().as('pocket'),
    target('pocket').set('content', object({ a: number(1) })),
    target('pocket')
      .get('')
      .gives(object({ content: object({ a: number(1) }) })),
  ]),
  testCase('getter-alone', [
    account(3),
    target('account').set('balance', number(1)).fails('NOT_WRITABLE', { messageHas: "'balance'" }),
  ]),
  testCase('method', [account(3), target('account').set('deposit', number(1)).fails('NOT_WRITABLE')]),
  testCase('absent-field-of-an-instance', [
    account(3),
    target('account').set('absent', number(1)).fails('MEMBER_NOT_FOUND'),
  ]),
  testCase('frozen-object', calls.set('frozen.member', number(2)).fails('NOT_WRITABLE')),
  testCase('export', calls.set('shared', number(2)).fails('NOT_WRITABLE')),
  testCase('static', calls.set('Account.opened', number(2)).fails('NOT_WRITABLE')),
  testCase('member-of-a-function', calls.set('arrow.extra', number(2)).fails('NOT_WRITABLE')),
  testCase('below-a-primitive', calls.set('box.open.extra', number(2)).fails('NOT_WRITABLE')),
  testCase('map', calls.set('platform.map.size', number(2)).fails('NOT_WRITABLE')),
  ...['then', 'toJSON', 'toString', 'valueOf', 'hasOwnProperty', 'constructor', '__proto__'].map((name) =>
    testCase(`never-${name.toLowerCase().replaceAll('_', '')}`, [
      calls.construct('Counting').byReference().as('o'),
      target('o').set(name, number(1)).fails('NOT_WRITABLE'),
    ]),
  ),
];

const setStrict = [
  testCase('shared-object', [
    calls.set('shared.member', number(2)).fails('NOT_WRITABLE'),
    calls.get('shared.member').gives(number(1)),
  ]),
  testCase('new-member-of-a-shared-object', calls.set('shared.extra', number(2)).fails('NOT_WRITABLE')),
  testCase('element-of-a-shared-array', calls.set('sharedList.0', number(2)).fails('NOT_WRITABLE')),
];

const setOpen = [
  testCase('shared-object', [
    calls.set('shared.member', number(2)).gives(UNDEFINED),
    calls.get('shared.member').gives(number(2)),
    calls.set('shared.member', number(1)),
  ]),
  testCase('new-member-of-a-shared-object', [
    calls.set('shared.extra', text('new')),
    calls.get('shared.extra').gives(text('new')),
  ]),
  testCase('element-of-a-shared-array', [
    calls.set('sharedList.0', number(2)),
    calls.get('sharedList.0').gives(number(2)),
    calls.set('sharedList.0', number(1)),
  ]),
  testCase('frozen-object', calls.set('frozen.member', number(2)).fails('NOT_WRITABLE')),
  testCase('method-of-a-shared-object', calls.set('shared.method', number(2)).fails('NOT_WRITABLE')),
  testCase('export', calls.set('shared', number(2)).fails('NOT_WRITABLE')),
  testCase('never-then', calls.set('shared.then', number(1)).fails('NOT_WRITABLE')),
  testCase('object-that-holds-objects', [
    account(1),
    target('account')
      .get('details')
      .gives(object({ street: text('unnamed') })),
  ]),
];

export default [
  { name: 'set', setting: 'strict', cases: [...settings, ...setStrict] },
  { name: 'set-open', setting: 'open', cases: setOpen },
];
