// Arrays. Each entry: name, JavaScript, notation.

const one = ['number', '1'];
const two = ['number', '2'];

export default [
  ['array.empty', '[]', ['array', []]],
  ['array.numbers', '[1, 2, 1]', ['array', [one, two, one]]],
  [
    'array.nested',
    '[[], [[]], [1, [2]]]',
    [
      'array',
      [
        ['array', []],
        ['array', [['array', []]]],
        ['array', [one, ['array', [two]]]],
      ],
    ],
  ],
  [
    'array.of-objects',
    '[{ a: 1 }, {}]',
    [
      'array',
      [
        ['object', [['a', one]]],
        ['object', []],
      ],
    ],
  ],
  ['array.undefined', '[undefined]', ['array', [['undefined']]]],
  ['array.null', '[null, null]', ['array', [['null'], ['null']]]],
  [
    'array.zeros',
    '[0, -0, 0]',
    [
      'array',
      [
        ['number', '0'],
        ['number', '-0'],
        ['number', '0'],
      ],
    ],
  ],
  [
    'array.odd-numbers',
    '[NaN, Infinity, -Infinity]',
    [
      'array',
      [
        ['number', 'NaN'],
        ['number', 'Infinity'],
        ['number', '-Infinity'],
      ],
    ],
  ],
  [
    'array.every-scalar',
    "[undefined, null, true, 1.5, 2n, 's', '\\ud800', new Date(3), new Uint8Array([4])]",
    [
      'array',
      [
        ['undefined'],
        ['null'],
        ['boolean', true],
        ['number', '1.5'],
        ['bigint', '2'],
        ['string', 's'],
        ['utf16', [0xd800]],
        ['date', '3'],
        ['bytes', '04'],
      ],
    ],
  ],
  ['array.hole-at-start', '[, 1]', ['array', [['hole'], one]]],
  ['array.hole-in-the-middle', '[1, , 2]', ['array', [one, ['hole'], two]]],
  ['array.hole-at-end', '[1, ,]', ['array', [one], { length: 2 }]],
  ['array.only-holes', 'new Array(3)', ['array', [], { length: 3 }]],
  ['array.hole-beside-undefined', '[, undefined, ,]', ['array', [['hole'], ['undefined']], { length: 3 }]],
  ['array.sparse', '(() => { const a = [1]; a.length = 1000; return a; })()', ['array', [one], { length: 1000 }]],
  [
    'array.sparse-in-an-object',
    '{ a: Object.assign(new Array(50), { 3: 1 }) }',
    ['object', [['a', ['array', [['hole'], ['hole'], ['hole'], one], { length: 50 }]]]],
  ],
  ['array.with-a-property', 'Object.assign([1], { name: 2 })', ['array', [one], { properties: [['name', two]] }]],
  [
    'array.with-properties-in-order',
    'Object.assign([], { z: 1, a: 2 })',
    [
      'array',
      [],
      {
        properties: [
          ['z', one],
          ['a', two],
        ],
      },
    ],
  ],
  [
    'array.with-properties-like-indices',
    "Object.assign([1], { '-1': 1, '01': 2, 4294967295: 1 })",
    [
      'array',
      [one],
      {
        properties: [
          ['-1', one],
          ['01', two],
          ['4294967295', one],
        ],
      },
    ],
  ],
  [
    'array.with-holes-and-a-property',
    'Object.assign(new Array(2), { k: 1 })',
    ['array', [], { length: 2, properties: [['k', one]] }],
  ],
  [
    'array.with-own-proto',
    "(() => { const a = []; Object.defineProperty(a, '__proto__', { value: 1, writable: true, enumerable: true, configurable: true }); return a; })()",
    ['array', [], { properties: [['__proto__', one]] }],
  ],
  [
    'array.three-hundred',
    'Array.from({ length: 300 }, (_, i) => i)',
    ['array', Array.from({ length: 300 }, (_, i) => ['number', String(i)])],
  ],
];
