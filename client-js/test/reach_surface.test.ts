// What `--explain-reach` prints, and what `--check` makes of it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Reach } from '#dist/reach/reach.js';
import { Specifiers } from '#dist/reach/specifiers.js';
import { compare } from '#dist/worker/explain/check.js';
import { explain } from '#dist/worker/explain/explain.js';
import { report } from '#dist/worker/explain/report.js';
import { Exposed } from '#dist/worker/exposed.js';
import { Loader } from '#dist/worker/loader.js';
import { importWrapped } from '#dist/worker/worker.js';
import { fixtures, hookLoader } from './support/local.js';

const bin = fileURLToPath(new URL('../../worker/bin.js', import.meta.url));
const folder = join(fixtures, 'explained');
const work = mkdtempSync(join(tmpdir(), 'explained-'));

function run(root: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, '--explain-reach', '--root', root, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

// The columns of the report's lines, one member a row.
function rows(report: string): string[][] {
  return report
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().split(/ {2,}/));
}

const expected = [
  ['(module)', 'IMPORT', 'it does not load (RangeError); what it exports is not known'],
  ['(module)', 'IMPORT', 'a file below the root'],
  ['Shop', 'CONSTRUCT GET', 'exported'],
  ['Shop#items', 'GET', 'field in jsinterop.fields'],
  ['Shop#lazy', 'GET', 'accessor of a class'],
  ['Shop#level', 'GET SET', 'accessor of a class'],
  ['Shop#sell', 'CALL GET', 'method of a class'],
  ['Shop.open', 'CALL GET', 'static member'],
  ['byName', 'GET', 'exported'],
  ['byName.<Map>', 'CALL GET', 'readers: entries forEach get has keys size values'],
  ['byName.get()', 'GET', 'element'],
  ['byName.get().items', 'GET', 'field in jsinterop.fields'],
  ['byName.get().items.*', 'GET', 'element'],
  ['byName.get().items.*.sku', 'GET', 'member of a plain object'],
];

describe('what clients reach', () => {
  const { status, stdout, stderr } = run(folder);

  it('is told by module and member', () => {
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line !== '' && !line.startsWith(' ')),
      ['./broken.js', './shop.js', './sub/other.mjs'],
    );
    for (const row of expected) {
      assert.ok(
        rows(stdout).some((found) => JSON.stringify(found) === JSON.stringify(row)),
        `${row.join(', ')} is not in\n${stdout}`,
      );
    }
  });

  it('has nothing that calls are refused', () => {
    const paths = rows(stdout).map(([path]) => path!);
    for (const part of [
      'db',
      'config',
      'runtime',
      '_events',
      'emit',
      'constructor',
      'prototype',
      '__proto__',
      'then',
    ]) {
      assert.deepEqual(
        paths.filter((path) => path.split(/[.#]/).includes(part)),
        [],
      );
    }
  });

  it('stops at what it has been at', () => {
    assert.ok(rows(stdout).some((row) => row.join() === 'settings.self.*,GET,as settings'));
  });

  it('is not mixed with what modules print', () => {
    assert.doesNotMatch(stdout, /prints/);
    assert.match(stderr, /a module prints while it loads/);
  });

  it('quotes odd names', () => {
    assert.match(stdout, /^ {2}"odd\.two words" +GET /m);
  });

  it('is more in open mode', () => {
    const open = rows(run(folder, '--reach', 'open').stdout);
    assert.ok(open.some(([path, verbs]) => path === 'settings.theme.name' && verbs === 'GET SET'));
    assert.ok(open.some((row) => row.join() === 'byName.get().db,GET,field, in open mode'));
    assert.ok(open.some(([path]) => path === 'byName.get().db.url'));
  });

  it('tells what is refused, where that is asked for', () => {
    const refused = rows(run(folder, '--refused').stdout).filter(([, verbs]) => verbs === 'refused');
    const reasons = new Map(refused.map(([path, , why]) => [path, why]));
    assert.equal(reasons.get('runtime'), 'never given to clients');
    assert.equal(reasons.get('wrapped.*'), 'a Proxy');
    assert.equal(reasons.get('Shop.config'), 'field with an object, not in jsinterop.fields');
  });

  it('has the exposed names', () => {
    const { stdout } = run(folder, '--preload', join(fixtures, 'preload.js'));
    assert.match(stdout, /^\(exposed names\)\n(?: {2}.*\n)* {2}greet +CALL/m);
  });

  it('is JSON where that is asked for', () => {
    const sections = JSON.parse(run(folder, '--json').stdout) as { module: string }[];
    assert.deepEqual(
      sections.map(({ module }) => module),
      ['./broken.js', './shop.js', './sub/other.mjs'],
    );
  });

  it('is found in a tree that links to itself', () => {
    const root = mkdtempSync(join(work, 'loop-'));
    cpSync(join(folder, 'sub'), root, { recursive: true });
    symlinkSync(root, join(root, 'again'));
    assert.match(run(root).stdout, /^\.\/other\.mjs$/m);
  });
});

// What is told of each module of a root, on a Node that does not load TypeScript.
async function explained(root: string, patience: () => Promise<'over'>) {
  const specifiers = new Specifiers(root, []);
  const loader = new Loader(specifiers, root, importWrapped, false);
  const exposed = new Exposed();
  const reach = new Reach('strict');
  const sections = await explain({ reach, specifiers, loader, exposed, root, packages: [], patience });
  return sections.map(({ module, entries }) => [module, entries[0]?.why]);
}

describe('a module that never loads', () => {
  it('is given up after its time, and the others are told', async () => {
    hookLoader();
    const root = mkdtempSync(join(work, 'never-'));
    for (const name of ['never_loads.js', 'math.js']) cpSync(join(fixtures, name), join(root, name));
    let asked = 0;
    const patience = () => (++asked === 2 ? Promise.resolve('over' as const) : new Promise<'over'>(() => {}));
    assert.deepEqual(await explained(root, patience), [
      ['./math.js', 'a file below the root'],
      ['./never_loads.js', 'it takes too long to load; what it exports is not known'],
    ]);
  });
});

describe('a module in TypeScript', () => {
  it('says where Node does not load it, and what to do', async () => {
    hookLoader();
    const root = mkdtempSync(join(work, 'typed-'));
    cpSync(join(fixtures, 'typed.ts'), join(root, 'typed.ts'));
    const [told] = await explained(root, () => new Promise(() => {}));
    const [, why] = told!;
    assert.match(why!, /^it does not load \(UNSUPPORTED: '\.\/typed\.ts' is TypeScript, which .* Node 22\.18 or newer/);
    assert.match(why!, /compile the module to JavaScript\.\); what it exports is not known$/);
    const file = join(work, 'typed.txt');
    const entries = [{ path: '(module)', verbs: ['IMPORT' as const], why: why! }];
    const sections = [{ module: './typed.ts', entries }];
    writeFileSync(file, report(sections, { check: undefined, json: false, refused: false }));
    assert.deepEqual(compare(sections, file), { grown: [], shrunk: [] });
  });
});

describe('a check', () => {
  const root = mkdtempSync(join(work, 'root-'));
  cpSync(folder, root, { recursive: true });
  const file = join(work, 'reach.txt');
  const json = join(work, 'reach.json');
  writeFileSync(file, run(root).stdout);
  writeFileSync(json, run(root, '--json').stdout);
  const shop = join(root, 'shop.js');
  const before = readFileSync(shop, 'utf8');

  it('passes where nothing has changed, in either form', () => {
    for (const earlier of [file, json]) {
      const { status, stdout, stderr } = run(root, '--check', earlier);
      assert.equal(status, 0, stderr);
      assert.equal(stdout, '');
    }
  });

  it('fails where clients reach more, and says what', () => {
    writeFileSync(shop, before.replace('sell() {}', 'sell() {}\n  giveAway() {}'));
    const { status, stderr } = run(root, '--check', file);
    assert.equal(status, 1);
    assert.match(stderr, /^ *\+ \.\/shop\.js {2}Shop#giveAway {2}CALL {2}\(method of a class\)$/m);
    assert.match(stderr, /write the file anew/);
  });

  it('fails where a member can do more than it could', () => {
    writeFileSync(shop, before.replace('get lazy()', 'set lazy(value) {}\n  get lazy()'));
    const { status, stderr } = run(root, '--check', file);
    assert.equal(status, 1);
    assert.match(stderr, /\+ \.\/shop\.js {2}Shop#lazy {2}SET/);
  });

  it('fails where there is another module', () => {
    writeFileSync(shop, before);
    writeFileSync(join(root, 'added.js'), '');
    assert.equal(run(root, '--check', file).status, 1);
  });

  it('fails where a module is not known any more', () => {
    const other = mkdtempSync(join(work, 'other-'));
    cpSync(folder, other, { recursive: true });
    writeFileSync(join(other, 'shop.js'), 'throw 1;');
    const { status, stderr } = run(other, '--check', file);
    assert.equal(status, 1);
    assert.match(stderr, /not known/);
  });

  it('passes where clients reach less, and says so', () => {
    const less = mkdtempSync(join(work, 'less-'));
    cpSync(folder, less, { recursive: true });
    writeFileSync(join(less, 'shop.js'), before.replace('sell() {}', ''));
    const { status, stderr } = run(less, '--check', file);
    assert.equal(status, 0);
    assert.match(stderr, /- \.\/shop\.js {2}Shop#sell {2}CALL/);
  });

  it('fails where a module ends the process', () => {
    const leaving = mkdtempSync(join(work, 'leaving-'));
    cpSync(folder, leaving, { recursive: true });
    writeFileSync(join(leaving, 'leaves.js'), 'process.exit(0);');
    const { status, stderr } = run(leaving, '--check', file);
    assert.equal(status, 1);
    assert.match(stderr, /a module ended the process/);
  });

  it('ends with 2 for a file that is none', () => {
    assert.equal(run(root, '--check', join(work, 'absent.txt')).status, 2);
    writeFileSync(join(work, 'bad.txt'), './a.js\n  what is this\n');
    const { status, stderr } = run(root, '--check', join(work, 'bad.txt'));
    assert.equal(status, 2);
    assert.match(stderr, /is not a report/);
  });

  it('goes with --explain-reach only', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [bin, '--root', root, '--broker', 'unix:/x', '--check', file],
      {
        encoding: 'utf8',
      },
    );
    assert.equal(status, 2);
    assert.match(stderr, /go with --explain-reach/);
  });
});
