// Objects of the platform, and names that the worker exposes.

import {
  array,
  exposed,
  FALSE,
  module,
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

export default [
  { name: 'platform', setting: 'strict', cases: platform },
  { name: 'exposed', setting: 'strict', cases: ofExposed },
];
