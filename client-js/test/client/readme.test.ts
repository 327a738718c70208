// The programs in the READMEs do what they say: each runs as it stands, and prints what its comments tell.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { text } from 'node:stream/consumers';
import ts from 'typescript';
import { examples, packageFolder } from '../support/process.js';
import { noBroker, RealBroker } from '../support/real_broker.js';

const written = "connect('127.0.0.1:7543')";

function programsOf(file: string): string[] {
  const blocks = readFileSync(file, 'utf8').matchAll(/^```js\n([^]*?)^```$/gm);
  return [...blocks].map(([, code]) => code!).filter((code) => code.includes(written));
}

// What the comments behind console.log say.
function promised(program: string): string {
  return [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => `${line}\n`).join('');
}

async function run(program: string, address: string): Promise<{ stdout: string; stderr: string }> {
  const { outputText } = ts.transpileModule(program.replace(written, `connect('${address}')`), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const child = spawn(process.execPath, ['--input-type=module', '--eval', outputText], { cwd: packageFolder });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

describe('the programs of', { skip: noBroker }, () => {
  const broker = new RealBroker(examples);
  before(() => broker.start());
  after(() => broker.end());

  for (const [name, count] of [
    ['client-js/README.md', 4],
    ['README.md', 1],
  ] as const) {
    it(name, async () => {
      const programs = programsOf(join(packageFolder, '..', name));
      assert.equal(programs.length, count);
      for (const program of programs) {
        assert.notEqual(promised(program), '');
        assert.deepEqual(await run(program, broker.address), { stdout: promised(program), stderr: '' }, program);
      }
    });
  }
});
