// The command line: what is taken, and how it explains itself.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { inspectAddress, inspectFlags } from '#dist/worker/inspect.js';
import { help, type Options, parseOptions, UsageError } from '#dist/worker/options.js';

const needed = ['--broker', 'unix:/tmp/b.sock', '--root', '.'];
const parse = (...args: string[]) => parseOptions([...needed, ...args]) as Options;

describe('the command line', () => {
  it('has defaults', () => {
    const options = parse();
    assert.deepEqual(
      [
        options.pool,
        options.window,
        options.maxRunning,
        options.maxMessageBytes,
        options.reach,
        options.drainTimeoutMillis,
      ],
      ['', 1024, 256, 64 * 1024 * 1024 + 65_536, 'strict', 10_000],
    );
    assert.equal(options.sourceMaps, true);
    assert.equal(options.root, resolve('.'));
    assert.ok(options.name.endsWith(`/${process.pid}`));
  });

  it('takes every option that the help names', () => {
    const secret = join(tmpdir(), `secret-${process.pid}`);
    writeFileSync(secret, 'word\n');
    const options = parse(
      '--pool',
      'p',
      '--name',
      'me',
      '--allow-package',
      'preact',
      '--allow-package',
      '@a/b/c',
      '--preload',
      'x.js',
      '--reach',
      'open',
      '--allow-codegen',
      '--allow-regexp',
      '--no-source-maps',
      '--inspect',
      '127.0.0.1:9229',
      '--window',
      '5',
      '--max-running',
      '6',
      '--max-message-bytes',
      '65536',
      '--secret-file',
      secret,
      '--drain-timeout',
      '0',
      '--exit-on-stdin-end',
      '--budget-nodes',
      '7',
      '--budget-depth',
      '8',
      '--budget-bigint-digits',
      '9',
      '--explain-reach',
      '--check',
      'reach.txt',
      '--refused',
      '--json',
    );
    assert.deepEqual(
      { ...options, secret: Buffer.from(options.secret).toString() },
      {
        broker: '',
        root: resolve('.'),
        pool: 'p',
        name: 'me',
        allowedPackages: ['preact', '@a/b/c'],
        preload: [resolve('x.js')],
        reach: 'open',
        allowCodegen: true,
        allowRegexp: true,
        sourceMaps: false,
        inspect: true,
        window: 5,
        maxRunning: 6,
        maxMessageBytes: 65_536,
        secret: 'word',
        drainTimeoutMillis: 0,
        exitOnStdinEnd: true,
        budgets: { nodes: 7, depth: 8, bigintDigits: 9, bytes: 65_536 },
        explain: { check: resolve('reach.txt'), refused: true, json: true },
      },
    );
    for (const [flag] of help.matchAll(/--[a-z-]+/g)) {
      if (flag !== '--help') assert.doesNotThrow(() => parseNames(flag), flag);
    }
  });

  it('gives the help', () => {
    assert.equal(parseOptions(['--help']), 'help');
  });

  for (const [args, text] of [
    [[], /--broker is required/],
    [['--broker', 'unix:/x'], /--root is required/],
    [['--broker', 'nowhere', '--root', '.'], /--broker takes unix:.* not 'nowhere'/],
    [['--broker', 'http://x:1', '--root', '.'], /--broker takes/],
    [['--broker', 'x:1', '--root', '/does/not/exist'], /--root takes a folder that exists/],
    [[...needed, '--window', '0'], /--window takes a whole number from 1 to 65536, not '0'/],
    [[...needed, '--window', '1e3'], /--window takes/],
    [[...needed, '--max-message-bytes', '1000'], /--max-message-bytes takes/],
    [[...needed, '--reach', 'wide'], /--reach takes strict or open/],
    [[...needed, '--pool', 'a b'], /--pool takes/],
    [[...needed, '--inspect', '0.0.0.0:9229'], /--inspect takes .* run any code/],
    [[...needed, '--allow-package', '../x'], /--allow-package takes/],
    [[...needed, '--secret-file', '/does/not/exist'], /--secret-file cannot be read/],
    [[...needed, '--sandbox'], /Unknown option '--sandbox'/],
    [[...needed, 'extra'], /Unexpected argument 'extra'/],
  ] as [string[], RegExp][]) {
    it(`explains what is wrong with: ${args.slice(-2).join(' ')}`, () => {
      assert.throws(
        () => parseOptions(args),
        (error: unknown) => error instanceof UsageError && text.test(error.message),
      );
    });
  }
});

describe('an inspector', () => {
  for (const [text, address] of [
    ['9229', '127.0.0.1:9229'],
    ['0', '127.0.0.1:0'],
    ['localhost:1', '127.0.0.1:1'],
    ['127.1.2.3:65535', '127.1.2.3:65535'],
    ['[::1]:9229', '[::1]:9229'],
    ['', undefined],
    ['127.0.0.1', undefined],
    ['127.0.0.1:', undefined],
    ['127.0.0.1:65536', undefined],
    ['0.0.0.0:9229', undefined],
    ['[::]:9229', undefined],
    ['10.0.0.1:9229', undefined],
    ['127.0.0.1.example.org:9229', undefined],
  ] as const) {
    it(`is opened on this machine alone: '${text}'`, () => {
      assert.equal(inspectAddress(text), address);
      const flags = address === undefined ? [] : [`--inspect=${address}`];
      assert.deepEqual(inspectFlags(['--root', '.', '--inspect', text, '--allow-codegen']), flags);
      assert.deepEqual(inspectFlags([`--inspect=${text}`]), flags);
    });
  }

  it('is not opened unless it was asked for', () => {
    assert.deepEqual(inspectFlags(['--root', '--inspect']), []);
    assert.equal(parse().inspect, false);
  });
});

// Whether a flag is known, with or without a value.
function parseNames(flag: string): void {
  try {
    parse(flag, '1');
  } catch (error) {
    if (/Unknown option/.test((error as Error).message)) throw error;
  }
}
