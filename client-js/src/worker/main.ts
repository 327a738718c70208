// The worker process. It is to be started with the V8 flags that flags.ts tells; `jsinterop-worker` does so.

import '../intrinsics.js';
import { url as inspectorUrl } from 'node:inspector';
import { finish, takeStandardOutput } from './explain/command.js';
import type { ExplainOptions } from './explain/report.js';
import { missingFlags } from './flags.js';
import { describe, logTo } from './log.js';
import { help, type Options, parseOptions, UsageError } from './options.js';
import { logRejections } from './rejections.js';
import { createExplainer, createWorker, installHooks, preload } from './worker.js';

const exitCodes = { endedByModule: 1, usage: 2, preload: 3 };

const log = logTo(process.stderr);

function exit(code: number, why: string): never {
  log(why);
  process.exit(code);
}

function readOptions(): Options {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options !== 'help') return options;
  } catch (error) {
    if (error instanceof UsageError) exit(exitCodes.usage, `${error.message}\nTry --help.`);
    throw error;
  }
  process.stdout.write(help);
  process.exit(0);
}

const options = readOptions();
const missing = missingFlags(options.allowCodegen);
if (missing.length > 0) exit(exitCodes.usage, `start it as jsinterop-worker, or with node ${missing.join(' ')}`);

if (options.inspect && inspectorUrl() === undefined) {
  exit(
    exitCodes.usage,
    'there is no inspector: start it as jsinterop-worker, or give --inspect to node, at a port that is free',
  );
}

logRejections(log);

// What knows the platform is made before any user code has run.
const run = options.explain === undefined ? prepareWork(options) : prepareExplaining(options, options.explain);
installHooks(options.root);
try {
  await preload(options.preload);
} catch (error) {
  exit(exitCodes.preload, `a preloaded module failed: ${describe(error)}`);
}
await run();

function prepareWork(options: Options): () => void {
  const worker = createWorker(options, log, (code, why) => exit(code, why === '' ? 'stopped' : why));
  return () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => worker.stop(signal));
    if (options.exitOnStdinEnd) process.stdin.on('close', () => worker.stop('standard input ended')).resume();
    worker.start();
  };
}

// Ends the process even if modules have left something running.
function prepareExplaining(options: Options, how: ExplainOptions): () => Promise<void> {
  const explain = createExplainer(options);
  const output = takeStandardOutput();
  return async () => {
    let finished = false;
    process.on('exit', () => {
      if (finished) return;
      log('a module ended the process while it was loaded, so nothing is known of what clients reach');
      process.exitCode = exitCodes.endedByModule;
    });
    const code = finish(await explain(), how, { print: output.print, tell: log });
    output.end(() => {
      finished = true;
      process.exit(code);
    });
  };
}
