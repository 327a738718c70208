// The summary must not be green when something is missing.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'summary-'));
after(() => rmSync(folder, { recursive: true }));

const cases = join(folder, 'cases');
mkdirSync(cases);
const content = { setting: 'strict', cases: [{ name: 'one.a' }, { name: 'one.b' }, { name: 'two.a' }] };
writeFileSync(join(cases, 'all.json'), JSON.stringify(content));

// What the summary says of the reports, each a list of [case, outcome, reason].
function summaryOf(reports) {
  for (const [runner, lines] of Object.entries(reports)) {
    const written = lines.map(([name, outcome, reason]) => JSON.stringify({ case: name, outcome, reason }));
    writeFileSync(join(folder, `${runner}.strict.jsonl`), written.join('\n'));
  }
  const script = new URL('../summary.mjs', import.meta.url).pathname;
  const { status, stdout } = spawnSync('node', [script, cases, folder, ...Object.keys(reports)], { encoding: 'utf8' });
  return { status, stdout };
}

const passed = ['one.a', 'one.b', 'two.a'].map((name) => [name, 'passed']);
const but = (...line) => passed.map((one) => (one[0] === line[0] ? line : one));

test('all passed', () => {
  const { status, stdout } = summaryOf({ node: passed, go: passed });
  assert.equal(status, 0);
  assert.match(stdout, /^all +3 +3\/0\/0 +3\/0\/0$/m);
  assert.match(stdout, /^conformance: 3 cases × 2 runners \(node, go\): 6 passed, 0 failed, 0 skipped$/m);
});

test('a skip is named with its reason', () => {
  const { status, stdout } = summaryOf({ node: passed, go: but('one.b', 'skipped', 'no bigints') });
  assert.equal(status, 0);
  assert.match(stdout, /^go skipped 1: no bigints\n {4}one\.b$/m);
});

for (const [what, reports, said] of [
  ['a failure', { node: but('one.a', 'failed', 'because') }, /^node failed one.a: because$/m],
  ['a skip without a reason', { node: passed, go: but('one.a', 'skipped') }, /^go skipped one.a without a reason$/m],
  ['a case that nobody passed', { node: but('one.a', 'skipped', 'r') }, /^no runner passed one.a$/m],
  [
    'a case of which nothing is said',
    { node: passed, go: passed.slice(1) },
    /^go said nothing of 1 cases, first one.a$/m,
  ],
  ['a report that is not there', { node: passed, absent: [] }, /^absent said nothing of 3 cases/m],
  ['an unknown outcome', { node: passed, go: but('one.a', 'fine') }, /^go said 'fine' of one.a$/m],
]) {
  test(`${what} is a fault`, () => {
    const { status, stdout } = summaryOf(reports);
    assert.equal(status, 1);
    assert.match(stdout, said);
  });
}
