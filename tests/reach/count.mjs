// Counts the attempts of a battery, and tells each that did not come to what it must.
//
//   node count.mjs FOLDER_OF_CASES FOLDER_OF_REPORTS

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [cases, reports] = process.argv.slice(2);

const expected = readdirSync(cases)
  .map((file) => JSON.parse(readFileSync(join(cases, file), 'utf8')))
  .flatMap((file) => file.cases.map(({ name }) => name));

const lines = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);

const passed = new Set(
  readdirSync(reports)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => lines(join(reports, name)))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ outcome }) => outcome === 'passed')
    .map((report) => report.case),
);

// The attempts are the subtests below the groups, so they are indented.
const attempts = lines(join(reports, 'attempts.tap'))
  .map((line) => /^ {4}(?<not>not )?ok [0-9]+ - (?<name>.*)$/.exec(line)?.groups)
  .filter((groups) => groups !== undefined);

const escapes = [
  ...expected.filter((name) => !passed.has(name)),
  ...attempts.filter((groups) => groups.not !== undefined).map(({ name }) => name),
  ...(attempts.length === 0 ? ['the attempts of attempts.test.mjs did not run'] : []),
];
for (const name of escapes) console.log(`escaped, or not refused as it must be: ${name}`);
console.log(`battery: ${expected.length + attempts.length} attempts, ${escapes.length} escapes`);
process.exit(escapes.length === 0 ? 0 : 1);
