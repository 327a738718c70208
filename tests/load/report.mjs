// Prints a line of a table for each of ghz's reports, and fails if any call failed or none was made.
//
//   node report.mjs REPORT.json …

import { readFileSync } from 'node:fs';

const milliseconds = (nanoseconds) => (nanoseconds / 1e6).toFixed(2);

function percentile(report, percentage) {
  return report.latencyDistribution?.find((entry) => entry.percentage === percentage)?.latency ?? NaN;
}

function failures(report) {
  const codes = Object.entries(report.statusCodeDistribution ?? {}).filter(([code]) => code !== 'OK');
  const errors = Object.keys(report.errorDistribution ?? {});
  return [...codes.map(([code, count]) => `${count} × ${code}`), ...errors];
}

let failed = 0;
console.log(`    ${'run'.padEnd(30)} ${'calls/s'.padStart(9)} ${'calls'.padStart(8)}   p50 ms   p95 ms   p99 ms   errors`);
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const wrong = failures(report);
  if (report.count === 0) wrong.push('no call was made');
  const columns = [
    report.name.padEnd(30),
    Math.round(report.rps).toString().padStart(9),
    report.count.toString().padStart(8),
    ...[50, 95, 99].map((p) => milliseconds(percentile(report, p)).padStart(8)),
    ` ${wrong.length === 0 ? 'none' : wrong.join('; ')}`,
  ];
  console.log(`    ${columns.join(' ')}`);
  if (wrong.length > 0) failed++;
}
const runs = process.argv.length - 2;
console.log(`${runs - failed} passed, ${failed} failed`);
process.exit(failed === 0 && runs > 0 ? 0 : 1);
