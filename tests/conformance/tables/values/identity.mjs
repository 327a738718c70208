// The same object in several places, and cycles. Each entry: name, JavaScript, notation.
// `uncloned: true` where V8's own structured clone stumbles over what it should keep.

const made = (statements) => `(() => { ${statements} })()`;
const again = ['@', 1];
const one = ['number', '1'];
const text = (value) => ['string', value];
const last = ['#', 3, ['object', [['before', ['@', 2]]]]];
const middle = [
  'object',
  [
    ['before', ['@', 1]],
    ['next', last],
  ],
];

export default [
  [
    'alias.object-in-an-array',
    made('const o = { a: 1 }; return [o, o];'),
    ['array', [['#', 1, ['object', [['a', one]]]], again]],
  ],
  [
    'alias.object-in-an-object',
    made('const o = {}; return { x: o, y: o };'),
    [
      'object',
      [
        ['x', ['#', 1, ['object', []]]],
        ['y', again],
      ],
    ],
  ],
  [
    'alias.array',
    made('const a = []; return [a, [a]];'),
    [
      'array',
      [
        ['#', 1, ['array', []]],
        ['array', [again]],
      ],
    ],
  ],
  [
    'alias.two-objects-by-turns',
    made('const a = {}; const b = []; return [a, b, a, b];'),
    [
      'array',
      [
        ['#', 1, ['object', []]],
        ['#', 2, ['array', []]],
        ['@', 1],
        ['@', 2],
      ],
    ],
  ],
  [
    'alias.labels-in-order-of-meeting',
    made('const inner = {}; const outer = { inner }; return [outer, inner, outer];'),
    [
      'array',
      [
        ['#', 1, ['object', [['inner', ['#', 2, ['object', []]]]]]],
        ['@', 2],
        ['@', 1],
      ],
    ],
  ],
  ['alias.date', made('const d = new Date(5); return [d, d];'), ['array', [['#', 1, ['date', '5']], again]]],
  ['alias.bytes', made('const b = new Uint8Array([1]); return [b, b];'), ['array', [['#', 1, ['bytes', '01']], again]]],
  [
    'alias.map',
    made('const m = new Map(); return { a: m, b: m };'),
    [
      'object',
      [
        ['a', ['#', 1, ['map', []]]],
        ['b', again],
      ],
    ],
  ],
  ['alias.set', made('const s = new Set([1]); return [s, s];'), ['array', [['#', 1, ['set', [one]]], again]]],
  [
    'alias.error',
    made("const e = new Error('e'); return [e, e];"),
    ['array', [['#', 1, ['error', { name: 'Error', message: 'e' }]], again]],
  ],
  ['alias.boxed', made('const n = Object(1); return [n, n];'), ['array', [['#', 1, ['boxed', one]], again]]],
  [
    'alias.array-buffer',
    made('const b = new ArrayBuffer(1); return [b, b];'),
    ['array', [['#', 1, ['array_buffer', '00']], again]],
  ],
  [
    'alias.map-key-and-value',
    made('const o = {}; return new Map([[o, o]]);'),
    ['map', [[['#', 1, ['object', []]], again]]],
  ],
  [
    'alias.in-set-and-array',
    made('const o = {}; return [new Set([o]), o];'),
    ['array', [['set', [['#', 1, ['object', []]]]], again]],
  ],
  [
    'alias.property-of-an-array',
    made('const o = {}; return Object.assign([o], { also: o });'),
    ['array', [['#', 1, ['object', []]]], { properties: [['also', again]] }],
  ],
  [
    'alias.cause',
    made("const e = new Error('e'); return [e, new Error('f', { cause: e })];"),
    [
      'array',
      [
        ['#', 1, ['error', { name: 'Error', message: 'e' }]],
        ['error', { name: 'Error', message: 'f', cause: again }],
      ],
    ],
  ],
  [
    'alias.shared-buffer',
    made('const b = new ArrayBuffer(4); return [new Uint16Array(b), new Uint8Array(b, 1, 2)];'),
    [
      'array',
      [
        ['view', 'Uint16Array', ['#', 1, ['array_buffer', '00000000']], 0, 2],
        ['view', 'Uint8Array', again, 1, 2],
      ],
    ],
  ],
  [
    'alias.view-and-its-buffer',
    made('const v = new Int8Array(2); return { v, b: v.buffer };'),
    [
      'object',
      [
        ['v', ['view', 'Int8Array', ['#', 1, ['array_buffer', '0000']], 0, 2]],
        ['b', again],
      ],
    ],
  ],
  [
    'alias.whole-bytes-and-their-buffer',
    made('const v = new Uint8Array(2); return [v, v.buffer];'),
    ['array', [['view', 'Uint8Array', ['#', 1, ['array_buffer', '0000']], 0, 2], again]],
  ],
  [
    'alias.whole-bytes-and-another-view',
    made('const v = new Uint8Array(2); return [new DataView(v.buffer), v];'),
    [
      'array',
      [
        ['view', 'DataView', ['#', 1, ['array_buffer', '0000']], 0, 2],
        ['view', 'Uint8Array', again, 0, 2],
      ],
    ],
  ],

  ['cycle.object', made('const o = {}; o.self = o; return o;'), ['#', 1, ['object', [['self', again]]]]],
  ['cycle.array', made('const a = []; a[0] = a; return a;'), ['#', 1, ['array', [again]]]],
  [
    'cycle.mutual',
    made("const a = { name: 'a' }; const b = { a }; a.b = b; return a;"),
    [
      '#',
      1,
      [
        'object',
        [
          ['name', text('a')],
          ['b', ['object', [['a', again]]]],
        ],
      ],
    ],
  ],
  [
    'cycle.below-the-top',
    made('const o = {}; o.self = o; return [o];'),
    ['array', [['#', 1, ['object', [['self', again]]]]]],
  ],
  ['cycle.map-value', made("const m = new Map(); m.set('m', m); return m;"), ['#', 1, ['map', [[text('m'), again]]]]],
  ['cycle.map-key', made('const m = new Map(); m.set(m, 1); return m;'), ['#', 1, ['map', [[again, one]]]]],
  ['cycle.set', made('const s = new Set(); s.add(s); return s;'), ['#', 1, ['set', [again]]]],
  [
    'cycle.cause',
    made("const e = new Error('e'); e.cause = e; Object.defineProperty(e, 'cause', { enumerable: false }); return e;"),
    ['#', 1, ['error', { name: 'Error', message: 'e', cause: again }]],
    { uncloned: true },
  ],
  [
    'cycle.property-of-an-array',
    made('const a = [1]; a.self = a; return a;'),
    ['#', 1, ['array', [one], { properties: [['self', again]] }]],
  ],
  [
    'cycle.list-both-ways',
    made('const a = {}; const b = { before: a }; const c = { before: b }; a.next = b; b.next = c; return [a, b, c];'),
    [
      'array',
      [
        ['#', 1, ['object', [['next', ['#', 2, middle]]]]],
        ['@', 2],
        ['@', 3],
      ],
    ],
  ],
];
