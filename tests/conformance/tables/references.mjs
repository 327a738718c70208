// Live objects through a client: held, passed back, granted again, let go.

import {
  array,
  importing,
  disposing,
  FALSE,
  module,
  number,
  object,
  reference,
  target,
  testCase,
  text,
  TRUE,
} from '../lib/steps.mjs';

const objects = module('./objects.js');
const counter = (name) => objects.construct('Counter').byReference().as(name);
const isSame = (one, other) => objects.call('isSame', reference(one), reference(other));
const hint = { kind: 'OBJECT', class_name: 'Counter' };

const identity = [
  testCase('keeps-its-state', [
    counter('c').refers(hint),
    target('c').call('increment').gives(number(1)),
    target('c').call('increment', number(5)).gives(number(6)),
    target('c').get('count').gives(number(6)),
  ]),
  testCase('two-objects-are-two', [
    counter('one'),
    counter('other'),
    target('one').call('increment'),
    target('other').get('count').gives(number(0)),
    isSame('one', 'other').gives(FALSE),
  ]),
  testCase('passed-back', [counter('c'), isSame('c', 'c').gives(TRUE)]),
  testCase('two-grants-of-one-object', [
    counter('c'),
    target('c').call('self').byReference().as('again').refers(hint),
    isSame('c', 'again').gives(TRUE),
    target('again').call('increment'),
    target('c').get('count').gives(number(1)),
  ]),
  testCase('shared-by-all', [
    objects.get('shared').byReference().as('one'),
    objects.get('shared').byReference().as('other'),
    isSame('one', 'other').gives(TRUE),
  ]),
  testCase('echoed', [
    counter('c'),
    objects.call('echo', reference('c')).byReference().as('again'),
    isSame('c', 'again').gives(TRUE),
  ]),
  testCase('by-promise', [
    objects.call('promise').byReference().as('p'),
    objects.call('echo', reference('p')).later().gives(text('settled')),
  ]),
  testCase('module', [importing('./objects.js').as('m'), isSame('m', 'm').gives(TRUE)]),
  testCase('module-function-by-reference', [
    importing('./objects.js').as('m'),
    target('m').get('isSame').byReference().as('f').refers({ kind: 'FUNCTION', class_name: 'isSame' }),
    target('f').call('', number(1), number(1)).gives(TRUE),
  ]),
  testCase('symbol', [
    objects.get('symbol').byReference().as('s').refers({ kind: 'SYMBOL' }),
    objects.call('isSymbol', reference('s')).gives(TRUE),
  ]),
  testCase('class', [
    objects.get('Counter').byReference().as('c').refers({ kind: 'CLASS', class_name: 'Counter' }),
    target('c').construct('').byReference().refers(hint),
  ]),
];

const inArguments = [
  testCase('in-an-object-and-an-array', [
    counter('c'),
    objects.call('areTheSame', object({ counter: reference('c'), list: array(reference('c')) })).gives(TRUE),
  ]),
  testCase('in-a-map', [
    counter('c'),
    objects
      .call(
        'areTheSame',
        object({ counter: reference('c'), list: array(reference('c')), map: ['map', [[text('k'), reference('c')]]] }),
      )
      .gives(TRUE),
  ]),
  testCase('as-the-key-of-a-map', [
    counter('c'),
    objects.call('isKey', ['map', [[reference('c'), number(1)]]], reference('c')).gives(TRUE),
  ]),
  testCase('in-a-set', [counter('c'), objects.call('isIn', ['set', [reference('c')]], reference('c')).gives(TRUE)]),
  testCase('beside-plain-values', [
    counter('c'),
    objects.call('incrementBy', reference('c'), object({ by: number(3) })).gives(number(3)),
    target('c').get('count').gives(number(3)),
  ]),
  testCase('many-different', [
    counter('a'),
    counter('b'),
    counter('c'),
    objects.call('areDifferent', reference('a'), array(reference('b'), reference('c')), reference('c')).gives(TRUE),
  ]),
  testCase('function-called-by-javascript', [
    objects.get('double').byReference().as('f'),
    objects.call('applied', reference('f'), number(4)).gives(number(8)),
  ]),
  testCase('as-the-new-value-of-a-member', [
    counter('c'),
    objects.construct('Slot').byReference().as('slot'),
    target('slot').set('content', reference('c')),
    target('slot').call('take').byReference().as('taken'),
    isSame('c', 'taken').gives(TRUE),
  ]),
  testCase('to-a-constructor', [
    counter('c'),
    objects.construct('Slot', reference('c')).byReference().as('slot'),
    target('slot').call('take').byReference().as('taken'),
    isSame('c', 'taken').gives(TRUE),
  ]),
];

const inResults = [
  testCase(
    'in-a-tree',
    objects
      .call('inATree')
      .gives(object({ name: text('tree'), counter: reference(hint), list: array(number(1), reference(hint)) })),
  ),
  testCase(
    'in-a-tree-structured',
    objects
      .call('inATree')
      .encoded('STRUCTURED')
      .gives(object({ name: text('tree'), counter: reference(hint), list: array(number(1), reference(hint)) })),
  ),
  testCase(
    'in-a-tree-as-json',
    objects.call('inATree').encoded('JSON').fails('RESULT_NOT_SERIALIZABLE', { messageHas: 'result.counter' }),
  ),
  testCase('in-a-map', objects.call('inAMap').gives(['map', [[text('k'), reference(hint)]]])),
  testCase('in-a-set', objects.call('inASet').gives(['set', [reference(hint)]])),
  testCase(
    'as-a-cause',
    objects.call('inACause').gives(['error', { name: 'Error', message: 'e', cause: reference(hint) }]),
  ),
  testCase('each-a-grant-of-its-own', objects.call('twice').gives(array(reference(hint), reference(hint)))),
  testCase('function', objects.call('functionInATree').gives(object({ f: reference({ kind: 'FUNCTION' }) }))),
  testCase('symbol', objects.call('symbolInATree').gives(object({ s: reference({ kind: 'SYMBOL' }) }))),
  testCase(
    'class',
    objects.call('classInATree').gives(object({ c: reference({ kind: 'CLASS', class_name: 'Counter' }) })),
  ),
  testCase(
    'hundred',
    objects.call('many', number(100)).gives(array(...Array.from({ length: 100 }, () => reference(hint)))),
  ),
  testCase(
    'awaited',
    objects
      .call('inATreeLater')
      .later()
      .gives(object({ counter: reference(hint) })),
  ),
  testCase('of-a-member', [
    counter('c'),
    target('c').call('other').byReference().as('other').refers(hint),
    isSame('c', 'other').gives(FALSE),
  ]),
];

const journal = objects.construct('Journal').byReference().as('journal');
const written = (entries) => target('journal').call('read').gives(text(entries));
const owned = (maker) => objects.construct(maker, reference('journal')).byReference().as('it');

const disposed = [
  testCase('twice', [counter('c'), disposing('c').completes(), disposing('c').completes()]),
  testCase('target-is-of-no-use', [
    counter('c'),
    disposing('c'),
    target('c')
      .get('count')
      .expect({ error: { code: 'FAILED_PRECONDITION', executed: 'NO' } }),
  ]),
  testCase('argument-is-of-no-use', [
    counter('c'),
    disposing('c'),
    objects.call('echo', reference('c')).expect({ error: { code: 'FAILED_PRECONDITION', executed: 'NO' } }),
  ]),
  testCase('other-grant-stays', [
    counter('c'),
    target('c').call('self').byReference().as('again'),
    disposing('c'),
    target('again').call('increment').gives(number(1)),
  ]),
  testCase('module-stays-loaded', [
    importing('./objects.js').as('m'),
    disposing('m'),
    importing('./objects.js').as('again'),
    target('again').call('echo', number(1)).gives(number(1)),
  ]),
  testCase('owned-object-is-disposed', [
    journal,
    owned('Disposable'),
    written(''),
    disposing('it'),
    written('disposed').eventually(),
  ]),
  testCase('owned-object-is-disposed-later', [
    journal,
    owned('AsyncDisposable'),
    disposing('it'),
    written('disposed later').eventually(),
  ]),
  testCase('asynchronous-hook-goes-first', [
    journal,
    owned('BothDisposable'),
    disposing('it'),
    written('disposed later').eventually(),
  ]),
  testCase('hook-that-throws-hurts-nobody', [
    journal,
    owned('FailingDisposable'),
    disposing('it'),
    written('disposed').eventually(),
  ]),
  testCase('last-grant-counts', [
    journal,
    owned('Disposable'),
    objects.call('echo', reference('it')).byReference().as('again'),
    disposing('it'),
    written(''),
    disposing('again'),
    written('disposed').eventually(),
  ]),
  testCase(
    'shared-object-never',
    [
      journal,
      objects.call('sharedDisposable', reference('journal')).byReference().as('shared'),
      disposing('shared'),
      owned('AsyncDisposable'),
      disposing('it'),
      written('disposed later').eventually(),
    ],
    { about: 'The second object is let go after the first: once its hook ran, that of the first would have.' },
  ),
  testCase('handed-over', [
    journal,
    objects.call('lend', reference('journal')).byReference().as('lent'),
    disposing('lent'),
    written('disposed').eventually(),
  ]),
  testCase('copy-of-an-owned-object-is-no-grant', [
    journal,
    objects.construct('AsyncDisposable', reference('journal')).gives(object({})),
    owned('Disposable'),
    disposing('it'),
    written('disposed').eventually(),
  ]),
];

export default [
  { name: 'references', setting: 'strict', cases: identity },
  { name: 'references.arguments', setting: 'strict', cases: inArguments },
  { name: 'references.results', setting: 'strict', cases: inResults },
  { name: 'references.disposed', setting: 'strict', cases: disposed },
];
