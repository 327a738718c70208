// A bounded run of the fuzzer, with another seed each time; tests/fuzz/codec.sh runs it for as long as it is told to.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fuzz, report } from './codec.js';

const runs = 1000;

it('the codec stands whatever is put into it', async () => {
  const seed = Date.now() % 2 ** 31;
  console.log(`codec fuzz: seed ${seed}`);
  const fuzzed = await fuzz({ runs, seed });
  console.log(report(fuzzed));
  assert.ok(fuzzed.executions >= 8 * runs);
});
