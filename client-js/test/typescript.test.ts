// Modules in TypeScript: loaded where Node can, and refused in words that help where it cannot. What only newer
// versions of Node do is tested where one of them runs the tests.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Reason } from '#dist/gen/jsinterop/v1/error.js';
import { Executed, type Result } from '#dist/gen/jsinterop/v1/worker.js';
import { adviceFor, type Runtime, strippingFlags, stripsTypes } from '#dist/worker/typescript.js';
import { importing, invoke, json, number, string } from './support/calls.js';
import { Local } from './support/local.js';

const modules = ['./typed.ts', './typed_shapes.mts', './typed_common.cts', './typed_enum.ts'];
let nextCall = 1;

function exceptionOf({ outcome }: Result) {
  assert.ok(outcome?.$case === 'exception', JSON.stringify(outcome));
  return outcome.value;
}

describe('where Node does not load TypeScript', () => {
  const local = new Local({ stripsTypes: false });

  for (const specifier of modules) {
    it(`a module is refused with what to do: ${specifier}`, async () => {
      for (const call of [
        importing(nextCall++, specifier),
        invoke(nextCall++, { module: specifier, member: 'area' }),
      ]) {
        const { outcome } = await local.run(call);
        assert.ok(outcome?.$case === 'failure', JSON.stringify(outcome));
        const { reason, executed, message, subject } = outcome.value;
        assert.deepEqual([Reason[reason], Executed[executed], subject], ['UNSUPPORTED', 'NO', specifier]);
        assert.match(message, /is TypeScript.* Node 22\.18 or newer .* or compile the module to JavaScript\.$/);
        assert.ok(message.includes(specifier));
      }
    });
  }

  it('an absent module is not found, as in any language', async () => {
    const { outcome } = await local.run(importing(nextCall++, './absent.ts'));
    assert.equal(outcome?.$case === 'failure' && Reason[outcome.value.reason], 'MODULE_NOT_FOUND');
  });

  it('a module in JavaScript that imports one is told the same', { skip: stripsTypes(process) }, async () => {
    const told = exceptionOf(await local.run(importing(nextCall++, './imports_typed.js')));
    assert.match(
      told.message,
      /^Unknown file extension "\.ts" for typed\.ts\. This Node does not load TypeScript: run/,
    );
  });
});

describe('where Node takes types away', { skip: !stripsTypes(process) && 'this Node does not' }, () => {
  const local = new Local();
  const call = async (module: string, member: string, ...args: ReturnType<typeof number>[]) =>
    local.run(invoke(nextCall++, { module, member, args }));

  it('modules are loaded', async () => {
    const six = { $case: 'value', value: number(6) };
    assert.deepEqual((await call('./typed.ts', 'areaOf', json('{"width":2,"height":3}'))).outcome, six);
    assert.deepEqual((await call('./imports_typed.js', 'areaOf', json('{"width":2,"height":3}'))).outcome, six);
    assert.deepEqual((await call('./typed_shapes.mts', 'area', json('{"width":1,"height":6}'))).outcome, six);
    assert.deepEqual((await call('./typed_common.cts', 'twice', number(3))).outcome, six);
  });

  it('what they throw says where, by the lines of the source', async () => {
    const told = exceptionOf(await call('./typed.ts', 'fail', string('no')));
    assert.equal(told.stack, 'Error: no\n    at fail (typed.ts:10:9)');
  });

  it('what needs more than that is an exception that says so', async () => {
    const told = exceptionOf(await local.run(importing(nextCall++, './typed_enum.ts')));
    assert.equal(told.name, 'SyntaxError');
    assert.match(told.message, /enum is not supported in strip-only mode[^]* compile the module to JavaScript\.$/);
  });
});

describe('what a Node can do', () => {
  const node = (features: Runtime['features'], ...execArgv: string[]): Runtime => ({
    features,
    execArgv,
    env: {},
    allowedNodeEnvironmentFlags: new Set(['--experimental-strip-types']),
  });
  const flag = '--experimental-strip-types';

  for (const [name, runtime, strips, flags] of [
    ['20 cannot', { ...node({}), allowedNodeEnvironmentFlags: new Set() }, false, []],
    ['22.6 does what it is told', node({}), false, [flag]],
    ['22.6 was told', node({}, flag), true, []],
    ['22.10 does what it is told', node({ typescript: false }), false, [flag]],
    ['22.10 was told', node({ typescript: 'strip' }, flag), true, []],
    ['22.18 does', node({ typescript: 'strip' }), true, []],
    ['22.18 was told not to', node({ typescript: false }, '--no-experimental-strip-types'), false, []],
    [
      '22.18 was told so elsewhere',
      { ...node({ typescript: false }), env: { NODE_OPTIONS: '--no-strip-types' } },
      false,
      [],
    ],
  ] as [string, Runtime, boolean, string[]][]) {
    it(`is known: ${name}`, () => {
      assert.deepEqual([stripsTypes(runtime), strippingFlags(runtime)], [strips, flags]);
    });
  }
});

describe('advice', () => {
  for (const [code, message, advice] of [
    ['ERR_UNKNOWN_FILE_EXTENSION', 'Unknown file extension ".mts" for x.mts', /does not load TypeScript/],
    ['ERR_UNKNOWN_FILE_EXTENSION', 'Unknown file extension ".css" for x.ts.css', /^$/],
    ['ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX', 'TypeScript enum is not supported in strip-only mode', /only taken away/],
    ['ERR_INVALID_TYPESCRIPT_SYNTAX', '  x TypeScript enum is not supported in strip-only mode', /only taken away/],
    ['ERR_INVALID_TYPESCRIPT_SYNTAX', 'Expected an identifier', /^$/],
    [undefined, 'strip-only', /^$/],
  ] as [string | undefined, string, RegExp][]) {
    it(`for ${code}: ${message}`, () => assert.match(adviceFor({ code, message }), advice));
  }
});
