// Attempts that are more than requests and answers: links made on the fly, lines in logs, texts in trailers, and
// results that grow. After each of them the same worker is there and answers.
//
// run.sh starts the broker and tells where it is.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CallError, connect, isRemote, JsException, JsonText } from '../../client-js/dist/client/index.js';

const { BROKER_ADDRESS, BROKER_LOG, REACH_ROOT, REACH_OUTSIDE } = process.env;
const js = connect(BROKER_ADDRESS, { timeout: '60s' });
const bombs = js.module('./bombs.js');
let pid;

before(async () => {
  pid = await bombs.invoke('pid');
});
after(() => js.close());

// One attempt, and the proof that the worker is the same and well.
function attempt(name, run) {
  it(name, async () => {
    await run();
    assert.equal(await bombs.invoke('pid'), pid, 'the worker is another one');
  });
}

// What became of a call, in a word or two.
async function outcomeOf(call) {
  try {
    const result = await call;
    return isRemote(result) ? 'reference' : result;
  } catch (error) {
    if (error instanceof JsException) return error;
    if (error instanceof CallError) return error.reason;
    throw error;
  }
}

const refuses = (reason, call) => async () => assert.equal(await outcomeOf(call()), reason);

const inRoot = (name) => join(REACH_ROOT, name);
const outside = (name) => join(REACH_OUTSIDE, name);
const secret = "export const secret = 'outside';\n";

const notFound = (specifier) => async () => {
  assert.equal(await outcomeOf(js.import(specifier)), 'MODULE_NOT_FOUND');
  assert.equal(await outcomeOf(js.module(specifier).get('secret')), 'MODULE_NOT_FOUND');
};

describe('links and odd files', () => {
  before(() => {
    writeFileSync(outside('secret.js'), secret);
    mkdirSync(inRoot('node_modules/p'), { recursive: true });
    writeFileSync(inRoot('node_modules/p/index.js'), secret);
    writeFileSync(inRoot('.hidden.js'), secret);
  });

  const links = {
    'to a file outside': ['file.js', () => outside('secret.js')],
    'to a file outside, relatively': ['relative.js', () => '../outside/secret.js'],
    'to a link to a file outside': ['second.js', () => inRoot('file.js')],
    'to a package': ['package.js', () => inRoot('node_modules/p/index.js')],
    'to a hidden file': ['hidden.js', () => inRoot('.hidden.js')],
    'to itself': ['loop.js', () => inRoot('loop.js')],
    'to nothing': ['dangling.js', () => inRoot('nothing.js')],
    'to a folder': ['folder.js', () => REACH_ROOT],
    'to a device': ['device.js', () => '/dev/zero'],
    "to the process's own environment": ['environment.js', () => '/proc/self/environ'],
    "to the process's own root": ['root.js', () => '/proc/self/root/etc/hostname'],
    'to an open file of the process': ['descriptor.js', () => '/proc/self/fd/0'],
  };
  for (const [what, [name, to]] of Object.entries(links)) {
    attempt(`a link ${what}`, async () => {
      symlinkSync(to(), inRoot(name));
      await notFound(`./${name}`)();
    });
  }

  attempt('a linked folder', async () => {
    symlinkSync(REACH_OUTSIDE, inRoot('away'));
    await notFound('./away/secret.js')();
  });

  attempt('a linked folder in the middle of a path', async () => {
    mkdirSync(inRoot('sub'));
    symlinkSync(REACH_OUTSIDE, inRoot('sub/away'));
    await notFound('./sub/away/secret.js')();
  });

  attempt('a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [inRoot('pipe.js')]);
    await notFound('./pipe.js')();
  });

  attempt('a file that becomes a link before it is loaded', async () => {
    writeFileSync(inRoot('swapped.js'), 'export const here = 1;\n');
    symlinkSync(outside('secret.js'), inRoot('swap'));
    renameSync(inRoot('swap'), inRoot('swapped.js'));
    await notFound('./swapped.js')();
  });

  attempt('a link that is made to point elsewhere after it was loaded', async () => {
    writeFileSync(inRoot('first.js'), "export const secret = 'inside';\n");
    symlinkSync(inRoot('first.js'), inRoot('moving.js'));
    assert.equal(await js.module('./moving.js').get('secret'), 'inside');
    symlinkSync(outside('secret.js'), inRoot('moved'));
    renameSync(inRoot('moved'), inRoot('moving.js'));
    assert.equal(await js.module('./moving.js').get('secret'), 'inside');
  });

  attempt('a module that is no text', async () => {
    writeFileSync(inRoot('binary.js'), Buffer.alloc(64 * 1024, 0xff));
    assert.equal((await outcomeOf(js.import('./binary.js'))).name, 'SyntaxError');
  });

  attempt('a module of holes, tens of megabytes large', async () => {
    writeFileSync(inRoot('holes.js'), '');
    truncateSync(inRoot('holes.js'), 32 * 1024 * 1024);
    assert.equal((await outcomeOf(js.import('./holes.js'))).name, 'SyntaxError');
  });

  attempt('an absent file and a denied one, which read the same', async () => {
    const told = async (specifier) =>
      js.import(specifier).catch(({ code, reason, message }) => ({ code, reason, message }));
    const absent = await told('./zzzz.js');
    const denied = await told('./file.js');
    assert.deepEqual({ ...denied, message: denied.message.replace('file', 'zzzz') }, absent);
  });

  attempt('a hard link, which is a file of the root like any other', async () => {
    linkSync(outside('secret.js'), inRoot('hard.js'));
    assert.equal(await js.module('./hard.js').get('secret'), 'outside');
  });
});

// The process that forges a line of the log wants it to begin like one of ours.
const forged = 'FORGED';
const forging = `x\njsinterop-worker: ${forged}\r2026-01-01T00:00:00.000 info ${forged}\u2028\u0085\u001b[2K${forged}`;

function assertNoForgedLine() {
  const log = readFileSync(BROKER_LOG, 'utf8');
  assert.doesNotMatch(log, new RegExp(`^(?:jsinterop-worker: |[0-9]{4}-).{0,40}${forged}`, 'm'));
  // Escapes move the cursor of whoever reads the log in a terminal.
  assert.doesNotMatch(log, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
}

async function logHas(text) {
  const end = Date.now() + 10_000;
  while (!readFileSync(BROKER_LOG, 'utf8').includes(text)) {
    assert.ok(Date.now() < end, `the log never said ${text}`);
    await new Promise((then) => setTimeout(then, 20));
  }
}

describe('lines in logs', () => {
  const lines = {
    'in a specifier': () => outcomeOf(js.import(forging)),
    'in a member': () => outcomeOf(bombs.get(forging)),
    'in a member of a bad path': () => outcomeOf(bombs.get(`${forging}..x`)),
    'in a name of a pool': () => outcomeOf(js.with({ pool: forging }).module('./bombs.js').invoke('pid')),
    'in an exception': () => outcomeOf(bombs.invoke('fail', forging)),
  };
  for (const [where, call] of Object.entries(lines)) {
    attempt(where, async () => {
      await call();
      assertNoForgedLine();
    });
  }

  attempt('in what a disposal hook throws', async () => {
    const lock = await bombs.with({ result: 'reference' }).invoke('lock', forging);
    await lock.dispose();
    await logHas('a disposal hook failed');
    assertNoForgedLine();
  });

  attempt('in a promise that nobody looks at', async () => {
    await bombs.invoke('forget', forging);
    await logHas('nobody looked');
    assertNoForgedLine();
  });

  attempt('a promise that rejects with three million letters, of which a few are written', async () => {
    await bombs.invoke('forget', `LONG${'x'.repeat(3e6)}`);
    await logHas('LONG');
    assert.ok(readFileSync(BROKER_LOG).length < 1e6);
  });
});

describe('texts in trailers', () => {
  const injected = 'a\r\ngrpc-status: 0\r\n\r\n';
  const texts = {
    'line ends in a member': () => bombs.get(injected),
    'line ends in a specifier': () => js.import(`./${injected}.js`),
    'percent signs in a member': () => bombs.get('%0d%0agrpc-status:%200'),
    'the longest member, of letters that take four bytes': () => bombs.get('😀'.repeat(256)),
    'the longest member, of controls': () => bombs.get('\u0001'.repeat(1024)),
    'a lone surrogate in a member': () => bombs.get('\ud800'),
    'a specifier of 100,000 letters': () => js.import(`./${'ä'.repeat(100_000)}.js`),
    'a member of 100,000 letters': () => bombs.get('x'.repeat(100_000)),
    'the name of a class': async () => {
      const long = await bombs.with({ result: 'reference' }).invoke('className', 'n'.repeat(1_000_000));
      return long.get('absent');
    },
  };
  for (const [what, call] of Object.entries(texts)) {
    attempt(what, async () => {
      const error = await call().then(
        () => assert.fail('it was not refused'),
        (thrown) => thrown,
      );
      assert.ok(error instanceof CallError, String(error));
      assert.notEqual(error.reason, undefined, 'the details did not fit');
      assert.ok(Buffer.byteLength(error.message) <= 2048, `${Buffer.byteLength(error.message)} bytes`);
    });
  }
});

// Whether an exception, or a cause of it, says that it is less than what was thrown.
const isCut = ({ truncated, cause }) => truncated || (cause !== undefined && isCut(cause));

describe('results that grow', () => {
  const tooLarge = {
    'shared parts, as JSON': () => bombs.with({ encoding: 'json' }).invoke('shared', 40),
    'JSON without end': () => bombs.with({ encoding: 'json' }).invoke('endlessJson'),
    'getters without end': () => bombs.invoke('endless'),
    'getters without end, as JSON': () => bombs.with({ encoding: 'json' }).invoke('endless'),
    'an array of thirty million zeros': () => bombs.invoke('filled', 3e7),
    'a sparse array of four thousand million': () => bombs.invoke('sparse', 2 ** 32 - 1),
    'a sparse array, as JSON': () => bombs.with({ encoding: 'json' }).invoke('sparse', 2 ** 32 - 1),
    'two million keys': () => bombs.invoke('keys', 2e6),
    'a map of a million entries': () => bombs.invoke('map', 1e6),
    'a set of two million items': () => bombs.invoke('set', 2e6),
    'a text of a hundred million letters': () => bombs.invoke('text', 1e8),
    'lone surrogates, forty million': () => bombs.invoke('surrogates', 4e7),
    'a hundred million bytes': () => bombs.invoke('bytes', 1e8),
    'a bigint of thirty thousand digits': () => bombs.invoke('bigint', 30_000),
    'an object twenty thousand levels deep': () => bombs.invoke('deep', 20_000),
  };
  for (const [what, call] of Object.entries(tooLarge)) attempt(what, refuses('RESULT_TOO_LARGE', call));

  attempt('shared parts, as a graph that is as small as they are', async () => {
    assert.equal(typeof (await bombs.invoke('shared', 40)), 'object');
  });

  attempt('a thousand windows on one buffer, which is sent once', async () => {
    assert.equal((await bombs.invoke('windows', 1000)).length, 1000);
  });

  attempt('a list that grows while it is read', async () => {
    const outcome = await outcomeOf(bombs.invoke('widening'));
    assert.ok(Array.isArray(outcome) || outcome === 'RESULT_TOO_LARGE', String(outcome));
  });

  const thrown = {
    'a hundred thousand causes': () => bombs.invoke('causes', 1e5),
    'a hundred thousand errors in one': () => bombs.invoke('many', 1e5),
    'a message of ten million letters': () => bombs.invoke('fail', 'x'.repeat(1e7)),
    'a name of a million letters': () => bombs.invoke('failNamed', 'x'.repeat(1e6)),
    'a thrown text of ten million letters': () => bombs.invoke('failWith', 'x'.repeat(1e7)),
    'a hundred thousand properties': () => bombs.invoke('failWithKeys', 1e5),
  };
  for (const [what, call] of Object.entries(thrown)) {
    attempt(`an exception with ${what}`, async () => {
      const exception = await outcomeOf(call());
      assert.ok(exception instanceof JsException, String(exception));
      assert.ok(isCut(exception));
      assert.ok(exception.message.length + (exception.remoteStack ?? '').length < 64 * 1024);
    });
  }

  attempt('an exception whose every trap throws', async () => {
    assert.ok((await outcomeOf(bombs.invoke('lie'))) instanceof JsException);
  });
});

describe('readers of what a client holds', () => {
  // An array that grows by each call would be too large for any machine after thirty.
  for (const reader of ['concat', 'flat', 'flatMap', 'join', 'toSpliced', 'toSorted', 'push', 'copyWithin']) {
    attempt(
      reader,
      refuses('NOT_REACHABLE', () => bombs.invoke(`list.${reader}`)),
    );
  }
});

describe('arguments that grow', () => {
  const tooLarge = {
    'JSON of two million elements': () => bombs.invoke('identity', new JsonText(`[${'0,'.repeat(2e6)}0]`)),
    'JSON twenty thousand levels deep': () => bombs.invoke('identity', new JsonText('['.repeat(2e4) + ']'.repeat(2e4))),
    'JSON of a million empty arrays': () => bombs.invoke('identity', new JsonText(`[${'[],'.repeat(1.2e6)}0]`)),
  };
  for (const [what, call] of Object.entries(tooLarge)) attempt(what, refuses('REQUEST_TOO_LARGE', call));

  attempt('a text of fifty million letters, which fits', async () => {
    assert.equal(await bombs.with({ result: 'void' }).invoke('identity', 'x'.repeat(5e7)), undefined);
  });

  attempt('JSON with a key that is a way to pollute', async () => {
    const polluting = new JsonText('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    const echoed = await bombs.with({ encoding: 'json' }).invoke('identity', polluting);
    assert.deepEqual(Object.keys(echoed), ['__proto__', 'constructor']);
    assert.equal({}.polluted, undefined);
  });
});
