// Fuzzes the worker's codec.
//
//   node codec.js [--runs N | --minutes N] [--seed N]
//
// Without --minutes, each property is tried N times; with it, they take turns until the time is over. A failure says
// which property, which seed, and the smallest input that was found; the exit code is then 1.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { properties, type Property, type Seeds } from './properties.js';
import { readSeeds } from './seeds.js';

// How many inputs a property tries before the next has its turn.
const turn = 500;

export interface Fuzzed {
  executions: number;
  seed: number;
}

// Throws at the first failure.
export async function fuzz({ runs, minutes, seed }: { runs: number; minutes?: number; seed: number }): Promise<Fuzzed> {
  const seeds = await readSeeds();
  const tried = properties(seeds);
  const end = minutes === undefined ? undefined : performance.now() + minutes * 60_000;
  let executions = 0;
  for (let round = 0; end === undefined ? round === 0 : round === 0 || performance.now() < end; round++) {
    const count = end === undefined ? runs : turn;
    for (const property of tried) executions += check(property, seeds, seed + round, count, round === 0);
  }
  return { executions, seed };
}

function check(property: Property, seeds: Seeds, seed: number, runs: number, withSeeds: boolean): number {
  let executions = 0;
  const examples = withSeeds ? property.seeds(seeds).map((input): [unknown] => [input]) : [];
  const holds = property.holds as (input: unknown) => void;
  const counted = fc.property(property.arbitrary, (input) => {
    executions++;
    holds(input);
  });
  try {
    fc.assert(counted, { seed, numRuns: runs + examples.length, examples });
  } catch (error) {
    throw new Error(`${property.name}: ${(error as Error).message}`, { cause: error });
  }
  return executions;
}

export function report({ executions, seed }: Fuzzed): string {
  return `codec fuzz: ${executions} executions, seed ${seed}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, minutes: { type: 'string' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  console.log(`codec fuzz: seed ${seed}`);
  const minutes = values.minutes === undefined ? {} : { minutes: Number(values.minutes) };
  console.log(report(await fuzz({ runs: Number(values.runs ?? 2000), ...minutes, seed })));
}

if (fileURLToPath(import.meta.url) === process.argv[1]) await main();
