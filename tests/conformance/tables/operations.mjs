// CALL, CONSTRUCT, GET and SET on everything that they may meet.

import {
  array,
  exposed,
  FALSE,
  importing,
  json,
  module,
  NULL,
  number,
  object,
  reference,
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

// What depends on the reach that the worker opened.

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

const reading = (name, path, value, ...values) =>
  testCase(name, calls.call(`platform.${path}`, ...values).gives(value));
const platform = [
  reading('map-get', 'map.get', number(1), text('a')),
  reading('map-has', 'map.has', FALSE, text('z')),
  testCase('map-size', calls.get('platform.map.size').gives(number(2))),
  testCase('map-object-by-reference', [
    calls.call('platform.map.get', text('b')).byReference().as('b'),
    target('b').get('deep').gives(number(2)),
  ]),
  testCase('map-iterated', [
    calls.call('platform.map.keys').byReference().as('keys'),
    target('keys')
      .call('next')
      .gives(object({ value: text('a'), done: FALSE })),
    target('keys')
      .call('next')
      .gives(object({ value: text('b'), done: FALSE })),
    target('keys')
      .call('next')
      .gives(object({ value: UNDEFINED, done: TRUE })),
  ]),
  reading('set-has', 'set.has', TRUE, number(2)),
  reading('date-time', 'date.getTime', number(86_400_000)),
  reading('date-text', 'date.toISOString', text('1970-01-02T00:00:00.000Z')),
  reading('bytes-at', 'bytes.at', number(3), number(-1)),
  reading('view-read', 'view.getUint16', number(258), number(1)),
  testCase('buffer-length', calls.get('platform.buffer.byteLength').gives(number(8))),
  testCase('regexp-source', calls.get('platform.regexp.source').gives(text('a+'))),
  testCase('error-message', calls.get('platform.error.message').gives(text('told'))),
  testCase('url-path', calls.get('platform.url.pathname').gives(text('/path'))),
  reading('search-get-all', 'search.getAll', array(text('1'), text('2')), text('a')),
  reading('array-at', 'list.at', number(2), number(-1)),
  reading('array-slice', 'list.slice', array(number(1), number(2)), number(1)),
  reading('array-index-of', 'list.indexOf', number(1), number(1)),
  testCase('array-map-with-a-reference', [
    calls.get('arrow').byReference().as('f'),
    calls.call('platform.list.map', reference('f')).gives(array(number(3), number(1), number(2))),
  ]),
  ...[
    ['map-set', 'map.set'],
    ['map-clear', 'map.clear'],
    ['set-add', 'set.add'],
    ['array-push', 'list.push'],
    ['array-sort', 'list.sort'],
    ['bytes-fill', 'bytes.fill'],
    ['date-set-time', 'date.setTime'],
    ['regexp-exec', 'regexp.exec'],
  ].map(([name, path]) => testCase(`no-${name}`, calls.call(`platform.${path}`, number(1)).fails('NOT_REACHABLE'))),
];

const ofExposed = [
  testCase('call', exposed.call('add', number(1), number(2)).gives(number(3))),
  testCase('async', exposed.call('later', text('soon')).later().gives(text('soon'))),
  testCase('get', exposed.get('greeting').gives(text('hello'))),
  testCase('no-this', exposed.call('receiver').gives(text('undefined'))),
  testCase('nested', exposed.call('tools.double', number(4)).gives(number(8))),
  testCase('method-has-its-object', exposed.call('tools.ownName').gives(text('tools'))),
  testCase('construct', exposed.construct('tools.Box', number(1)).gives(object({ value: number(1) }))),
  testCase('by-reference', exposed.get('tools').byReference().refers({ kind: 'OBJECT' })),
  testCase(
    'absent',
    exposed.call('absent').fails('MEMBER_NOT_FOUND', { message: "Could not find 'absent' ('absent' was undefined)." }),
  ),
  testCase('absent-below', exposed.call('tools.absent').fails('MEMBER_NOT_FOUND')),
  testCase('not-inherited', exposed.call('toString').fails('MEMBER_NOT_FOUND')),
  testCase('not-a-function', exposed.call('greeting').fails('NOT_A_FUNCTION')),
  testCase('not-a-global', exposed.call('parseInt', text('1')).fails('MEMBER_NOT_FOUND')),
];

const imported = [
  testCase('exports', [
    importing('./imported.js').expect({
      exports: [
        ['Class', 'CLASS'],
        ['default', 'FUNCTION'],
        ['fn', 'FUNCTION'],
        ['nothing', 'PRIMITIVE'],
        ['object', 'OBJECT'],
        ['primitive', 'PRIMITIVE'],
      ],
    }),
  ]),
  testCase('reference', importing('./imported.js').refers({ kind: 'MODULE' })),
  testCase('module-as-target', [
    importing('./imported.js').as('m'),
    target('m').call('fn', number(2)).gives(number(3)),
  ]),
  testCase('default-function', module('./imported.js').call('default').gives(text('by default'))),
  testCase('common-js', module('./common.cjs').call('double', number(2)).gives(number(4))),
  testCase('common-js-default', module('./common.cjs').call('default.double', number(2)).gives(number(4))),
  testCase('extension-mjs', module('./folder/inner.mjs').get('where').gives(text('inner'))),
  testCase('awaits-at-its-top-level', module('./awaits.js').get('ready').gives(TRUE)),
  testCase('loaded-once', [
    module('./awaits.js').call('count').gives(number(1)),
    importing('./awaits.js').as('m'),
    target('m').call('count').gives(number(1)),
  ]),
  testCase('the-same-namespace-again', [
    importing('./imported.js').as('one'),
    importing('./imported.js').as('other'),
    module('./objects.js').call('isSame', reference('one'), reference('other')).gives(TRUE),
  ]),
  testCase(
    'looks-like-a-promise',
    importing('./exports_then.js').expect({
      exports: [
        ['other', 'PRIMITIVE'],
        ['then', 'FUNCTION'],
      ],
    }),
  ),
  testCase('export-not-ready-yet', importing('./circular.js').refers({ kind: 'MODULE' })),
  ...[
    ['absent', './absent.js'],
    ['above-the-root', './../README.js'],
    ['absolute', '/etc/hosts.js'],
    ['without-dot', 'imported.js'],
    ['package', 'lodash'],
    ['node-module', 'node:fs'],
    ['bare-node-module', 'fs'],
    ['url', 'file:///etc/hosts.js'],
    ['data-url', 'data:text/javascript,export default 1'],
    ['other-extension', './data.json'],
    ['query', './imported.js?x'],
    ['fragment', './imported.js#x'],
    ['escaped', './%69mported.js'],
    ['back-slash', '.\\imported.js'],
    ['two-slashes', './/imported.js'],
    ['hidden', './.hidden.js'],
    ['folder', './folder'],
    ['dot-segment', './folder/../imported.js'],
    ['node-modules', './node_modules/x.js'],
  ].map(([name, specifier]) =>
    testCase(
      `not-found.${name}`,
      importing(specifier).fails('MODULE_NOT_FOUND', { message: `Could not find module '${specifier}'.` }),
    ),
  ),
  testCase(
    'not-found-in-a-call',
    module('./absent.js').call('f').fails('MODULE_NOT_FOUND', { message: "Could not find module './absent.js'." }),
  ),
  testCase(
    'syntax-error',
    importing('./syntax_error.js').throws({ name: 'SyntaxError', stackHasNot: '/conformance/modules' }),
  ),
  testCase(
    'throws-while-loading',
    importing('./throws_at_load.js').throws({
      name: 'RangeError',
      message: 'not today',
      stackHas: 'throws_at_load.js',
      stackHasNot: 'file://',
    }),
  ),
  testCase('throws-while-loading-for-a-call', module('./throws_at_load.js').call('f').throws({ message: 'not today' })),
  testCase('throws-again', [
    importing('./throws_at_load.js').throws({ message: 'not today' }),
    importing('./throws_at_load.js').throws({ message: 'not today' }),
  ]),
  testCase('imports-what-is-absent', importing('./imports_absent.js').throws({ code: 'ERR_MODULE_NOT_FOUND' })),
];

export default [
  { name: 'call', setting: 'strict', cases: called },
  { name: 'construct', setting: 'strict', cases: constructed },
  { name: 'get', setting: 'strict', cases: read },
  { name: 'set', setting: 'strict', cases: [...settings, ...setStrict] },
  { name: 'set-open', setting: 'open', cases: setOpen },
  { name: 'platform', setting: 'strict', cases: platform },
  { name: 'exposed', setting: 'strict', cases: ofExposed },
  { name: 'import', setting: 'strict', cases: imported },
];
