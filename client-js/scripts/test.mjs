// Runs the compiled tests, one file at a time: each may start processes of its own. `node scripts/test.mjs reach client/`
// runs those whose path has one of these in it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../dist/test/test/', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.test.js') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .map((name) => join(folder, name));
const flags = ['--disallow-code-generation-from-strings', '--disable-proto=delete'];
const run = spawnSync(
  process.execPath,
  [...flags, '--test', '--test-reporter=spec', '--test-concurrency=1', ...files],
  { stdio: 'inherit' },
);
process.exit(run.status ?? 1);
