// Plays the cases of one setting and reports on each; README.md of the suite tells how.

import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Clients } from './client_steps.mjs';
import { differenceOf, show } from './compare.mjs';
import { Protocol } from './protocol_steps.mjs';

const text = { type: 'string' };
const { values: options } = parseArgs({ options: { target: text, setting: text, cases: text, report: text } });

// Bounds for what takes real time; nothing waits longer than it must.
const eventuallyMillis = 10_000;
const pauseMillis = 20;

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

function casesOfSetting() {
  const files = readdirSync(options.cases).filter((name) => name.endsWith('.json'));
  const parsed = files.sort().map((name) => JSON.parse(readFileSync(join(options.cases, name), 'utf8')));
  return parsed.filter(({ setting }) => setting === options.setting).flatMap(({ cases }) => cases);
}

// Plays a step until its outcome is the expected one; gives what differs at the last try, if something does.
async function played(step, player) {
  const end = Date.now() + (step.eventually ? eventuallyMillis : 0);
  for (;;) {
    const outcome = await player.play(step);
    const difference = differenceOf(outcome, step.expect);
    if (difference === undefined) {
      await player.keep(step, outcome);
      return undefined;
    }
    if (Date.now() >= end) return difference;
    await pause(pauseMillis);
  }
}

async function verdictOn({ steps }, players) {
  const player = 'rpc' in steps[0] ? players.protocol.begin() : players.clients.begin();
  try {
    for (const [index, step] of steps.entries()) {
      const difference = await played(step, player);
      if (difference !== undefined) return { outcome: 'failed', reason: `step ${index + 1}: ${difference}` };
    }
    return { outcome: 'passed' };
  } catch (error) {
    if (error?.skip !== undefined) return { outcome: 'skipped', reason: error.skip };
    return { outcome: 'failed', reason: `the runner stumbled: ${show(error?.stack ?? error)}` };
  } finally {
    await player.end();
  }
}

async function main() {
  const players = { protocol: new Protocol(options.target), clients: new Clients(options.target) };
  let failed = 0;
  writeFileSync(options.report, '');
  for (const one of casesOfSetting()) {
    const verdict = await verdictOn(one, players);
    if (verdict.outcome === 'failed') failed++;
    appendFileSync(options.report, `${JSON.stringify({ case: one.name, ...verdict })}\n`);
  }
  players.protocol.close();
  await players.clients.close();
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
