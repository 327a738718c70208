// CALL, CONSTRUCT and GET on everything that they may meet.

import {
  array,
  FALSE,
  json,
  module,
  NULL,
  number,
  object,
  target,
  testCase,
  text,
  TRUE,
  UNDEFINED,
} from '../lib/steps.mjs';

const calls = module('./calls.js');

const account = (balance) => calls.construct('Account', number(balance)).byReference().as('account');

const called = [
  testCase('declared-function', calls.call('declared', number(1), number(2)).gives(number(2))),
  testCase('no-arguments', calls.call('declared').gives(number(0))),
  testCase('arrow', calls.call('arrow', text('back')).gives(text('back'))),
  testCase('missing-argument', calls.call('arrow').gives(UNDEFINED)),
  testCase('default-of-a-parameter', calls.call('withDefault').gives(text('by default'))),
  testCase('undefined-takes-the-default', calls.call('withDefault', UNDEFINED).gives(text('by default'))),
  testCase('null-takes-no-default', calls.call('withDefault', NULL).gives(NULL)),
  testCase('returns-nothing', calls.call('nothing').gives(UNDEFINED)),
  testCase('exports-have-no-this', calls.call('receiver').gives(text('undefined'))),
  testCase('bound-this-stays', calls.call('bound').gives(text('bound'))),
  testCase('async-function', calls.call('later', number(1)).later().gives(number(1))),
  testCase('async-arrow', calls.call('laterArrow', number(1)).later().gives(number(1))),
  testCase('plain-function-awaited', calls.call('arrow', number(1)).later().gives(number(1))),
  testCase(
    'async-function-at-once',
    calls.call('later', number(1)).fails('RETURNED_PROMISE', { messageHas: "'later'" }),
  ),
  testCase(
    'as-many-as-256-arguments',
    calls.call('declared', ...Array.from({ length: 256 }, () => NULL)).gives(number(256)),
  ),
  testCase(
    'many-kinds-of-arguments',
    calls
      .call('types', UNDEFINED, NULL, TRUE, number(1), ['bigint', '1'], text('t'), json('{}'), array())
      .gives(array(...['undefined', 'null', 'boolean', 'number', 'bigint', 'string', 'object', 'object'].map(text))),
  ),
  testCase('function-by-its-reference', [
    calls.get('arrow').byReference().as('f').refers({ kind: 'FUNCTION', class_name: 'arrow' }),
    target('f').call('', number(4)).gives(number(4)),
  ]),
  testCase('function-by-its-reference-has-no-this', [
    calls.get('receiver').byReference().as('f'),
    target('f').call('').gives(text('undefined')),
  ]),
  testCase('method-keeps-its-this', [account(1), target('account').call('deposit', number(2)).gives(number(3))]),
  testCase('async-method', [account(1), target('account').call('depositLater', number(2)).later().gives(number(3))]),
  testCase('overridden-method', [
    calls.construct('Savings', number(1)).byReference().as('s').refers({ kind: 'OBJECT', class_name: 'Savings' }),
    target('s').call('deposit', number(2)).gives(number(4)),
  ]),
  testCase(
    'static-method-has-its-class',
    calls.call('Account.open', number(3)).byReference().refers({ class_name: 'Account' }),
  ),
  testCase(
    'static-method-of-a-subclass',
    calls.call('Savings.open', number(3)).byReference().refers({ class_name: 'Savings' }),
  ),
  testCase('chained-through-a-reference', [
    account(5),
    target('account').call('self').byReference().as('again').refers({ class_name: 'Account' }),
    target('again').get('balance').gives(number(5)),
  ]),
  testCase('generator', [
    calls.call('generated').byReference().as('g').refers({ kind: 'OBJECT' }),
    target('g')
      .call('next')
      .gives(object({ value: number(1), done: FALSE })),
    target('g')
      .call('next', text('sent'))
      .gives(object({ value: text('sent'), done: TRUE })),
    target('g')
      .call('next')
      .gives(object({ value: UNDEFINED, done: TRUE })),
  ]),
  testCase('async-generator', [
    calls.call('generatedLater').byReference().as('g').refers({ kind: 'OBJECT' }),
    target('g')
      .call('next')
      .later()
      .gives(object({ value: number(1), done: FALSE })),
    target('g')
      .call('next')
      .later()
      .gives(object({ value: UNDEFINED, done: TRUE })),
  ]),
  testCase('old-style-class-called', calls.call('OldStyle').gives(text('called without new'))),
  testCase('class-is-not-called', calls.call('Account').fails('NOT_A_FUNCTION', { messageHas: "'Account'" })),
  testCase('class-is-not-called-by-reference', [
    calls.get('Account').byReference().as('c').refers({ kind: 'CLASS', class_name: 'Account' }),
    target('c').call('').fails('NOT_A_FUNCTION'),
  ]),
  testCase('object-is-not-called', calls.call('box').fails('NOT_A_FUNCTION', { messageHas: "'box'" })),
  testCase('primitive-is-not-called', calls.call('box.open').fails('NOT_A_FUNCTION')),
  testCase('promise-is-not-called', calls.call('promised').fails('NOT_A_FUNCTION')),
];

const constructed = [
  testCase('class', account(2).refers({ kind: 'OBJECT', class_name: 'Account' })),
  testCase('by-the-class-itself', [
    calls.get('Account').byReference().as('c'),
    target('c').construct('', number(9)).byReference().as('a').refers({ class_name: 'Account' }),
    target('a').get('balance').gives(number(9)),
  ]),
  testCase('subclass', calls.construct('Savings').byReference().refers({ class_name: 'Savings' })),
  testCase('class-in-an-object', calls.construct('box.Inner').byReference().refers({ class_name: 'Inner' })),
  testCase('class-named-by-its-place', calls.construct('box.Fresh').byReference().refers({ class_name: 'Fresh' })),
  testCase('arguments', calls.construct('Counting', NULL, NULL).gives(object({ count: number(2) }))),
  testCase('copy-of-an-instance', calls.construct('OldStyle', number(1)).gives(object({ value: number(1) }))),
  testCase('nothing-wanted', calls.construct('Account').toNothing().completes()),
  testCase('old-style-class', [
    calls.construct('OldStyle', number(1)).byReference().as('o').refers({ kind: 'OBJECT', class_name: 'OldStyle' }),
    target('o').call('read').gives(number(1)),
  ]),
  testCase('constructor-that-gives-another', calls.construct('GivesAnother').gives(object({ another: TRUE }))),
  testCase('bound-class', [
    calls.construct('boundClass').byReference().as('a').refers({ class_name: 'Account' }),
    target('a').get('balance').gives(number(5)),
  ]),
  testCase(
    'constructor-that-throws',
    calls.construct('Failing').byReference().throws({ name: 'RangeError', message: 'not constructed' }),
  ),
  testCase('arrow-is-not-constructed', calls.construct('arrow').fails('NOT_A_FUNCTION', { messageHas: "'arrow'" })),
  testCase('async-function-is-not-constructed', calls.construct('later').fails('NOT_A_FUNCTION')),
  testCase('generator-is-not-constructed', calls.construct('generated').fails('NOT_A_FUNCTION')),
  testCase('method-is-not-constructed', calls.construct('shared.method').fails('NOT_A_FUNCTION')),
  testCase('object-is-not-constructed', calls.construct('box').fails('NOT_A_FUNCTION')),
];

const read = [
  testCase('getter', [account(3), target('account').get('balance').gives(number(3))]),
  testCase('accessor-pair', [account(3), target('account').get('limit').gives(number(6))]),
  testCase('static-getter', calls.get('Account.secret').gives(text('kept'))),
  testCase('setter-alone-reads-undefined', [account(3), target('account').get('note').gives(UNDEFINED)]),
  testCase('field', [account(3), target('account').get('owner').gives(text('nobody'))]),
  testCase('private-field-is-absent', [account(3), target('account').get('#balance').fails('MEMBER_NOT_FOUND')]),
  testCase('method-by-reference', [
    account(3),
    target('account').get('deposit').byReference().refers({ kind: 'FUNCTION', class_name: 'deposit' }),
  ]),
  testCase('promise-awaited', calls.get('promised').later().gives(text('promised'))),
  testCase('promise-at-once', calls.get('promised').fails('RETURNED_PROMISE')),
  testCase('array-by-reference', calls.get('sharedList').byReference().refers({ kind: 'ARRAY', class_name: 'Array' })),
  testCase('object-that-holds-objects', [account(1), target('account').get('details').fails('NOT_REACHABLE')]),
];

export default [
  { name: 'call', setting: 'strict', cases: called },
  { name: 'construct', setting: 'strict', cases: constructed },
  { name: 'get', setting: 'strict', cases: read },
];
