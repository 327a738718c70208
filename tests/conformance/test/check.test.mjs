// Cases that are not as README.md says never reach a runner.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCase } from '../lib/check.mjs';
import { coverageFaults } from '../lib/coverage.mjs';
import { needsOf } from '../lib/needs.mjs';

const good = { name: 'a.b', steps: [{ invoke: { module: './m.js' }, expect: { value: ['null'] } }] };
const call = (more) => ({ invoke: { module: './m.js' }, expect: { value: ['null'] }, ...more });

test('a good case', () => checkCase(good, new Set()));

for (const [what, one] of [
  ['no steps', { ...good, steps: [] }],
  ['nothing expected', { ...good, steps: [{ invoke: { module: './m.js' } }] }],
  ['a strange name', { ...good, name: 'A b' }],
  ['two verbs', { ...good, steps: [call({ dispose: 'x' })] }],
  ['no verb', { ...good, steps: [{ expect: { value: ['null'] } }] }],
  ['an unknown key', { ...good, steps: [call({ what: 1 })] }],
  ['two outcomes', { ...good, steps: [call({ expect: { value: ['null'], completed: true } })] }],
  ['an unknown outcome', { ...good, steps: [call({ expect: { result: 1 } })] }],
  ['an unknown target', { ...good, steps: [call({ invoke: { target: 'x' } })] }],
  [
    'an unknown argument',
    { ...good, steps: [call({ invoke: { module: './m.js', arguments: [['reference', 'x']] } })] },
  ],
  ['two targets', { ...good, steps: [call({ invoke: { module: './m.js', target: 'x' } })] }],
  ['an unknown option of a call', { ...good, steps: [call({ invoke: { module: './m.js', lease: 'x' } })] }],
  ['a name for a failure', { ...good, steps: [call({ as: 'x', expect: { error: {} } })] }],
  ['clients and protocol mixed', { ...good, steps: [call({}), { rpc: 'Invoke', request: {} }] }],
  ['request and bytes', { ...good, steps: [{ rpc: 'Invoke', request: {}, bytes: '', expect: { error: {} } }] }],
]) {
  test(`${what} is refused`, () => assert.throws(() => checkCase(one, new Set())));
}

test('a name stands once', () => assert.throws(() => checkCase(good, new Set(['a.b']))));

test('what a case needs is found in its values', () => {
  const map = [
    'map',
    [
      [
        ['bigint', '1'],
        ['array', [['hole'], ['undefined']]],
      ],
    ],
  ];
  assert.deepEqual(needsOf([call({ expect: { value: map } })]), ['bigint', 'holes', 'map', 'map-keys', 'undefined']);
  assert.deepEqual(needsOf([call({ invoke: {} })]), ['exposed']);
  const nested = call({ invoke: { module: './m.js', arguments: [['array', [['reference', 'r']]]] } });
  assert.deepEqual(needsOf([nested]), ['reference-in-value']);
});

test('a reason that no case shows is a fault', () => {
  assert.ok(coverageFaults(['DISPOSED'], []).includes('no case shows the reason DISPOSED'));
  const shown = { steps: [{ expect: { error: { reason: 'DISPOSED' } } }] };
  assert.ok(!coverageFaults(['DISPOSED'], [shown]).includes('no case shows the reason DISPOSED'));
});
