// What the client is made of: nothing of the worker's comes along.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { it } from 'node:test';
import { packageFolder } from '../support/process.js';

const dist = join(packageFolder, 'dist');

// The files that a file imports, directly or through others.
function closure(start: string): Set<string> {
  const found = new Set([start]);
  for (const file of found) {
    const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) [^;]*?from '(\.[^']*)';$/gm);
    for (const [, specifier] of imports) found.add(resolve(file, '..', specifier!));
  }
  return found;
}

it('the client uses the codec, and no part of the worker', () => {
  const rooms = new Set(
    [...closure(join(dist, 'client', 'index.js'))].map((file) => relative(dist, file).split('/')[0]),
  );
  assert.deepEqual([...rooms].sort(), ['client', 'errors.js', 'gen', 'intrinsics.js', 'values', 'wire']);
});
