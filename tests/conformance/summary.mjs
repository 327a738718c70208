// Counts what the runners reported: node summary.mjs CASES REPORTS RUNNER…
//
// Fails if a case failed, if no runner passed it, or if a runner reported fewer cases than there are.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [casesFolder, reports, ...runners] = process.argv.slice(2);
const outcomes = ['passed', 'failed', 'skipped'];

// All cases: { name, group, setting }, the group being the first word of the name.
function allCases() {
  const files = readdirSync(casesFolder).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((file) => {
    const { setting, cases } = JSON.parse(readFileSync(join(casesFolder, file), 'utf8'));
    return cases.map(({ name }) => ({ name, group: name.slice(0, name.indexOf('.')), setting }));
  });
}

// What a runner said, by the name of the case.
function verdictsOf(runner, settings) {
  const verdicts = new Map();
  for (const setting of settings) {
    for (const line of linesOf(join(reports, `${runner}.${setting}.jsonl`))) {
      const verdict = JSON.parse(line);
      verdicts.set(verdict.case, verdict);
    }
  }
  return verdicts;
}

function linesOf(file) {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

const count = (items, keyOf) => {
  const counts = new Map();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
};

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const padded = (cell, column) =>
    column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column]);
  for (const row of rows) console.log(row.map(padded).join('  '));
}

// Passed, failed and skipped of each runner, group by group.
function showCounts(cases, byRunner) {
  const cell = (verdicts, names) => {
    const counts = count(names, (name) => verdicts.get(name)?.outcome ?? 'missing');
    return [...outcomes, 'missing']
      .map((outcome) => counts.get(outcome) ?? 0)
      .join('/')
      .replace(/\/0$/, '');
  };
  const groups = [...new Set(cases.map(({ group }) => group))];
  const rowFor = (title, names) => [title, names.length, ...runners.map((runner) => cell(byRunner.get(runner), names))];
  const namesIn = (group) => cases.filter((one) => one.group === group).map(({ name }) => name);
  table([
    ['passed/failed/skipped', 'cases', ...runners],
    ...groups.map((group) => rowFor(group, namesIn(group))),
    rowFor(
      'all',
      cases.map(({ name }) => name),
    ),
  ]);
}

// Every skipped case by its name, below its reason.
function showSkips(byRunner) {
  for (const [runner, verdicts] of byRunner) {
    const byReason = new Map();
    for (const { case: name, outcome, reason = '' } of verdicts.values()) {
      if (outcome === 'skipped') byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
    }
    for (const [reason, names] of byReason) {
      console.log(`${runner} skipped ${names.length}: ${reason}`);
      for (const name of names) console.log(`    ${name}`);
    }
  }
}

// Everything that must not be, in words.
function faultsOf(cases, byRunner) {
  const faults = [];
  for (const [runner, verdicts] of byRunner) {
    const missing = cases.filter(({ name }) => !verdicts.has(name));
    if (missing.length > 0) faults.push(`${runner} said nothing of ${missing.length} cases, first ${missing[0].name}`);
    for (const { case: name, outcome, reason } of verdicts.values()) {
      if (outcome === 'failed') faults.push(`${runner} failed ${name}: ${reason}`);
      else if (!outcomes.includes(outcome)) faults.push(`${runner} said '${outcome}' of ${name}`);
      else if (outcome === 'skipped' && !reason) faults.push(`${runner} skipped ${name} without a reason`);
    }
  }
  const passedBySome = (name) => [...byRunner.values()].some((verdicts) => verdicts.get(name)?.outcome === 'passed');
  const lonely = cases.filter(({ name }) => !passedBySome(name));
  return [...faults, ...lonely.map(({ name }) => `no runner passed ${name}`)];
}

const cases = allCases();
const settings = [...new Set(cases.map(({ setting }) => setting))];
const byRunner = new Map(runners.map((runner) => [runner, verdictsOf(runner, settings)]));
showCounts(cases, byRunner);
showSkips(byRunner);
const faults = faultsOf(cases, byRunner);
for (const fault of faults) console.log(fault);

const all = [...byRunner.values()].flatMap((verdicts) => [...verdicts.values()]);
const counts = count(all, ({ outcome }) => outcome);
const said = outcomes.map((outcome) => `${counts.get(outcome) ?? 0} ${outcome}`).join(', ');
console.log(`conformance: ${cases.length} cases × ${runners.length} runners (${runners.join(', ')}): ${said}`);
process.exitCode = faults.length === 0 ? 0 : 1;
