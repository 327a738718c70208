// Maps, sets, boxed primitives, regular expressions, errors. Each entry: name, JavaScript, notation.

const one = ['number', '1'];
const two = ['number', '2'];
const text = (value) => ['string', value];

const errorKinds = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];

export default [
  ['map.empty', 'new Map()', ['map', []]],
  [
    'map.of-texts',
    "new Map([['b', 1], ['a', 2]])",
    [
      'map',
      [
        [text('b'), one],
        [text('a'), two],
      ],
    ],
  ],
  [
    'map.numbers-and-their-texts',
    "new Map([[1, 1], ['1', 2]])",
    [
      'map',
      [
        [one, one],
        [text('1'), two],
      ],
    ],
  ],
  ['map.nan-key', 'new Map([[NaN, 1]])', ['map', [[['number', 'NaN'], one]]]],
  ['map.zero-key', 'new Map([[-0, 1]])', ['map', [[['number', '0'], one]]]],
  ['map.negative-zero-value', 'new Map([[1, -0]])', ['map', [[one, ['number', '-0']]]]],
  [
    'map.undefined-and-null',
    'new Map([[undefined, null], [null, undefined]])',
    [
      'map',
      [
        [['undefined'], ['null']],
        [['null'], ['undefined']],
      ],
    ],
  ],
  [
    'map.bigint-and-boolean-keys',
    'new Map([[1n, 1], [true, 2]])',
    [
      'map',
      [
        [['bigint', '1'], one],
        [['boolean', true], two],
      ],
    ],
  ],
  ['map.object-key', 'new Map([[{ a: 1 }, 2]])', ['map', [[['object', [['a', one]]], two]]]],
  [
    'map.equal-object-keys',
    'new Map([[{}, 1], [{}, 2]])',
    [
      'map',
      [
        [['object', []], one],
        [['object', []], two],
      ],
    ],
  ],
  ['map.date-key', 'new Map([[new Date(1), 2]])', ['map', [[['date', '1'], two]]]],
  ['map.lone-surrogate-key', "new Map([['\\ud800', 1]])", ['map', [[['utf16', [0xd800]], one]]]],
  ['map.key-proto', "new Map([['__proto__', 1]])", ['map', [[text('__proto__'), one]]]],
  ['map.nested', "new Map([['m', new Map([['n', 1]])]])", ['map', [[text('m'), ['map', [[text('n'), one]]]]]]],
  ['map.in-an-array', '[new Map()]', ['array', [['map', []]]]],

  ['set.empty', 'new Set()', ['set', []]],
  ['set.order', "new Set([2, 'a', 1])", ['set', [two, text('a'), one]]],
  ['set.nan', 'new Set([NaN])', ['set', [['number', 'NaN']]]],
  ['set.numbers-and-their-texts', "new Set([1, '1'])", ['set', [one, text('1')]]],
  [
    'set.equal-objects',
    'new Set([{}, {}])',
    [
      'set',
      [
        ['object', []],
        ['object', []],
      ],
    ],
  ],
  ['set.undefined-and-null', 'new Set([undefined, null])', ['set', [['undefined'], ['null']]]],
  ['set.nested', 'new Set([new Set([1])])', ['set', [['set', [one]]]]],

  ['boxed.number', 'Object(1)', ['boxed', one]],
  ['boxed.negative-zero', 'Object(-0)', ['boxed', ['number', '-0']]],
  ['boxed.nan', 'Object(NaN)', ['boxed', ['number', 'NaN']]],
  ['boxed.string', "Object('ab')", ['boxed', text('ab')]],
  ['boxed.empty-string', "Object('')", ['boxed', text('')]],
  ['boxed.lone-surrogate', "Object('\\udc00')", ['boxed', ['utf16', [0xdc00]]]],
  ['boxed.false', 'Object(false)', ['boxed', ['boolean', false]]],
  ['boxed.bigint', 'Object(-5n)', ['boxed', ['bigint', '-5']]],
  [
    'boxed.in-an-object',
    '{ a: Object(1), b: 1 }',
    [
      'object',
      [
        ['a', ['boxed', one]],
        ['b', one],
      ],
    ],
  ],

  ...errorKinds.map((kind) => [
    `error.${kind.toLowerCase()}`,
    `new ${kind}('told')`,
    ['error', { name: kind, message: 'told' }],
  ]),
  ['error.without-message', 'new Error()', ['error', { name: 'Error' }]],
  ['error.empty-message', "new Error('')", ['error', { name: 'Error', message: '' }]],
  ['error.strange-message', "new Error('é\\0🎈')", ['error', { name: 'Error', message: 'é\0🎈' }]],
  [
    'error.cause',
    "new Error('a', { cause: new TypeError('b') })",
    ['error', { name: 'Error', message: 'a', cause: ['error', { name: 'TypeError', message: 'b' }] }],
  ],
  ['error.cause-number', "new Error('a', { cause: 1 })", ['error', { name: 'Error', message: 'a', cause: one }]],
  ['error.cause-null', "new Error('a', { cause: null })", ['error', { name: 'Error', message: 'a', cause: ['null'] }]],
  [
    'error.cause-undefined',
    "new Error('a', { cause: undefined })",
    ['error', { name: 'Error', message: 'a', cause: ['undefined'] }],
  ],
  [
    'error.cause-map',
    "new Error('a', { cause: new Map([['k', 1]]) })",
    ['error', { name: 'Error', message: 'a', cause: ['map', [[text('k'), one]]] }],
  ],
  [
    'error.causes-below-one-another',
    "new Error('a', { cause: new Error('b', { cause: new Error('c') }) })",
    [
      'error',
      {
        name: 'Error',
        message: 'a',
        cause: ['error', { name: 'Error', message: 'b', cause: ['error', { name: 'Error', message: 'c' }] }],
      },
    ],
  ],
  ['error.in-an-array', "[new RangeError('r')]", ['array', [['error', { name: 'RangeError', message: 'r' }]]]],
];

// From clients only where the worker allows them.
export const regexps = [
  ['regexp.plain', '/a+b/', ['regexp', 'a+b', '']],
  ['regexp.empty', "new RegExp('')", ['regexp', '(?:)', '']],
  ['regexp.slash', "new RegExp('a/b')", ['regexp', 'a\\/b', '']],
  ['regexp.line-end', "new RegExp('\\n')", ['regexp', '\\n', '']],
  ['regexp.unicode', '/日本🎈/u', ['regexp', '日本🎈', 'u']],
  ...'dgimsuy'.split('').map((flag) => [`regexp.flag-${flag}`, `/a/${flag}`, ['regexp', 'a', flag]]),
  ['regexp.all-flags', '/a/dgimsuy', ['regexp', 'a', 'dgimsuy']],
  ['regexp.in-an-object', '{ pattern: /x/i }', ['object', [['pattern', ['regexp', 'x', 'i']]]]],
];
