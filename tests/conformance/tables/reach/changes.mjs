// Changing what others share, and what belongs to a client; and disposing of it.

import {
  NULL,
  UNDEFINED,
  array,
  disposing,
  importing,
  module,
  number,
  object,
  rpc,
  target,
  text,
} from '../../lib/steps.mjs';
import { absent, attempt, protocolAttempt, refused } from './attempt.mjs';

const shared = module('./reach/shared.js');
const readOnly = (step) => step.fails('NOT_WRITABLE');
// No client's library says so.
const settingLevel = (...values) =>
  rpc('Invoke', {
    module: './reach/shared.js',
    member: 'account.level',
    operation: 'OPERATION_SET',
    arguments: values,
  }).fails('INVALID_FIELD');
const mine = shared.construct('Account').byReference().as('mine').refers({ class_name: 'Account' });

const never = [
  'then toJSON toString valueOf toLocaleString hasOwnProperty isPrototypeOf propertyIsEnumerable constructor prototype',
  '__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__',
].flatMap((names) => names.split(' '));

const spelledSafely = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/_/g, '');

const inEveryMode = [
  ...never.map((name) =>
    attempt(`set.never.${spelledSafely(name)}`, [
      mine,
      readOnly(shared.set(`plain.${name}`, text('x'))),
      readOnly(target('mine').set(name, text('x'))),
    ]),
  ),
  attempt('set.export', readOnly(shared.set('counter', number(9)))),
  attempt('set.export.new', readOnly(shared.set('fresh', number(9)))),
  attempt('set.namespace', [
    importing('./reach/shared.js').as('module').refers({ kind: 'MODULE' }),
    readOnly(target('module').set('counter', number(9))),
  ]),
  attempt('set.static', readOnly(shared.set('Account.limit', number(9)))),
  attempt('set.static.new', readOnly(shared.set('Account.fresh', number(9)))),
  attempt('set.function', readOnly(shared.set('count.memo', number(9)))),
  attempt('set.method', [
    readOnly(shared.set('account.self', number(9))),
    mine,
    readOnly(target('mine').set('self', number(9))),
  ]),
  attempt('set.prototype-object', readOnly(shared.set('prototypeObject.fresh', number(9)))),
  attempt('set.prototype-object.method', readOnly(shared.set('prototypeObject.self', number(9)))),
  attempt('set.read-only-accessor', readOnly(shared.set('account.fixed', number(9)))),
  attempt('set.frozen', readOnly(shared.set('frozen.a', number(9)))),
  attempt('set.field-of-shared', readOnly(shared.set('account.balance', number(9)))),
  attempt('set.map-entry', absent(shared.set('map.k', text('w')))),
  attempt('set.emitter.machinery', refused(shared.set('emitter._events', NULL))),
  attempt('set.emitter.inherited', refused(shared.set('emitter.on', NULL))),
  attempt('set.through-accessor.validated', shared.set('account.level', text('x')).throws({ name: 'TypeError' })),
  attempt('set.through-accessor.same', shared.set('account.level', number(1)).gives(UNDEFINED)),
  attempt('set.mine', [
    mine,
    target('mine').set('name', text('mine')).gives(UNDEFINED),
    target('mine').get('name').gives(text('mine')),
  ]),
  attempt('set.mine.symbol-like', [mine, absent(target('mine').set('@@iterator', NULL))]),
  attempt('set.mine.absent', [mine, absent(target('mine').set('isAdmin', ['boolean', true]))]),
  attempt('set.path-into-shared', [mine, readOnly(target('mine').set('self.name', text('x')))]),
  protocolAttempt('set.argument-count', [settingLevel(), settingLevel({ number: 1 }, { number: 2 })]),
  attempt('set.no-member', shared.set('', number(1)).fails('INVALID_FIELD')),
];

const inStrictMode = [
  attempt('set.plain', readOnly(shared.set('plain.a', number(9)))),
  attempt('set.plain.new', readOnly(shared.set('plain.fresh', number(9)))),
  attempt('set.plain.nested', readOnly(shared.set('plain.nested.b', number(9)))),
  attempt('set.element', readOnly(shared.set('list.0', number(9)))),
  attempt('set.length', readOnly(shared.set('list.length', number(0)))),
  attempt('set.opened-field.element', readOnly(shared.set('account.tags.0', text('x')))),
  attempt('set.closed-field', refused(shared.set('account.owner', NULL))),
  attempt('set.mine.closed-field', [mine, refused(target('mine').set('owner', NULL))]),
  attempt('set.mine.shared-by-way', [mine, readOnly(shared.set('account.name', text('x')))]),
  attempt('set.returned-by-reference', [
    shared.call('account.self').byReference().as('it').refers(),
    readOnly(target('it').set('name', text('x'))),
  ]),
];

const dispose = [
  attempt('dispose.shared', [
    shared.get('server').byReference().as('server').refers({ class_name: 'Server' }),
    disposing('server'),
  ]),
  attempt('dispose.shared.returned', [
    shared.call('getServer').byReference().as('server').refers(),
    disposing('server'),
  ]),
  attempt('dispose.shared.twice-held', [
    shared.get('server').byReference().as('one').refers(),
    shared.call('getServer').byReference().as('other').refers(),
    disposing('one'),
    target('other').get('').byReference().refers(),
    disposing('other'),
  ]),
  attempt('dispose.hook-by-name', [
    absent(shared.call('server.Symbol(Symbol.dispose)')),
    absent(shared.call('server.@@dispose')),
    absent(shared.call('server.dispose')),
  ]),
  attempt('dispose.owned', [
    shared.call('resetDisposals'),
    shared.construct('Lock').byReference().as('lock').refers(),
    disposing('lock'),
    shared.call('disposalCount').gives(number(1)).eventually(),
  ]),
  attempt('dispose.owned.throws', [
    shared.call('resetDisposals'),
    shared.construct('Lock', text('throws')).byReference().as('lock').refers(),
    disposing('lock'),
    shared.call('disposalCount').gives(number(1)).eventually(),
  ]),
  attempt('dispose.owned.rejects', [
    shared.call('resetDisposals'),
    shared.construct('AsyncLock').byReference().as('lock').refers(),
    disposing('lock'),
    shared.call('disposalCount').gives(number(1)).eventually(),
  ]),
  attempt('dispose.lent', [
    shared.call('resetDisposals'),
    shared.call('lend').byReference().as('lock').refers(),
    disposing('lock'),
    shared.call('disposalCount').gives(number(1)).eventually(),
  ]),
  attempt('dispose.then-use', [
    mine,
    disposing('mine'),
    target('mine').call('self').fails('DISPOSED'),
    shared.call('account.self').byReference().refers(),
  ]),
];

const copies = [
  attempt('copy.instance', picked(shared.get('account'))),
  attempt('copy.instance.json', picked(shared.get('account').encoded('JSON'))),
  attempt('copy.instance.structured', picked(shared.get('account').encoded('STRUCTURED'))),
  attempt('copy.in-plain', picked(shared.get('holder'))),
  attempt('copy.in-array', picked(shared.get('accounts'))),
  attempt('copy.in-set', picked(shared.get('asSet'))),
  attempt('copy.in-map', picked(shared.get('byName'))),
  attempt('copy.array-reader', picked(shared.call('accounts.at', number(0)))),
  attempt('copy.array-slice', picked(shared.call('accounts.slice'))),
  attempt('copy.map-reader', picked(shared.call('byName.get', text('shared')))),
  attempt('copy.iterator', [
    shared.call('byName.values').byReference().as('it').refers(),
    picked(target('it').call('next')),
  ]),
  attempt('copy.promise', picked(shared.get('later').later())),
  attempt('copy.target', [shared.get('account').byReference().as('it').refers(), picked(target('it').get(''))]),
  attempt('copy.constructed', picked(shared.construct('Account'))),
  attempt('copy.error.json', picked(shared.get('failure').encoded('JSON'))),
  attempt('copy.hidden', shared.get('hidden').gives(object({ visible: number(1) }))),
  attempt('copy.hidden.field', refused(shared.get('hidden.secret'))),
  attempt('copy.class', shared.get('classes').fails('RESULT_NOT_SERIALIZABLE')),
  attempt('copy.listed-field', shared.get('account.tags').gives(array(text('a')))),
  attempt('copy.prototype-of-class', shared.get('prototypeObject').gives(object({}))),
  attempt('field.closed', refused(shared.get('account.owner').byReference())),
  attempt('field.closed.through', refused(shared.get('account.owner.password'))),
  attempt('field.private', absent(shared.get('account.#level'))),
  attempt('field.static-closed', refused(shared.get('Account.config.url'))),
  attempt('field.symbol', absent(shared.get('Account.Symbol(jsinterop.fields)'))),
  attempt('field.emitter-underscore', refused(shared.get('emitter._private'))),
];

function picked(step) {
  return step.fails('NOT_REACHABLE', { executed: 'YES', messageHas: 'jsinterop.fields' });
}

export const strict = [...inEveryMode, ...inStrictMode, ...dispose, ...copies];

// What open mode lifts, and what it does not.
export const open = [
  ...inEveryMode,
  attempt('open.set.plain', [
    shared.set('plain.a', number(2)).gives(UNDEFINED),
    shared.set('plain.a', number(1)).gives(UNDEFINED),
  ]),
  attempt('open.field', shared.get('account.owner.password').gives(text('secret'))),
  attempt('open.copy', shared.get('holder').encoded('JSON').toNothing().completes()),
  attempt('open.constructor', refused(shared.get('account.owner.constructor'))),
  attempt(
    'open.constructor.constructor',
    refused(shared.call('plain.constructor.constructor', text('return process'))),
  ),
  attempt('open.proto', refused(shared.get('plain.__proto__'))),
  attempt('open.set.constants', refused(module('./reach/namespaces.js').set('fs.constants.fresh', number(1)))),
  attempt('open.emitter.events', refused(shared.get('emitter._events'))),
  attempt('open.function', refused(module('./reach/never.js').call('holder.Function', text('return process')))),
  attempt('open.process', refused(module('./reach/never.js').get('holder.process.env').byReference())),
  attempt('open.fs', refused(module('./reach/namespaces.js').call('readFileSync', text('/etc/passwd')))),
  attempt('open.context', refused(module('./reach/kinds.js').call('contextGlobal.Object.defineProperty', object({})))),
  attempt('open.set.class', readOnly(shared.set('classes.Account.limit', number(9)))),
];
