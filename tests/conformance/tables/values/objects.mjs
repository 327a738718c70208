// Plain objects. Each entry: name, JavaScript, notation.

const one = ['number', '1'];
const two = ['number', '2'];
const deep = 60;

export default [
  ['object.empty', '{}', ['object', []]],
  ['object.one-member', '{ a: 1 }', ['object', [['a', one]]]],
  [
    'object.order-of-keys',
    '{ z: 1, a: 2, m: 1 }',
    [
      'object',
      [
        ['z', one],
        ['a', two],
        ['m', one],
      ],
    ],
  ],
  [
    'object.integer-keys-first',
    '{ b: 1, 10: 2, 9: 1, a: 2 }',
    [
      'object',
      [
        ['9', one],
        ['10', two],
        ['b', one],
        ['a', two],
      ],
    ],
  ],
  [
    'object.keys-like-integers',
    "{ '01': 1, '-0': 2, '1.5': 1, '4294967295': 2, '9007199254740993': 1 }",
    [
      'object',
      [
        ['01', one],
        ['-0', two],
        ['1.5', one],
        ['4294967295', two],
        ['9007199254740993', one],
      ],
    ],
  ],
  ['object.empty-key', "{ '': 1 }", ['object', [['', one]]]],
  ['object.key-with-dot', "{ 'a.b': 1 }", ['object', [['a.b', one]]]],
  [
    'object.key-with-nul',
    "{ 'a\\0b': 1, 'a': 2 }",
    [
      'object',
      [
        ['a\0b', one],
        ['a', two],
      ],
    ],
  ],
  ['object.astral-key', "{ '🎈': 1 }", ['object', [['🎈', one]]]],
  ['object.lone-surrogate-key', "{ '\\ud800': 1 }", ['object', [[['utf16', [0xd800]], one]]]],
  [
    'object.keys-that-differ-in-a-surrogate',
    "{ 'k\\ud800': 1, 'k\\ud801': 2, 'k\\ufffd': 1 }",
    [
      'object',
      [
        [['utf16', [0x6b, 0xd800]], one],
        [['utf16', [0x6b, 0xd801]], two],
        ['k\ufffd', one],
      ],
    ],
  ],
  ['object.own-proto', "{ ['__proto__']: 1 }", ['object', [['__proto__', one]]]],
  [
    'object.own-proto-with-an-object',
    "{ ['__proto__']: { polluted: true } }",
    ['object', [['__proto__', ['object', [['polluted', ['boolean', true]]]]]]],
  ],
  [
    'object.own-constructor',
    '{ constructor: { prototype: 1 } }',
    ['object', [['constructor', ['object', [['prototype', one]]]]]],
  ],
  ['object.own-has-own-property', '{ hasOwnProperty: 1 }', ['object', [['hasOwnProperty', one]]]],
  [
    'object.own-to-string-and-value-of',
    '{ toString: 1, valueOf: 2 }',
    [
      'object',
      [
        ['toString', one],
        ['valueOf', two],
      ],
    ],
  ],
  ['object.own-then', '{ then: 1 }', ['object', [['then', one]]]],
  [
    'object.own-to-json-that-is-data',
    '{ toJSON: 1, a: 2 }',
    [
      'object',
      [
        ['toJSON', one],
        ['a', two],
      ],
    ],
  ],
  [
    'object.own-length',
    '{ length: 2, 0: 1, 1: 2 }',
    [
      'object',
      [
        ['0', one],
        ['1', two],
        ['length', two],
      ],
    ],
  ],
  [
    'object.names-of-getters',
    '{ __defineGetter__: 1, __lookupSetter__: 2 }',
    [
      'object',
      [
        ['__defineGetter__', one],
        ['__lookupSetter__', two],
      ],
    ],
  ],
  [
    'object.member-undefined',
    '{ a: undefined, b: 1 }',
    [
      'object',
      [
        ['a', ['undefined']],
        ['b', one],
      ],
    ],
  ],
  ['object.member-null', '{ a: null }', ['object', [['a', ['null']]]]],
  ['object.member-negative-zero', '{ a: -0 }', ['object', [['a', ['number', '-0']]]]],
  ['object.member-nan', '{ a: NaN }', ['object', [['a', ['number', 'NaN']]]]],
  ['object.member-infinity', '{ a: -Infinity }', ['object', [['a', ['number', '-Infinity']]]]],
  ['object.member-bigint', '{ a: 1n }', ['object', [['a', ['bigint', '1']]]]],
  ['object.member-date', '{ a: new Date(5) }', ['object', [['a', ['date', '5']]]]],
  ['object.member-bytes', '{ a: new Uint8Array([1, 2]) }', ['object', [['a', ['bytes', '0102']]]]],
  ['object.member-lone-surrogate', "{ a: '\\udfff' }", ['object', [['a', ['utf16', [0xdfff]]]]]],
  ['object.member-map', "{ a: new Map([['k', 1]]) }", ['object', [['a', ['map', [[['string', 'k'], one]]]]]]],
  [
    'object.plain-data',
    "{ id: 7, tags: ['a', 'b'], price: { net: 1.5, tax: null }, sold: false }",
    [
      'object',
      [
        ['id', ['number', '7']],
        [
          'tags',
          [
            'array',
            [
              ['string', 'a'],
              ['string', 'b'],
            ],
          ],
        ],
        [
          'price',
          [
            'object',
            [
              ['net', ['number', '1.5']],
              ['tax', ['null']],
            ],
          ],
        ],
        ['sold', ['boolean', false]],
      ],
    ],
  ],
  [
    'object.nested-60-deep',
    `(() => { let v = 1; for (let i = 0; i < ${deep}; i++) v = { v }; return v; })()`,
    Array.from({ length: deep }).reduce((inner) => ['object', [['v', inner]]], one),
  ],
  [
    'object.nested-90-deep-with-undefined',
    '(() => { let v = undefined; for (let i = 0; i < 90; i++) v = { v }; return v; })()',
    Array.from({ length: 90 }).reduce((inner) => ['object', [['v', inner]]], ['undefined']),
  ],
  [
    'object.hundred-members',
    'Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]))',
    ['object', Array.from({ length: 100 }, (_, i) => [`k${i}`, ['number', String(i)]])],
  ],
];
