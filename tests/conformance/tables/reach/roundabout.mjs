// Ways round the rules: a `this` of the client's choice, ownership of what was there before, copies that show more than
// paths do, and what Node itself does with what it is given.

import { UNDEFINED, disposing, module, number, object, reference, target, text } from '../../lib/steps.mjs';
import { attempt, refused, withheld } from './attempt.mjs';

const around = module('./reach/roundabout.js');
const held = (path, name) => around.get(path).byReference().as(name).refers();
const readOnly = (step) => step.fails('NOT_WRITABLE');
const badField = (step) => step.fails('INVALID_FIELD');

const borrowing = (path) =>
  attempt(`this.${path.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, [
    held('note.snapshot', 'method'),
    held('repo', 'repo'),
    badField(around.call(path, reference('method'), reference('repo'))),
  ]);

const borrowed = [
  ...['map', 'forEach', 'find', 'filter', 'every'].map((reader) => borrowing(`list.${reader}`)),
  ...['map.forEach', 'bytes.map', 'bytes.forEach'].map(borrowing),
  attempt('this.reduce', [
    held('sum', 'sum'),
    around.call('list.reduce', reference('sum'), number(2)).gives(number(3)),
    around.call('bytes.reduce', reference('sum'), number(2)).gives(number(3)),
  ]),
];

const made = [
  attempt('made.by-function', [
    around.construct('getConfig').byReference().as('it').refers(),
    readOnly(target('it').set('limit', number(9))),
    disposing('it'),
  ]),
  attempt('made.by-function.instance', [
    around.construct('getRepo').byReference().as('it').refers(),
    readOnly(target('it').set('name', text('x'))),
  ]),
  attempt('made.twice', [
    around.construct('Single').byReference().as('first').refers(),
    around.construct('Single').byReference().as('second').refers(),
    readOnly(target('second').set('level', number(9))),
    readOnly(target('first').set('level', number(9))),
    disposing('first'),
    disposing('second'),
  ]),
  attempt('made.by-old-class', [
    around.construct('Old', text('a')).byReference().as('mine').refers(),
    target('mine').set('name', text('b')).gives(UNDEFINED),
    target('mine').get('name').gives(text('b')),
  ]),
];

const copies = [
  attempt('copy.cause', withheld(around.get('failure'))),
  attempt('copy.cause.by-path', refused(around.get('failure.cause'))),
  attempt('copy.proxy', [withheld(around.get('proxy')), withheld(around.get('proxy').encoded('JSON'))]),
  attempt('copy.proxy.inside', [withheld(around.get('proxies')), withheld(around.call('proxies.at', number(0)))]),
  attempt('copy.proxy.with-to-json', around.get('telling').gives(text('told'))),
  attempt('copy.view.as-json', withheld(around.get('packet').encoded('JSON'))),
];

const node = [
  attempt('node.test-runner', [
    refused(around.call('run', object({ files: ['array', [text('/etc/passwd')]] }))),
    withheld(around.get('run').byReference()),
  ]),
  attempt(
    'node.stream.aborted',
    around.construct('PassThrough', object({ signal: object({ aborted: ['boolean', true] }) })).fails('NOT_A_FUNCTION'),
  ),
  attempt('node.gzip.aborted', refused(around.call('createGzip', object({ signal: object({ aborted: number(1) }) })))),
  attempt('node.gzip.callback', [held('fail', 'fail'), refused(around.call('gzip', text('x'), reference('fail')))]),
  attempt('node.random-bytes.callback', [
    held('fail', 'fail'),
    badField(around.call('randomBytes', number(8), reference('fail'))),
  ]),
  attempt('node.random-bytes.callback.class', [
    held('Note', 'note'),
    badField(around.call('randomBytes', number(8), reference('note'))),
  ]),
  attempt('node.machinery.method', refused(around.call('upload._write', text('x'), text('utf8'), text('y')))),
  attempt('node.machinery.inherited', [
    refused(around.call('child._write', text('x'), text('utf8'), text('y'))),
    refused(around.get('child._events').byReference()),
  ]),
];

const endless = (path, ...values) =>
  attempt(`endless.${path.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, [
    around
      .construct('Rows', number(2 ** 32 - 1))
      .byReference()
      .as('rows')
      .refers(),
    target('rows')
      .call(path, ...values)
      .byReference()
      .fails('REQUEST_TOO_LARGE'),
  ]);

const walks = [endless('toReversed'), endless('with', number(0), number(1)), endless('slice'), endless('includes')];

// What an author reads who wrote a method as a field.
const told = [
  attempt('field.function', around.call('repo.find').fails('NOT_REACHABLE', { messageHas: 'jsinterop.fields' })),
];

export const roundabout = [...borrowed, ...made, ...copies, ...node, ...walks, ...told];

const proxies = copies.filter(({ name }) => name.startsWith('copy.proxy'));
export const roundaboutOpen = [...borrowed, ...proxies, ...node, ...walks].map((one) => ({
  ...one,
  name: `open.${one.name}`,
}));
