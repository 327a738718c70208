// Values of which structured clone keeps less than there is: only as results. Each entry: name, JavaScript, and what
// arrives. `ours: true` where the protocol has a rule of its own: a toJSON of the author is asked, and of Node's pool
// behind a Buffer nobody sees the rest.

const one = ['number', '1'];
const two = ['number', '2'];

export default [
  [
    'class.instance',
    'new (class Point { constructor() { this.x = 1; this.y = 2; } })()',
    [
      'object',
      [
        ['x', one],
        ['y', two],
      ],
    ],
  ],
  ['class.private-field', 'new (class { #hidden = 1; shown = 2; })()', ['object', [['shown', two]]]],
  ['class.accessor', 'new (class { shown = 1; get hidden() { return 2; } })()', ['object', [['shown', one]]]],
  [
    'class.inherited-field',
    'new (class extends class { a = 1; } { b = 2; })()',
    [
      'object',
      [
        ['a', one],
        ['b', two],
      ],
    ],
  ],
  ['class.of-array', 'new (class List extends Array {})(1, 2, 1)', ['array', [one, two, one]]],
  ['class.of-map', 'new (class extends Map {})([[1, 2]])', ['map', [[one, two]]]],
  ['class.of-set', 'new (class extends Set {})([1])', ['set', [one]]],
  ['class.of-date', 'new (class extends Date {})(5)', ['date', '5']],
  ['class.of-bytes', 'new (class extends Uint8Array {})([1, 2])', ['bytes', '0102']],
  ['class.of-error', "new (class Own extends Error {})('e')", ['error', { name: 'Error', message: 'e' }]],
  ['class.of-type-error', "new (class Own extends TypeError {})('e')", ['error', { name: 'TypeError', message: 'e' }]],
  ['object.getter', '{ get a() { return 1; } }', ['object', [['a', one]]]],
  ['object.not-enumerable', "Object.defineProperty({ a: 1 }, 'hidden', { value: 2 })", ['object', [['a', one]]]],
  ['object.symbol-keys', "{ a: 1, [Symbol('s')]: 2, [Symbol.iterator]: 1 }", ['object', [['a', one]]]],
  ['object.without-prototype', 'Object.assign(Object.create(null), { a: 1 })', ['object', [['a', one]]]],
  ['object.inherited-members', 'Object.assign(Object.create({ hidden: 1 }), { a: 2 })', ['object', [['a', two]]]],
  ['object.frozen', 'Object.freeze({ a: Object.freeze([1]) })', ['object', [['a', ['array', [one]]]]]],
  ['object.with-a-tag', "{ a: 1, [Symbol.toStringTag]: 'Map' }", ['object', [['a', one]]]],
  [
    'array.getter-as-element',
    'Object.defineProperty([1], 1, { get: () => 2, enumerable: true })',
    ['array', [one, two]],
  ],
  ['map.with-members', 'Object.assign(new Map([[1, 2]]), { lost: 1 })', ['map', [[one, two]]]],
  ['date.with-members', 'Object.assign(new Date(5), { lost: 1 })', ['date', '5']],
  ['bytes.buffer-of-node', "Buffer.from('ab')", ['bytes', '6162'], { ours: true }],
  ['error.aggregate', "new AggregateError([new Error('lost')], 'm')", ['error', { name: 'Error', message: 'm' }]],
  ['error.own-members', "Object.assign(new Error('m'), { code: 'LOST' })", ['error', { name: 'Error', message: 'm' }]],
  [
    'error.another-name',
    "Object.assign(new TypeError('m'), { name: 'Own' })",
    ['error', { name: 'Error', message: 'm' }],
  ],
  [
    'error.named-as-another',
    "Object.defineProperty(new Error('m'), 'name', { value: 'RangeError' })",
    ['error', { name: 'RangeError', message: 'm' }],
  ],
  ['regexp.last-index', '(() => { const r = /a/g; r.lastIndex = 3; return r; })()', ['regexp', 'a', 'g']],

  ['to-json.object', '{ secret: 1, toJSON() { return { shown: 2 }; } }', ['object', [['shown', two]]], { ours: true }],
  ['to-json.of-a-class', 'new (class { secret = 1; toJSON() { return [2]; } })()', ['array', [two]], { ours: true }],
  ['to-json.nested', '{ a: { toJSON: () => 1 } }', ['object', [['a', one]]], { ours: true }],
  ['to-json.in-an-array', '[{ toJSON: () => 1 }, 2]', ['array', [one, two]], { ours: true }],
  ['to-json.of-an-array', 'Object.assign([1], { toJSON: () => 2 })', two, { ours: true }],
  ['to-json.text', "{ toJSON: () => 'text' }", ['string', 'text'], { ours: true }],
  ['to-json.undefined', '{ toJSON: () => undefined }', ['undefined'], { ours: true }],
  ['to-json.null', '{ toJSON: () => null }', ['null'], { ours: true }],
  ['to-json.key-at-the-top', '{ toJSON: (key) => [key] }', ['array', [['string', '']]], { ours: true }],
  ['to-json.key-of-a-member', '{ m: { toJSON: (key) => key } }', ['object', [['m', ['string', 'm']]]], { ours: true }],
  ['to-json.key-of-an-element', '[{ toJSON: (key) => key }]', ['array', [['string', '0']]], { ours: true }],
  [
    'to-json.asked-once',
    '{ toJSON: () => ({ a: 1, toJSON: 2 }) }',
    [
      'object',
      [
        ['a', one],
        ['toJSON', two],
      ],
    ],
    { ours: true },
  ],
  ['to-json.on-a-prototype', 'Object.create({ toJSON: () => 1 })', one, { ours: true }],
  ['to-json.of-a-date', 'Object.assign(new Date(5), { toJSON: () => 1 })', one, { ours: true }],
  ['to-json.in-a-map', "new Map([['k', { toJSON: () => 1 }]])", ['map', [[['string', 'k'], one]]], { ours: true }],
  ['to-json.gives-a-map', '{ toJSON: () => new Map([[1, 2]]) }', ['map', [[one, two]]], { ours: true }],
];
