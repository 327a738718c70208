// What becomes of a result: VALUE, REFERENCE and VOID, with Invoke and InvokeAsync, for every sort of result.

import { array, module, NULL, number, object, target, testCase, text, UNDEFINED } from '../lib/steps.mjs';

const calls = module('./calls.js');

const forms = {
  value: (step) => step,
  reference: (step) => step.byReference(),
  void: (step) => step.toNothing(),
};

// Either a function that says more of a step, or one text: the same reason of failure.
const saying = (outcome) => (typeof outcome === 'string' ? (step) => step.fails(outcome) : outcome);
const gives = (value) => (step) => step.gives(value);
const refers = (hint) => (step) => step.refers(hint);
const throws = (exception) => (step) => step.throws(exception);
const completes = (step) => step.completes();

// Sort of result, then what Invoke gives for value, reference and void, and what InvokeAsync gives.
const anObject = object({ a: number(1) });
const rejected = throws({ name: 'RangeError', message: 'rejected' });
const table = [
  ['primitive', [gives(number(7)), gives(number(7)), completes], [gives(number(7)), gives(number(7)), completes]],
  ['null', [gives(NULL), gives(NULL), completes], [gives(NULL), gives(NULL), completes]],
  ['undefined', [gives(UNDEFINED), gives(UNDEFINED), completes], [gives(UNDEFINED), gives(UNDEFINED), completes]],
  [
    'symbol',
    ['RESULT_NOT_SERIALIZABLE', refers({ kind: 'SYMBOL' }), completes],
    ['RESULT_NOT_SERIALIZABLE', refers({ kind: 'SYMBOL' }), completes],
  ],
  [
    'object',
    [gives(anObject), refers({ kind: 'OBJECT', class_name: 'Object' }), completes],
    [gives(anObject), refers({ kind: 'OBJECT' }), completes],
  ],
  [
    'array',
    [gives(array(number(1))), refers({ kind: 'ARRAY' }), completes],
    [gives(array(number(1))), refers({ kind: 'ARRAY' }), completes],
  ],
  [
    'function',
    ['RESULT_NOT_SERIALIZABLE', refers({ kind: 'FUNCTION', class_name: 'arrow' }), completes],
    ['RESULT_NOT_SERIALIZABLE', refers({ kind: 'FUNCTION' }), completes],
  ],
  [
    'class',
    ['RESULT_NOT_SERIALIZABLE', refers({ kind: 'CLASS', class_name: 'Account' }), completes],
    ['RESULT_NOT_SERIALIZABLE', refers({ kind: 'CLASS' }), completes],
  ],
  [
    'promise',
    ['RETURNED_PROMISE', refers({ kind: 'PROMISE' }), 'RETURNED_PROMISE'],
    [gives(anObject), refers({ kind: 'OBJECT' }), completes],
  ],
  [
    'promiseOfPrimitive',
    ['RETURNED_PROMISE', refers({ kind: 'PROMISE' }), 'RETURNED_PROMISE'],
    [gives(number(7)), gives(number(7)), completes],
  ],
  [
    'promiseOfUndefined',
    ['RETURNED_PROMISE', refers({ kind: 'PROMISE' }), 'RETURNED_PROMISE'],
    [gives(UNDEFINED), gives(UNDEFINED), completes],
  ],
  [
    'promiseOfFunction',
    ['RETURNED_PROMISE', refers({ kind: 'PROMISE' }), 'RETURNED_PROMISE'],
    ['RESULT_NOT_SERIALIZABLE', refers({ kind: 'FUNCTION' }), completes],
  ],
  ['rejection', ['RETURNED_PROMISE', refers({ kind: 'PROMISE' }), 'RETURNED_PROMISE'], [rejected, rejected, rejected]],
  [
    'thenable',
    ['RETURNED_PROMISE', refers({ kind: 'OBJECT' }), 'RETURNED_PROMISE'],
    [gives(number(7)), gives(number(7)), completes],
  ],
];

const verbs = { invoke: (step) => step, 'invoke-async': (step) => step.later() };

const matrix = table.flatMap(([sort, ...outcomes]) =>
  Object.entries(verbs).flatMap(([verb, of], row) =>
    Object.entries(forms).map(([form, as], column) =>
      testCase(
        `${sort.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}.${verb}-${form}`,
        saying(outcomes[row][column])(as(of(calls.call(`results.${sort}`)))),
      ),
    ),
  ),
);

const further = [
  testCase(
    'hints.instance',
    calls.call('results.instance').byReference().refers({ kind: 'OBJECT', class_name: 'Account' }),
  ),
  testCase('hints.map', calls.call('results.map').byReference().refers({ kind: 'OBJECT', class_name: 'Map' })),
  testCase('promises.of-a-promise', calls.call('results.promiseOfPromise').later().gives(number(7))),
  testCase(
    'promises.rejected-later',
    calls.call('results.rejectionLater').later().throws({ message: 'rejected later' }),
  ),
  testCase(
    'promises.rejected-with-text',
    calls
      .call('results.rejectionWithText')
      .later()
      .throws({ name: '', thrown: text('no error') }),
  ),
  testCase('promises.held-and-awaited-by-get', [
    calls.call('results.promise').byReference().as('p').refers({ kind: 'PROMISE', class_name: 'Promise' }),
    target('p').get('').later().gives(anObject),
    target('p').get('').later().byReference().refers({ kind: 'OBJECT' }),
    target('p').get('').fails('RETURNED_PROMISE'),
  ]),
  testCase('promises.held-rejection-hurts-nobody', [
    calls.call('results.rejection').byReference().as('p').refers({ kind: 'PROMISE' }),
    target('p').get('').later().throws({ message: 'rejected' }),
  ]),
  testCase('promises.has-no-members', [
    calls.call('results.promise').byReference().as('p'),
    target('p').call('then').fails('NOT_REACHABLE'),
  ]),
  testCase('thenables.of-a-thenable', calls.call('results.thenableOfThenable').later().gives(number(7))),
  testCase('thenables.rejecting', calls.call('results.rejectingThenable').later().throws({ message: 'thenable' })),
  testCase('thenables.throwing', calls.call('results.throwingThenable').later().throws({ message: 'from then' })),
  testCase('thenables.settled-twice', calls.call('results.thenableTwice').later().gives(number(7))),
  testCase('thenables.then-is-data', calls.call('results.thenIsData').gives(object({ then: number(7) }))),
  testCase(
    'thenables.then-is-data-awaited',
    calls
      .call('results.thenIsData')
      .later()
      .gives(object({ then: number(7) })),
  ),
  testCase(
    'thenables.getter-of-then-throws',
    calls.call('results.thenFails').throws({ message: 'from the getter of then' }),
  ),
  testCase(
    'thenables.getter-of-then-throws-awaited',
    calls.call('results.thenFails').later().throws({ message: 'from the getter of then' }),
  ),
  testCase(
    'encodings.reference-ignores-them',
    calls.call('results.object').byReference().encoded('JSON').refers({ kind: 'OBJECT' }),
  ),
  testCase(
    'encodings.primitive-by-reference-as-json',
    calls.call('results.primitive').byReference().encoded('JSON').gives(number(7)),
  ),
  testCase('encodings.awaited-as-json', calls.call('results.promise').later().encoded('JSON').gives(anObject)),
];

export default [{ name: 'results', setting: 'strict', cases: [...matrix, ...further] }];
