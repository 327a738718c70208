// A comparison that lets everything pass would make every case pass.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differenceOf, matches } from '../runners/node/compare.mjs';

const holds = (outcome, expect) => assert.equal(differenceOf(outcome, expect), undefined);
const differs = (outcome, expect) => assert.match(differenceOf(outcome, expect), /^expected .*, got /);

const values = [
  [
    ['number', '0'],
    ['number', '-0'],
  ],
  [
    ['number', '1'],
    ['number', '2'],
  ],
  [
    ['number', '1'],
    ['string', '1'],
  ],
  [['undefined'], ['null']],
  [
    ['string', 'a'],
    ['string', 'A'],
  ],
  [
    ['array', []],
    ['object', []],
  ],
  [
    ['array', [['null']]],
    ['array', []],
  ],
  [
    ['array', [], { length: 2 }],
    ['array', []],
  ],
  [
    ['array', []],
    ['array', [], { length: 2 }],
  ],
  [
    ['array', [], { length: 2 }],
    ['array', [], { length: 3 }],
  ],
  [
    [
      'object',
      [
        ['a', ['null']],
        ['b', ['null']],
      ],
    ],
    [
      'object',
      [
        ['b', ['null']],
        ['a', ['null']],
      ],
    ],
  ],
  [
    ['object', [['a', ['number', '0']]]],
    ['object', [['a', ['number', '-0']]]],
  ],
  [
    ['error', { name: 'Error' }],
    ['error', { name: 'Error', message: '' }],
  ],
  [
    ['error', { name: 'Error', message: '' }],
    ['error', { name: 'Error' }],
  ],
  [
    ['view', 'Int8Array', ['array_buffer', '00'], 0, 1],
    ['view', 'Int8Array', ['array_buffer', '00'], 0, 0],
  ],
  [
    [
      'array',
      [
        ['#', 1, ['object', []]],
        ['@', 1],
      ],
    ],
    [
      'array',
      [
        ['object', []],
        ['object', []],
      ],
    ],
  ],
  [
    ['reference', { kind: 'OBJECT', class_name: 'A' }],
    ['reference', { class_name: 'B' }],
  ],
];

test('values that differ', () => {
  for (const [found, wanted] of values) differs({ value: found }, { value: wanted });
});

test('values that are the same', () => {
  for (const [found] of values) holds({ value: found }, { value: found });
  holds({ value: ['number', '1e+21'] }, { value: ['number', '1e21'] });
  holds({ value: ['number', 'NaN'] }, { value: ['number', 'NaN'] });
  holds({ value: ['reference', { kind: 'OBJECT', class_name: 'A' }] }, { value: ['reference', { kind: 'OBJECT' }] });
});

test('one outcome is not another', () => {
  const outcomes = [
    { value: ['null'] },
    { reference: {} },
    { completed: true },
    { exception: { stack: '' } },
    { error: { code: 'NOT_FOUND', message: '' } },
    { response: {} },
  ];
  for (const outcome of outcomes) {
    for (const expect of outcomes) if (outcome !== expect) differs(outcome, expect);
  }
});

test('without an expectation, success is expected', () => {
  holds({ value: ['null'] }, undefined);
  differs({ error: { code: 'NOT_FOUND' } }, undefined);
  differs({ exception: { message: '' } }, undefined);
});

test('errors', () => {
  const error = { code: 'NOT_FOUND', reason: 'MEMBER_NOT_FOUND', executed: 'NO', message: "Could not find 'a'." };
  holds({ error }, { error: { reason: 'MEMBER_NOT_FOUND' } });
  holds({ error }, { error: { messageHas: "'a'" } });
  differs({ error }, { error: { message: 'Could not find' } });
  differs({ error }, { error: { messageHas: "'b'" } });
  for (const key of ['code', 'reason', 'executed', 'field']) differs({ error }, { error: { [key]: 'OTHER' } });
});

test('exceptions', () => {
  const inner = { name: 'B', message: 'b', errors: [], properties: [], stack: '' };
  const exception = {
    name: 'A',
    message: 'a',
    stack: 'A: a\n at x.js',
    cause: inner,
    errors: [inner],
    properties: [['k', ['null']]],
  };
  holds(
    { exception },
    { exception: { name: 'A', stackHas: 'x.js', stackHasNot: 'y.js', cause: { message: 'b', cause: null } } },
  );
  for (const wanted of [
    { name: 'B' },
    { stackHas: 'y.js' },
    { stackHasNot: 'x.js' },
    { cause: null },
    { cause: { message: 'c' } },
    { errors: [] },
    { errors: [{ message: 'c' }] },
    { properties: [] },
    { properties: [['k', ['undefined']]] },
    { thrown: ['undefined'] },
    { truncated: true },
  ]) {
    differs({ exception }, { exception: wanted });
  }
});

test('exports, all and in order', () => {
  const exports = [
    ['a', 'FUNCTION'],
    ['b', 'CLASS'],
  ];
  holds({ exports }, { exports });
  differs({ exports }, { exports: exports.slice(1) });
  differs({ exports }, { exports: [...exports].reverse() });
});

test('patterns', () => {
  for (const [found, pattern] of [
    [{ a: 1, b: 2 }, { a: 1 }],
    [{}, { a: null }],
    [{ a: 'x' }, { a: '*' }],
    [{ a: [1, 2] }, { a: [1, 2] }],
    ['5s', '4s..5s'],
    ['4.500s', '4s..5s'],
  ]) {
    assert.ok(matches(found, pattern), JSON.stringify([found, pattern]));
  }
  for (const [found, pattern] of [
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: '1' }],
    [{ a: 1 }, { a: null }],
    [{}, { a: '*' }],
    [{}, { a: {} }],
    [{ a: [1, 2] }, { a: [1] }],
    [{ a: [1] }, { a: [1, 2] }],
    ['5.001s', '4s..5s'],
    ['3.999s', '4s..5s'],
    [undefined, '4s..5s'],
  ]) {
    assert.ok(!matches(found, pattern), JSON.stringify([found, pattern]));
  }
});
