// What JavaScript throws, as clients are told it.

import { array, FALSE, module, NULL, number, object, target, testCase, text, TRUE, UNDEFINED } from '../lib/steps.mjs';

const things = module('./throws.js');
const thrown = (name, exception, what = name) =>
  testCase(kebab(name), things.call('throws', text(what)).throws(exception));
const kebab = (name) => name.replace(/([a-z])([A-Z0-9])/g, '$1-$2').toLowerCase();

const kinds = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'].map(
  (name) =>
    thrown(name, {
      name,
      message: 'told',
      cause: null,
      errors: [],
      properties: [],
      code: '',
      truncated: false,
      stackHas: 'throws.js',
    }),
);

const named = [
  thrown('own', { name: 'Own', message: 'mine' }),
  thrown('unnamed', { name: 'TypeError', message: 'not mine' }),
  thrown('noMessage', { name: 'Error', message: '' }),
  thrown('strangeMessage', { message: 'añ✓🎈\0\n' }),
  thrown('loneSurrogate', { message: 'a\ufffdb' }),
  thrown('codeText', { code: 'E_CODE', properties: [] }),
  thrown('codeNumber', { code: '42' }),
  thrown('codeObject', { code: '' }),
  thrown('domException', { name: 'AbortError', message: 'stopped', code: '20' }),
  thrown('ofNode', { name: 'TypeError', code: 'ERR_INVALID_URL' }),
];

// An error with this many causes below it, of which so many are told.
const chain = (told, more = {}) => {
  let error = more;
  for (let level = told; level >= 0; level--)
    error = { message: `level ${level}`, ...(level === told ? more : { cause: error }) };
  return error;
};
const messages = (count) => Array.from({ length: count }, (_, at) => ({ message: `error ${at}` }));

const linked = [
  thrown('cause', { message: 'outer', cause: { name: 'TypeError', message: 'inner', cause: null } }),
  thrown('causeThatIsNoError', { message: 'outer', cause: null }),
  thrown('causes6', chain(6, { cause: null, truncated: false })),
  thrown('causes8', chain(8, { cause: null, truncated: false })),
  thrown('causes9', chain(8, { cause: null, truncated: true })),
  thrown('causes50', chain(8, { cause: null, truncated: true })),
  thrown('causeOfItself', { message: 'circular', cause: null, truncated: true }),
  thrown('aggregate2', { name: 'AggregateError', message: 'both', errors: messages(2), truncated: false }),
  thrown('aggregate16', { errors: messages(16), truncated: false }),
  thrown('aggregate17', { errors: messages(16), truncated: true }),
  thrown('aggregateNested', { message: 'outer', errors: [{ message: 'inner', errors: [{ message: 'error 0' }] }] }),
  thrown('aggregateOfTexts', {
    errors: [
      { name: '', thrown: text('text') },
      { name: '', thrown: number(7) },
    ],
  }),
];

const firstProperties = (count) => Array.from({ length: count }, (_, at) => [`p${at}`, number(at)]);

const properties = [
  thrown('properties', {
    properties: [
      ['z', number(1)],
      ['text', text('told')],
      ['nothing', NULL],
      ['absent', UNDEFINED],
      ['flag', FALSE],
      ['big', ['bigint', '10']],
      ['zero', number(-0)],
      ['lone', ['utf16', [0xd800]]],
      ['__proto__', text('data')],
      ['last', number(2)],
    ],
  }),
  thrown('properties32', { properties: firstProperties(32), truncated: false }),
  thrown('properties33', { properties: firstProperties(32), truncated: true }),
  thrown('hiddenProperty', { message: 'hidden', properties: [] }),
  thrown('longProperty', { message: 'long', truncated: true }),
];

const values = [
  ['text', text('a text')],
  ['emptyText', text('')],
  ['loneText', ['utf16', [0xd800]]],
  ['number', number(42)],
  ['negativeZero', number(-0)],
  ['nan', number(NaN)],
  ['true', TRUE],
  ['bigint', ['bigint', '10']],
  ['null', NULL],
  ['undefined', UNDEFINED],
  ['object', object({ a: array(number(1), object({ b: NULL })) })],
  ['array', array(number(1), UNDEFINED, number(-0))],
  ['map', ['map', [[text('k'), number(1)]]]],
  ['date', ['date', '5']],
  ['bytes', ['bytes', '01']],
  ['bare', object({ a: number(1) })],
  ['likeAnError', object({ name: text('TypeError'), message: text('not really'), stack: text('none') })],
].map(([name, value]) => thrown(name, { name: '', cause: null, thrown: value, truncated: false }));

const untold = [
  thrown('symbol', { name: '' }),
  thrown('function', { name: '' }),
  thrown('class', { name: '' }),
  thrown('promise', { name: '' }),
  thrown('withAFunction', { name: '', truncated: true }),
  thrown('large', { name: '', truncated: true }),
  thrown('revokedProxy', { name: '' }),
];

const liars = [
  thrown('nameThrows', { message: 'lies' }),
  thrown('messageThrows', { name: 'Error' }),
  thrown('stackThrows', { name: 'Error', message: 'lies' }),
  thrown('codeThrows', { message: 'lies', code: '' }),
  thrown('causeThrows', { message: 'lies', cause: null }),
  thrown('errorsThrows', { message: 'lies', errors: [] }),
  thrown('propertyThrows', { message: 'lies', properties: [] }),
  thrown('nameIsANumber', { message: 'lies' }),
  thrown('messageIsAnObject', { name: 'Error' }),
  thrown('stackIsASymbol', { message: 'lies' }),
  thrown('hugeMessage', { name: 'Error', truncated: true }),
  thrown('hugeStack', { message: 'huge', truncated: true }),
  thrown('hugeName', { message: 'huge', truncated: true }),
  thrown('noStack', { message: 'no stack' }),
  thrown('frozen', { name: 'TypeError', message: 'frozen' }),
  thrown('madeByObject', { name: 'Error', message: 'made up' }),
  testCase('proxy', [
    things.call('throws', text('proxy')).throws({}),
    things.call('throws', text('own')).throws({ message: 'mine' }),
  ]),
  testCase('failing-proxy', [
    things.call('throws', text('failingProxy')).throws({}),
    things.call('throws', text('own')).throws({ message: 'mine' }),
  ]),
];

const told = { name: 'RangeError', message: 'told' };
const places = [
  testCase('rejected', things.call('rejects', text('RangeError')).later().throws(told)),
  testCase(
    'rejected-undefined',
    things.call('rejects', text('undefined')).later().throws({ name: '', thrown: UNDEFINED }),
  ),
  testCase('thrown-before-awaiting', things.call('throws', text('RangeError')).later().throws(told)),
  testCase('while-constructing', things.construct('Throws', text('RangeError')).byReference().throws(told)),
  testCase('in-a-getter', things.get('Throws.getter').throws(told)),
  testCase('in-a-setter', [
    things.construct('Holder').byReference().as('h'),
    target('h').set('member', text('RangeError')).throws(told),
  ]),
  testCase('with-a-reference-wanted', things.call('throws', text('RangeError')).byReference().throws(told)),
  testCase('with-nothing-wanted', things.call('throws', text('RangeError')).toNothing().throws(told)),
  testCase('in-to-json', things.call('inToJson').throws(told)),
  testCase('in-to-json-as-json', things.call('inToJson').encoded('JSON').throws(told)),
  testCase('in-to-json-structured', things.call('inToJson').encoded('STRUCTURED').throws(told)),
  testCase('in-a-getter-that-is-copied', things.call('inAGetter').throws(told)),
  testCase('in-a-getter-that-is-not-wanted', things.call('inAGetter').toNothing().completes()),
  testCase('without-end', things.call('deep').throws({ name: 'RangeError' })),
  testCase(
    'stack-has-no-paths-of-the-worker',
    things.call('throws', text('Error')).throws({ stackHas: 'throws.js', stackHasNot: 'file://' }),
  ),
  testCase(
    'stack-has-no-frames-of-the-worker',
    things.call('throws', text('Error')).throws({ stackHasNot: 'runner.js' }),
  ),
];

export default [
  {
    name: 'exceptions',
    setting: 'strict',
    cases: [...kinds, ...named, ...linked, ...properties, ...values, ...untold, ...liars, ...places],
  },
];
