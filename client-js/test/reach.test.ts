// What clients can reach and what they cannot, as tables: a path, and what comes of it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { CallFailure } from '#dist/errors.js';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Encoding, Operation, ResultMode } from '#dist/gen/jsinterop/v1/interop.js';
import { Executed, type Result } from '#dist/gen/jsinterop/v1/worker.js';
import { Realm } from '#dist/reach/realm.js';
import { Specifiers } from '#dist/reach/specifiers.js';
import { invoke, json, number, string, value, type CallOptions } from './support/calls.js';
import { Local, type LocalOptions } from './support/local.js';

const module = './reach.js';
const more = './reach_more.js';
const { CALL, CONSTRUCT, GET, SET } = Operation;

// A result in a few words: a reason's name, the exception's message, or the value.
function outcomeOf({ outcome }: Result): unknown {
  switch (outcome?.$case) {
    case 'failure':
      return Reason[outcome.value.reason];
    case 'exception':
      return `threw ${outcome.value.message}`;
    case 'granted':
      return 'granted';
    case 'value': {
      const { kind } = outcome.value;
      if (kind?.$case === 'null') return null;
      if (kind?.$case === 'json') return JSON.parse(kind.value) as unknown;
      return kind?.$case === 'undefined' ? undefined : (kind as { value: unknown }).value;
    }
    default:
      return outcome?.$case;
  }
}

let nextCall = 1;
async function run(local: Local, options: CallOptions): Promise<unknown> {
  return outcomeOf(await local.run(invoke(nextCall++, options)));
}

type Row = [member: string, operation: Operation, expected: unknown, args?: CallOptions['args']];

function table(title: string, options: LocalOptions, rows: Row[], module = './reach.js'): void {
  describe(title, () => {
    let local: Local;
    before(() => {
      local = new Local(options);
    });
    for (const [member, operation, expected, args = []] of rows) {
      it(`${Operation[operation]} ${member} → ${String(JSON.stringify(expected))}`, async () => {
        assert.deepEqual(await run(local, { module, member, operation, args }), expected);
      });
    }
  });
}

const sameInBothModes: Row[] = [
  ['sum', CALL, 3, [number(1), number(2)]],
  ['arrow', CALL, 'arrow'],
  ['absent', CALL, 'MEMBER_NOT_FOUND'],
  ['primitive', GET, 'text'],
  ['primitive', CALL, 'NOT_A_FUNCTION'],
  ['primitive.length', GET, 'MEMBER_NOT_FOUND'],
  ['plain.text', GET, 'x'],
  ['plain.lazy', GET, 'lazily'],
  ['plain.nested.deep.f', CALL, 'deep'],
  ['plain.nested.deep.who', CALL, true],
  ['plain.nothing', GET, null],
  ['plain.nothing.more', GET, 'MEMBER_NOT_FOUND'],
  ['plain.absent', GET, 'MEMBER_NOT_FOUND'],
  ['plain.hasOwnProperty', CALL, 'NOT_REACHABLE', [string('text')]],
  ['plain.valueOf', CALL, 'NOT_REACHABLE'],
  ['plain.toLocaleString', CALL, 'NOT_REACHABLE'],
  ['bare.a', GET, 1],
  ['bare.hasOwnProperty', CALL, 'MEMBER_NOT_FOUND', [string('a')]],
  ['derived.greet', CALL, 'hello'],
  ['list.0', GET, 10],
  ['list.1.a', GET, 1],
  ['list.length', GET, 2],
  ['list.includes', CALL, true, [number(10)]],
  ['list.push', CALL, 'NOT_REACHABLE', [number(1)]],
  ['list.sort', CALL, 'NOT_REACHABLE'],
  ['map.get', CALL, 'v', [string('k')]],
  ['map.size', GET, 1],
  ['map.set', CALL, 'NOT_REACHABLE', [string('k'), string('w')]],
  ['map.clear', CALL, 'NOT_REACHABLE'],
  ['set.has', CALL, true, [number(1)]],
  ['set.delete', CALL, 'NOT_REACHABLE', [number(1)]],
  ['date.getTime', CALL, 0],
  ['date.setTime', CALL, 'NOT_REACHABLE', [number(5)]],
  ['bytes.0', GET, 7],
  ['bytes.length', GET, 2],
  ['bytes.buffer', GET, 'NOT_REACHABLE'],
  ['bytes.fill', CALL, 'NOT_REACHABLE', [number(0)]],
  ['url.host', GET, 'host'],
  ['url.password', GET, 'NOT_REACHABLE'],
  ['promise.then', CALL, 'NOT_REACHABLE'],
  ['promise.catch', CALL, 'NOT_REACHABLE'],
  ['failure.message', GET, 'told'],
  ['failure.name', GET, 'RangeError'],
  ['failure.stack', GET, 'NOT_REACHABLE'],
  ['generator.throw', CALL, 'NOT_REACHABLE'],
  ['repo.find', CALL, { id: 7, by: 'repo' }, [number(7)]],
  ['repo.inherited', CALL, 'inherited'],
  ['repo.answer', GET, 42],
  ['repo.name', GET, 'repo'],
  ['repo.items', GET, [1, 2]],
  ['repo.items.0', GET, 1],
  ['repo.broken', GET, 'threw a getter threw'],
  ['Repo', CALL, 'NOT_A_FUNCTION'],
  ['Repo.create', CALL, 'RESULT_NOT_SERIALIZABLE'],
  ['Repo.made', GET, 0],
  ['Repo.origin', GET, 'base'],
  ['Repo.length', GET, 0],
  ['Repo.call', CALL, 'NOT_REACHABLE'],
  ['sum.helper', CALL, 'helped'],
  ['sum.call', CALL, 'NOT_REACHABLE', [json('null'), number(1)]],
  ['sum.bind', CALL, 'NOT_REACHABLE'],
  ['sum.apply', CALL, 'NOT_REACHABLE'],
  ['sum.caller', GET, 'NOT_REACHABLE'],
  ['sum.arguments', GET, 'NOT_REACHABLE'],
  ['emitter.own', CALL, 'own'],
  ['emitter.on', CALL, 'NOT_REACHABLE'],
  ['emitter.emit', CALL, 'NOT_REACHABLE', [string('error')]],
  ['emitter.removeAllListeners', CALL, 'NOT_REACHABLE'],
  ['emitter._events', GET, 'NOT_REACHABLE'],
  ['proxy.a', GET, 'NOT_REACHABLE'],
  ['callableProxy', CALL, 'NOT_REACHABLE'],
  ['foreign.toString', CALL, 'NOT_REACHABLE'],
  ['foreignClass.m', CALL, 1],
  ['foreignClass.toString', CALL, 'NOT_REACHABLE'],
  ['arrow', CONSTRUCT, 'NOT_A_FUNCTION'],
  ['primitive', CONSTRUCT, 'NOT_A_FUNCTION'],
  ['later', CONSTRUCT, 'NOT_A_FUNCTION'],
  ['counter', SET, 'NOT_WRITABLE', [number(5)]],
  ['Repo.made', SET, 'NOT_WRITABLE', [number(5)]],
  ['sum.helper', SET, 'NOT_WRITABLE', [number(5)]],
  ['repo.name', SET, 'NOT_WRITABLE', [string('other')]],
  ['repo.find', SET, 'NOT_WRITABLE', [number(1)]],
  ['repo.fixed', SET, 'NOT_WRITABLE', [number(1)]],
  ['repo.level', SET, undefined, [number(3)]],
  ['repo.level', GET, 3],
  ['url.host', SET, 'NOT_WRITABLE', [string('elsewhere')]],
  ['map.size', SET, 'NOT_WRITABLE', [number(3)]],
  ['date.x', SET, 'MEMBER_NOT_FOUND', [number(3)]],
  ...['constructor', 'prototype', '__proto__', '__defineGetter__', '__lookupSetter__'].flatMap((name): Row[] => [
    [name, GET, 'NOT_REACHABLE'],
    [`plain.${name}`, GET, 'NOT_REACHABLE'],
    [`repo.${name}`, GET, 'NOT_REACHABLE'],
    [`repo.find.${name}`, GET, 'NOT_REACHABLE'],
    [`Repo.${name}`, GET, 'NOT_REACHABLE'],
    [`list.${name}`, GET, 'NOT_REACHABLE'],
    [`plain.${name}`, SET, 'NOT_WRITABLE', [number(1)]],
  ]),
  ...['then', 'toJSON', 'toString', 'valueOf', 'hasOwnProperty'].map((name): Row => [
    `plain.${name}`,
    SET,
    'NOT_WRITABLE',
    [number(1)],
  ]),
];

table('in strict mode', {}, [
  ...sameInBothModes,
  ['generator.next', CALL, { value: 1, done: false }],
  ['repo.pool', GET, 'NOT_REACHABLE'],
  ['repo.pool.query', CALL, 'NOT_REACHABLE', [string('x')]],
  ['repo.handler', CALL, 'NOT_REACHABLE'],
  ['Repo.config', GET, 'NOT_REACHABLE'],
  ['sum.data.secret', GET, 'NOT_REACHABLE'],
  ['derived.shared', GET, 'NOT_REACHABLE'],
  ['plain.settable', SET, 'NOT_WRITABLE', [number(2)]],
  ['plain.fresh', SET, 'NOT_WRITABLE', [number(2)]],
]);

table('in open mode', { mode: 'open' }, [
  ...sameInBothModes,
  ['repo.pool.query', CALL, 'ran x', [string('x')]],
  ['repo.handler', CALL, 'handled'],
  ['sum.data.secret', GET, 1],
  ['plain.settable', SET, undefined, [number(2)]],
  ['plain.settable', GET, 2],
  ['plain.fresh', SET, undefined, [number(3)]],
  ['plain.fresh', GET, 3],
]);

const moreInBothModes: Row[] = [
  ['fileHandle.readFile', CALL, 'NOT_REACHABLE'],
  ['fileHandle.fd', GET, 'NOT_REACHABLE'],
  ['timer.unref', CALL, 'NOT_REACHABLE'],
  ['timer._repeat', GET, 'NOT_REACHABLE'],
  ['events.next', CALL, 'NOT_REACHABLE'],
  ['events.return', CALL, 'NOT_REACHABLE'],
  ['stream.destroy', CALL, 'NOT_REACHABLE'],
  ['stream.path', GET, 'NOT_REACHABLE'],
  ['signal.aborted', GET, 'NOT_REACHABLE'],
  ['storage.run', CALL, 'NOT_REACHABLE'],
  ['storage.enabled', GET, 'NOT_REACHABLE'],
  ['upload.count', GET, 3],
  ['upload.label', GET, 'upload'],
  ['upload._eventsCount', GET, 'NOT_REACHABLE'],
  ['upload._readableState', GET, 'NOT_REACHABLE'],
  ['upload.read', CALL, 'NOT_REACHABLE'],
  ['foreign.a', GET, 1],
  ['foreign.nested.b', GET, 2],
  ['foreign.valueOf', CALL, 'NOT_REACHABLE'],
  ['foreignGlobal.eval', CALL, 'NOT_REACHABLE', [string('1')]],
  ['foreignGlobal.Reflect.ownKeys', CALL, 'NOT_REACHABLE', [json('{}')]],
  ['foreignGlobal.Object.keys', CALL, 'NOT_REACHABLE', [json('{}')]],
  ['foreignFunction', CALL, 2, [number(1)]],
  ['vector.0', GET, 1],
  ['vector.length', GET, 2],
  ['vector.total', CALL, 2],
  ['vector.concat', CALL, 'NOT_REACHABLE'],
  ['labelled.label', GET, 'NOT_REACHABLE'],
  ['detail.code', GET, 'E1'],
  ['argumentsObject.0', GET, 1],
  ['argumentsObject.callee', GET, 'NOT_REACHABLE'],
  ['shape.fresh', SET, 'NOT_WRITABLE', [number(1)]],
  ['shape.itself', SET, 'NOT_WRITABLE', [number(1)]],
  ['constants.O_RDONLY', GET, 'NOT_REACHABLE'],
  ['constants.fresh', SET, 'NOT_REACHABLE', [number(1)]],
  ['Maker', CONSTRUCT, 'NOT_REACHABLE', [string('return 1')]],
  ['Thread', CONSTRUCT, 'NOT_REACHABLE', [string('data:text/javascript,1')]],
  ['Script', CONSTRUCT, 'NOT_REACHABLE', [string('1')]],
  ['Emitter.once', GET, 'NOT_REACHABLE'],
  ['joinPaths', CALL, 'a/b', [string('a'), string('b')]],
  ['getOrder', CALL, { total: 7, customer: { password: 'secret' } }],
  ['boundGetOrder', CALL, { total: 7, customer: { password: 'secret' } }],
  ['order.itself', CALL, { total: 7, customer: { password: 'secret' } }],
  ['told', GET, { total: 7 }],
];

table(
  'of Node and the language, in strict mode',
  {},
  [
    ...moreInBothModes,
    ['vector.pool', GET, 'NOT_REACHABLE'],
    ['detail.request', GET, 'NOT_REACHABLE'],
    ['order', GET, 'NOT_REACHABLE'],
    ['orderList', GET, 'NOT_REACHABLE'],
    ['orderList.at', CALL, 'NOT_REACHABLE', [number(0)]],
    ['orders.get', CALL, 'NOT_REACHABLE', [string('a')]],
  ],
  more,
);

table(
  'of Node and the language, in open mode',
  { mode: 'open' },
  [
    ...moreInBothModes,
    ['vector.pool.secret', GET, 1],
    ['order', GET, { total: 7, customer: { password: 'secret' } }],
    ['orders.get', CALL, { total: 7, customer: { password: 'secret' } }, [string('a')]],
  ],
  more,
);

const deniedMore = [
  'moduleRequire',
  'compile',
  'moduleCache',
  'readFileSync',
  'promises',
  'native',
  'inspect',
  'log',
  'fetch',
  'expose',
  'transfer',
  'meta',
  'ObjectPrototype',
  'ArrayPrototype',
  'FunctionPrototype',
  'foreignEval',
  'foreignReflect',
  'foreignMaker',
  'inherits',
];

const denied = [
  'Function',
  'evaluate',
  'global',
  'process',
  'Reflect',
  'Proxy',
  'Object',
  'AsyncFunction',
  'GeneratorFunction',
  'require',
  'fs',
  'vm',
  'childProcess',
  'exec',
  'runInThisContext',
  'Script',
  'call',
  'bind',
  'apply',
  'defineProperty',
  'env',
  'exit',
  'createRequire',
  'WebAssembly',
];

for (const mode of ['strict', 'open'] as const) {
  describe(`what nobody gets in ${mode} mode`, () => {
    let local: Local;
    before(() => {
      local = new Local({ mode });
    });
    for (const name of denied) {
      it(name, async () => {
        const { REFERENCE } = ResultMode;
        const granted = await local.run(
          invoke(nextCall++, { module, member: 'give', args: [string(name)], result: REFERENCE }),
        );
        assert.equal(outcomeOf(granted), 'NOT_REACHABLE');
        assert.equal(granted.outcome?.$case === 'failure' && granted.outcome.value.executed, Executed.YES);
        assert.equal(
          await run(local, { module, member: `never.${name}`, operation: GET, result: REFERENCE }),
          'NOT_REACHABLE',
        );
        for (const encoding of [Encoding.AUTO, Encoding.JSON, Encoding.STRUCTURED]) {
          const copied = await run(local, { module, member: `never.${name}`, operation: GET, encoding });
          assert.ok(['NOT_REACHABLE', 'RESULT_NOT_SERIALIZABLE', undefined].includes(copied as string), String(copied));
          const inside = await run(local, { module, member: 'giveInside', args: [string(name)], encoding });
          assert.ok(
            ['NOT_REACHABLE', 'RESULT_NOT_SERIALIZABLE'].includes(inside as string) ||
              JSON.stringify(inside) === '[null]',
            String(inside),
          );
        }
        const called = await run(local, { module, member: `never.${name}`, args: [string('1')] });
        assert.ok(called === 'NOT_REACHABLE' || called === 'NOT_A_FUNCTION', String(called));
        assert.notEqual(await run(local, { module, member: `never.${name}`, operation: CONSTRUCT }), 'granted');
        assert.equal(await run(local, { module, member: `never.${name}.name`, operation: GET }), 'NOT_REACHABLE');
        assert.equal(local.stats.objects, 0);
      });
    }
  });
}

describe('what nobody gets of Node', () => {
  for (const member of deniedMore) {
    it(member, async () => {
      const local = new Local({ mode: 'open' });
      const { REFERENCE } = ResultMode;
      const args = [string(member)];
      assert.equal(await run(local, { module: more, member: 'give', args, result: REFERENCE }), 'NOT_REACHABLE');
      const called = await run(local, { module: more, member: `never.${member}`, args });
      assert.ok(called === 'NOT_REACHABLE' || called === 'NOT_A_FUNCTION', String(called));
    });
  }

  it('as the callback of a function of the language', async () => {
    const local = new Local();
    const callId = nextCall++;
    await local.run(invoke(callId, { module: more, member: 'wild', operation: GET, result: ResultMode.REFERENCE }));
    const args = [value({ $case: 'reference', value: 0 })];
    const options = { module, member: 'list.map', args, references: [{ callId, index: 0 }] };
    assert.equal(await run(local, options), 'NOT_REACHABLE');
  });

  it('that is loaded later, from the first time that anybody asks', () => {
    const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };
    const realm = new Realm();
    assert.ok(!moduleLoadList.includes('NativeModule repl'));
    const repl = createRequire(import.meta.url)('node:repl') as { start: Function };
    assert.equal(realm.isDenied(repl.start), true);
    assert.equal(realm.isDenied(repl), true);
  });
});

describe('functions in data from clients', () => {
  for (const key of ['then', 'toJSON', 'toString', 'valueOf', 'constructor']) {
    it(`do not stand under ${key}`, async () => {
      const local = new Local();
      const callId = nextCall++;
      await local.run(
        invoke(callId, { module: more, member: 'identity', operation: GET, result: ResultMode.REFERENCE }),
      );
      const nodes = [
        { kind: { $case: 'object', value: { properties: [{ key, keyUtf16: new Uint8Array(0), value: 2 }] } } },
        { kind: { $case: 'leaf', value: value({ $case: 'reference', value: 0 }) } },
      ] as const;
      const args = [value({ $case: 'graph', value: { nodes: nodes as never } })];
      const options = { module: more, member: 'identity', args, references: [{ callId, index: 0 }], awaits: true };
      assert.equal(await run(local, options), 'MALFORMED_VALUE');
    });
  }
});

describe("a copy of a window on Node's pool of buffers", () => {
  it('has nothing of the rest of it', async () => {
    const { outcome } = await new Local().run(invoke(nextCall++, { module: more, member: 'windowOnPool' }));
    assert.ok(outcome?.$case === 'value' && outcome.value.kind?.$case === 'graph');
    const buffers = outcome.value.kind.value.nodes
      .map(({ kind }) => kind)
      .filter((kind) => kind?.$case === 'arrayBuffer');
    assert.deepEqual(
      buffers.map((kind) => Buffer.from(kind.value as Uint8Array).toString()),
      ['small'],
    );
  });
});

describe('messages', () => {
  it('say which step of a path failed', async () => {
    const local = new Local();
    const result = await local.run(invoke(nextCall++, { module, member: 'plain.absent.c' }));
    assert.ok(result.outcome?.$case === 'failure');
    assert.equal(result.outcome.value.message, "Could not find 'plain.absent.c' ('absent' was undefined).");
    assert.equal(result.outcome.value.executed, Executed.NO);
  });

  it('cut names at 128 bytes', async () => {
    const result = await new Local().run(invoke(nextCall++, { module, member: 'ä'.repeat(400) }));
    assert.ok(result.outcome?.$case === 'failure');
    assert.ok(Buffer.byteLength(result.outcome.value.message) < 400);
    assert.ok(Buffer.byteLength(result.outcome.value.subject) <= 128);
  });
});

describe('live exports', () => {
  it('are read anew by each call', async () => {
    const local = new Local();
    const before = (await run(local, { module, member: 'counter', operation: GET })) as number;
    await run(local, { module, member: 'count' });
    assert.equal(await run(local, { module, member: 'counter', operation: GET }), before + 1);
  });
});

describe('owned objects', () => {
  it('may be set by the client that constructed them', async () => {
    const local = new Local();
    const callId = nextCall++;
    await local.run(invoke(callId, { module, member: 'Repo', operation: CONSTRUCT, result: ResultMode.REFERENCE }));
    const object = { callId, index: 0 };
    assert.equal(await run(local, { object, member: 'name', operation: SET, args: [string('mine')] }), undefined);
    assert.equal(await run(local, { object, member: 'name', operation: GET }), 'mine');
    assert.equal(await run(local, { object, member: 'handler', operation: SET, args: [number(1)] }), 'NOT_REACHABLE');
    assert.equal(await run(local, { object, member: 'find', operation: SET, args: [number(1)] }), 'NOT_WRITABLE');
    assert.equal(
      await run(local, { object, member: 'constructor', operation: SET, args: [number(1)] }),
      'NOT_WRITABLE',
    );
  });
});

describe('specifiers', () => {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), 'outside-')));
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'root-')));
  const write = (...path: string[]) => writeFileSync(join(...path), 'export {};');
  write(outside, 'secret.js');
  for (const folder of ['sub', 'node_modules', 'node_modules/p', '.hidden', 'folder.js']) mkdirSync(join(root, folder));
  for (const file of [
    'a.js',
    'b.mjs',
    'c.cjs',
    'sub/d-1.2_x@y.js',
    'node_modules/p/index.js',
    '.hidden/e.js',
    'f.json',
    'g.ts',
    'h.mts',
    'i.cts',
    'j.tsx',
    '.env.js',
  ]) {
    write(root, file);
  }
  symlinkSync(join(outside, 'secret.js'), join(root, 'link.js'));
  symlinkSync(join(root, 'a.js'), join(root, 'alias.js'));
  symlinkSync(join(root, 'node_modules/p/index.js'), join(root, 'package.js'));
  symlinkSync(outside, join(root, 'away'));
  const specifiers = new Specifiers(root, ['preact', '@scope/p/sub']);

  for (const allowed of [
    './a.js',
    './b.mjs',
    './c.cjs',
    './g.ts',
    './h.mts',
    './i.cts',
    './sub/d-1.2_x@y.js',
    './alias.js',
    'preact',
    '@scope/p/sub',
  ]) {
    it(`allow ${allowed}`, () => assert.ok(specifiers.locate(allowed)));
  }

  it('give one place to a file, however it is linked', () => {
    assert.deepEqual(specifiers.locate('./alias.js'), specifiers.locate('./a.js'));
  });

  for (const refused of [
    '',
    '.',
    './',
    'a.js',
    '/a.js',
    './absent.js',
    './link.js',
    './away/secret.js',
    './package.js',
    './folder.js',
    './.env.js',
    './.hidden/e.js',
    './node_modules/p/index.js',
    './sub/../a.js',
    '../root/a.js',
    './/a.js',
    './sub//d.js',
    './a.js?1',
    './a.js#x',
    './%61.js',
    './%2e%2e/x.js',
    '.\\a.js',
    './sub\\d.js',
    './a.js\n',
    './a\t.js',
    './a.js\0',
    './f.json',
    './j.tsx',
    './a',
    './sub',
    `${'./sub/'.repeat(200)}a.js`,
    `./${'a'.repeat(600)}.js`,
    'node:fs',
    'fs',
    'file:///etc/passwd',
    'data:text/javascript,1',
    'http://x/a.js',
    'preact/hooks',
    '@scope/p',
    'jsinterop/worker',
    './ä.js',
    './A.JS',
    './a.js/',
    './a.js/b.js',
    './-/../a.js',
  ]) {
    it(`refuse ${JSON.stringify(refused.slice(0, 40))} as if it were not there`, () => {
      assert.throws(
        () => specifiers.locate(refused),
        (error: unknown) =>
          error instanceof CallFailure && error.reason === Reason.MODULE_NOT_FOUND && error.executed === Executed.NO,
      );
    });
  }
});
