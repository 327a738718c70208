// Where errors of compiled modules come from.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import typescript from 'typescript';
import { stackCleaner } from '#dist/values/stack.js';
import { SourceMaps } from '#dist/worker/source_maps.js';
import { Broker } from './support/broker.js';
import { invoke } from './support/calls.js';
import { WorkerProcess } from './support/process.js';

// Two lines become one, so that no place is where it was.
const source = `// A comment that is gone.
interface Shape { size: number }

export function fail(shape: Shape = { size: 1 }): never {
  throw new Error(\`size \${shape.size}\`);
}
`;

interface Compiled {
  code: string;
  map: { sources: string[]; sourceRoot?: string; mappings: string };
}

function compile(text: string, options: typescript.CompilerOptions = {}): Compiled {
  const { ESNext } = typescript.ModuleKind;
  const compilerOptions = { module: ESNext, target: 99, sourceMap: true, removeComments: true, ...options };
  const { outputText, sourceMapText } = typescript.transpileModule(text, { fileName: 'work.ts', compilerOptions });
  const code = outputText.replace(/\/\/# sourceMappingURL=.*/, '');
  return { code, map: JSON.parse(sourceMapText ?? '{}') as Compiled['map'] };
}

const compiled = compile(source);
// Where `new Error` stands in what was compiled, and where it stood in the source.
const lines = compiled.code.split('\n');
const line = lines.findIndex((text) => text.includes('new Error')) + 1;
const column = lines[line - 1]!.indexOf('new Error') + 1;
const origin = { source: 'work.ts', line: 5, column: 9 };

let root: string;
const write = (name: string, text: string) => writeFileSync(join(root, name), text);
const link = (to: string) => `${compiled.code}\n//# sourceMappingURL=${to}\n`;
const asData = (map: object) =>
  `data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
const find = (name: string, maps = new SourceMaps(root)) => maps.originOf(join(root, name), line, column);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'maps-')));
  write('package.json', '{"type":"module"}');
});

describe('the origin of a place', () => {
  it('is told by a map beside the file', () => {
    write('work.js', link('work.js.map'));
    write('work.js.map', JSON.stringify(compiled.map));
    assert.notEqual(line, origin.line);
    assert.deepEqual(find('work.js'), origin);
  });

  it('is told by a map in the file', () => {
    for (const map of [
      asData(compiled.map),
      `data:application/json,${encodeURIComponent(JSON.stringify(compiled.map))}`,
    ]) {
      write('work.js', link(map));
      assert.deepEqual(find('work.js'), origin);
    }
  });

  it('is told by a map of several parts', () => {
    const sections = [{ offset: { line: 0, column: 0 }, map: compiled.map }];
    write('work.js', link(asData({ version: 3, sections })));
    assert.deepEqual(find('work.js'), origin);
  });

  for (const [told, changes] of [
    ['src/a/work.ts', { sourceRoot: 'src/a' }],
    ['src/a/work.ts', { sourceRoot: './src/a/' }],
    ['../src/work.ts', { sources: ['../src/work.ts'] }],
    ['sub folder/work.ts', { sources: ['sub folder/work.ts'] }],
    ['webpack://app/./src/work.ts', { sources: ['webpack://app/./src/work.ts'] }],
  ] as const) {
    it(`is told from the root: ${told} by ${JSON.stringify(changes)}`, () => {
      write('work.js', link(asData({ ...compiled.map, ...changes })));
      const { href } = new URL(told, 'file:///');
      assert.deepEqual(find('work.js')?.source, told.startsWith('webpack') ? href : told);
    });
  }

  it('is found from the last mark alone', () => {
    write(
      'work.js',
      `${compiled.code}\nconst text = '//# sourceMappingURL=nowhere';\n//# sourceMappingURL=${asData(compiled.map)}`,
    );
    assert.deepEqual(find('work.js'), origin);
  });

  it('is read once, whatever becomes of the file', () => {
    write('work.js', link(asData(compiled.map)));
    write('none.js', compiled.code);
    const maps = new SourceMaps(root);
    assert.deepEqual([find('work.js', maps), find('none.js', maps)], [origin, undefined]);
    rmSync(join(root, 'work.js'));
    write('none.js', link(asData(compiled.map)));
    assert.deepEqual([find('work.js', maps), find('none.js', maps)], [origin, undefined]);
  });
});

describe('a place has no origin', () => {
  const none = (what: string, prepare: () => void) =>
    it(`where ${what}`, () => {
      prepare();
      assert.equal(find('work.js'), undefined);
    });
  const beside = (text: string) => {
    write('work.js', link('work.js.map'));
    write('work.js.map', text);
  };
  const outside = () => realpathSync(mkdtempSync(join(tmpdir(), 'outside-')));

  none('the file says nothing of a map', () => write('work.js', compiled.code));
  none('the file is not there', () => undefined);
  none('the map is not there', () => write('work.js', link('work.js.map')));
  none('the map is no JSON', () => beside('{"version":3,'));
  none('the map is something else', () => beside('[1,2]'));
  none('the map is nothing', () => beside('null'));
  none('the mappings are rubbish', () => beside(JSON.stringify({ ...compiled.map, mappings: '\u0000~~~,,;,;!' })));
  none('the sources are rubbish', () => beside(JSON.stringify({ ...compiled.map, sources: { length: 1 } })));
  none('the source is not named', () => beside(JSON.stringify({ ...compiled.map, sources: [] })));
  none('the map is for another line', () => beside(JSON.stringify({ ...compiled.map, mappings: 'AAAA' })));
  none('the link is no URL', () => write('work.js', link('http://[')));
  none('the link leads elsewhere', () => write('work.js', link('http://127.0.0.1:1/work.js.map')));
  none('the link leads to a folder', () => {
    mkdirSync(join(root, 'maps'));
    write('work.js', link('maps'));
  });
  none('the map lies outside the root', () => {
    const folder = outside();
    writeFileSync(join(folder, 'work.js.map'), JSON.stringify(compiled.map));
    write('work.js', link(pathToFileURL(join(folder, 'work.js.map')).href));
  });
  none('a link in the file system leads outside the root', () => {
    const folder = outside();
    writeFileSync(join(folder, 'work.js.map'), JSON.stringify(compiled.map));
    symlinkSync(join(folder, 'work.js.map'), join(root, 'work.js.map'));
    write('work.js', link('work.js.map'));
  });
  none('the file lies outside the root', () => {
    const folder = outside();
    writeFileSync(join(folder, 'work.js'), link(asData(compiled.map)));
    symlinkSync(join(folder, 'work.js'), join(root, 'work.js'));
  });

  it('where a bound is passed', () => {
    const size = JSON.stringify(compiled.map).length;
    const bounds = { file: 1e6, map: 1e6, maps: 1e6, files: 8 };
    for (const name of ['work.js', 'more.js']) write(name, link(asData(compiled.map)));
    assert.deepEqual(find('work.js', new SourceMaps(root, { ...bounds, map: size })), origin);
    assert.equal(find('work.js', new SourceMaps(root, { ...bounds, map: size - 1 })), undefined);
    assert.equal(find('work.js', new SourceMaps(root, { ...bounds, file: size })), undefined);
    for (const few of [{ maps: size }, { files: 1 }]) {
      const maps = new SourceMaps(root, { ...bounds, ...few });
      assert.deepEqual([find('work.js', maps), find('more.js', maps)], [origin, undefined]);
      assert.deepEqual(find('work.js', maps), origin);
    }
  });
});

describe('a stack', () => {
  const clean = (stack: string) =>
    stackCleaner('/root', 'file:///own/', (file, line, column) =>
      file === '/root/a b.js' ? { source: '../src/a.ts', line: line + 1, column: column + 1 } : undefined,
    )(stack);

  for (const [from, to] of [
    ['    at f (file:///root/a%20b.js:1:2)', '    at f (../src/a.ts:2:3)'],
    ['    at file:///root/a%20b.js:1:2', '    at ../src/a.ts:2:3'],
    ['    at async Promise.all (index 0)', '    at async Promise.all (index 0)'],
    ['    at async f (/root/a b.js:1:2)', '    at async f (../src/a.ts:2:3)'],
    ['    at f (file:///root/other.js:1:2)', '    at f (other.js:1:2)'],
    ['    at f (file:///root/%zz.js:1:2)', '    at f (%zz.js:1:2)'],
    ['file:///root/a%20b.js:1:2', 'a%20b.js:1:2'],
    [
      '    at eval (eval at f (file:///root/a%20b.js:1:2), <anonymous>:1:1)',
      '    at eval (eval at f (a%20b.js:1:2), <anonymous>:1:1)',
    ],
    ['    at f (node:internal/x.js:1:2)', '    at f (node:internal/x.js:1:2)'],
  ] as const) {
    it(`keeps its form: ${from}`, () =>
      assert.equal(clean(`Error: x\n${from}\n    at g (node:y:1:1)`), `Error: x\n${to}\n    at g (node:y:1:1)`));
  }
});

describe('a worker', () => {
  const broker = new Broker();
  let address = '';
  before(async () => {
    address = await broker.listen();
  });
  after(() => broker.close());

  async function stackOf(module: string, ...args: string[]): Promise<string> {
    const worker = new WorkerProcess(['--broker', address, '--root', root, ...args]);
    try {
      const { attached } = await broker.welcomed();
      attached.send({ calls: [invoke(1, { module, member: 'fail' })] });
      const { outcome } = await attached.result(1);
      assert.ok(outcome?.$case === 'exception', JSON.stringify(outcome));
      return outcome.value.stack;
    } finally {
      await worker.end();
    }
  }

  it('tells the sources of what was thrown, in modules and in CommonJS', async () => {
    const common = compile(source, { module: typescript.ModuleKind.CommonJS });
    write('work.js', link('work.js.map'));
    write('work.js.map', JSON.stringify(compiled.map));
    write('old.cjs', `${common.code}\n//# sourceMappingURL=${asData(common.map)}`);
    assert.equal(await stackOf('./work.js'), 'Error: size 1\n    at fail (work.ts:5:9)');
    assert.match(await stackOf('./old.cjs'), /^Error: size 1\n    at (?:\S+\.)?fail \(work\.ts:5:9\)$/);
    assert.equal(
      await stackOf('./work.js', '--no-source-maps'),
      `Error: size 1\n    at fail (work.js:${line}:${column})`,
    );
  });

  it('tells the sources of what is thrown while a module loads', async () => {
    const { code, map } = compile(`interface A {}\n\n${source}\nfail();\n`);
    write('loads.js', `${code}\n//# sourceMappingURL=${asData(map)}`);
    assert.match(await stackOf('./loads.js'), /^Error: size 1\n    at fail \(work\.ts:7:9\)\n    at work\.ts:10:1\b/);
  });

  it('tells what it can where a map is broken', async () => {
    write('work.js', link('work.js.map'));
    write('work.js.map', '{');
    assert.equal(await stackOf('./work.js'), `Error: size 1\n    at fail (work.js:${line}:${column})`);
  });
});
