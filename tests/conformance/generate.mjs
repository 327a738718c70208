// Makes cases/*.json, and the modules that hold values, from the tables.
//
//   node tests/conformance/generate.mjs            writes them
//   node tests/conformance/generate.mjs --check    tells what differs, and fails if something does
//
// Each file of tables/ has a list of groups as its default export: { name, setting, cases }, with cases as
// `testCase` of lib/steps.mjs makes them. A group becomes the file cases/NAME.SETTING.json. A table may also export
// `modules`, a map from the name of a module to its text.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkCase } from './lib/check.mjs';
import { coverageFaults } from './lib/coverage.mjs';
import { needsOf } from './lib/needs.mjs';
import { allReasons } from './lib/steps.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

async function tables() {
  const files = readdirSync(join(here, 'tables')).filter((name) => name.endsWith('.mjs'));
  return Promise.all(files.sort().map((name) => import(new URL(`tables/${name}`, import.meta.url))));
}

function caseOf(group, { name, steps, needs, ...more }) {
  const plainSteps = JSON.parse(JSON.stringify(steps));
  const all = [...new Set([...needsOf(plainSteps), ...(needs ?? [])])].sort();
  return { name: `${group.name}.${name}`, ...more, ...(all.length > 0 ? { needs: all } : {}), steps: plainSteps };
}

// One case a line, so that a change of a case shows as a change of a line.
function fileOf({ setting }, cases) {
  return `{"setting": ${JSON.stringify(setting)}, "cases": [\n${cases.map((one) => JSON.stringify(one)).join(',\n')}\n]}\n`;
}

function settings() {
  return readdirSync(join(here, 'settings')).map((name) => name.replace(/\.flags$/, ''));
}

// The text of each generated file, by its path below this folder.
async function generated() {
  const files = new Map();
  const names = new Set();
  const known = settings();
  for (const table of await tables()) {
    for (const [name, content] of Object.entries(table.modules ?? {})) files.set(`modules/${name}`, content);
    for (const group of table.default) {
      if (!known.includes(group.setting)) throw new Error(`${group.name}: there is no setting '${group.setting}'`);
      const cases = group.cases.map((one) => caseOf(group, one));
      for (const one of cases) checkCase(one, names);
      const path = `cases/${group.name}.${group.setting}.json`;
      if (files.has(path)) throw new Error(`two groups are called ${group.name} in ${group.setting}`);
      files.set(path, fileOf(group, cases));
    }
  }
  return files;
}

function present(path) {
  try {
    return readFileSync(join(here, path), 'utf8');
  } catch {
    return undefined;
  }
}

const casesOnDisk = () => readdirSync(join(here, 'cases')).filter((name) => name.endsWith('.json'));

function write(files) {
  mkdirSync(join(here, 'cases'), { recursive: true });
  for (const name of casesOnDisk()) if (!files.has(`cases/${name}`)) rmSync(join(here, 'cases', name));
  for (const [path, content] of files) if (present(path) !== content) writeFileSync(join(here, path), content);
}

// What a new generation would change, in words.
function differences(files) {
  const left = casesOnDisk().filter((name) => !files.has(`cases/${name}`));
  const changed = [...files].filter(([path, content]) => present(path) !== content);
  return [...left.map((name) => `cases/${name} has no table`), ...changed.map(([path]) => `${path} differs`)];
}

const casesIn = (files) =>
  [...files].filter(([path]) => path.startsWith('cases/')).flatMap(([, content]) => JSON.parse(content).cases);

// What is wrong with the tables, or with what was made from them before.
function faultsIn(files) {
  const stale = process.argv.includes('--check') ? differences(files) : [];
  const hint = stale.length > 0 ? ['run node tests/conformance/generate.mjs, and commit what it writes'] : [];
  return [...coverageFaults(allReasons, casesIn(files)), ...stale, ...hint];
}

const files = await generated();
if (!process.argv.includes('--check')) write(files);
for (const fault of faultsIn(files)) {
  console.error(fault);
  process.exitCode = 1;
}
const caseFiles = [...files.keys()].filter((path) => path.startsWith('cases/'));
console.log(`${casesIn(files).length} cases in ${caseFiles.length} files`);
