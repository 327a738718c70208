// Compares ghz's reports of two servers, round by round.
//
//   node summary.mjs FOLDER     with files SERVER-SHAPE-ROUND.json, and SERVER-SHAPE-ROUND.cpu: microseconds of CPU
//                               that the server's processes used meanwhile

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const shapes = { loaded: '50 calls at a time', serial: 'one call at a time' };

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function rounds(server, shape) {
  const files = readdirSync(folder).filter((name) => name.startsWith(`${server}-${shape}-`) && name.endsWith('.json'));
  return files.map((name) => {
    const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const failed = Object.entries(report.statusCodeDistribution).filter(([code]) => code !== 'OK');
    if (failed.length > 0 || report.count === 0) throw new Error(`${name}: calls failed: ${JSON.stringify(failed)}`);
    const cpu = Number(readFileSync(join(folder, name.replace('.json', '.cpu')), 'utf8'));
    return {
      rate: report.rps,
      p50: report.latencyDistribution.find(({ percentage }) => percentage === 50).latency / 1000,
      p99: report.latencyDistribution.find(({ percentage }) => percentage === 99).latency / 1000,
      cpu: cpu / report.count,
    };
  });
}

function row(name, all) {
  const of = (field) => Math.round(median(all.map((round) => round[field])));
  const rates = all.map(({ rate }) => Math.round(rate));
  const spread = `${Math.min(...rates)}–${Math.max(...rates)}`;
  console.log(
    `  ${name.padEnd(22)} ${String(of('rate')).padStart(8)} ${spread.padStart(14)} ${String(of('p50')).padStart(8)} ` +
      `${String(of('p99')).padStart(8)} ${String(of('cpu')).padStart(10)}`,
  );
  return { rate: median(all.map(({ rate }) => rate)), p50: median(all.map(({ p50 }) => p50)) };
}

for (const [shape, title] of Object.entries(shapes)) {
  const ours = rounds('jsinterop', shape);
  console.log(`\n${title}, medians of ${ours.length} rounds`);
  console.log(`  ${''.padEnd(22)} ${'calls/s'.padStart(8)} ${'least–most'.padStart(14)}   p50 µs   p99 µs  CPU µs/call`);
  const a = row('jsinterop, 1 worker', ours);
  const b = row('hand-written grpc-js', rounds('peer', shape));
  console.log(`  ratio of medians: ${(a.rate / b.rate).toFixed(2)} in calls/s, ${(a.p50 / b.p50).toFixed(2)} in p50`);
}
