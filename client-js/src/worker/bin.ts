#!/usr/bin/env node
// jsinterop-worker: starts the worker process with the V8 flags that it needs, and stands in for it: signals
// go to the worker, and its exit code comes back.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { neededFlags } from './flags.js';
import { inspectFlags } from './inspect.js';
import { strippingFlags } from './typescript.js';

const args = process.argv.slice(2);
const flags = [...neededFlags(args.includes('--allow-codegen')), ...strippingFlags(process), ...inspectFlags(args)];
const main = fileURLToPath(new URL('./main.js', import.meta.url));
const child = spawn(process.execPath, [...process.execArgv, ...flags, main, ...args], { stdio: 'inherit' });

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));

child.on('error', (error) => {
  process.stderr.write(`jsinterop-worker: could not start node: ${error.message}\n`);
  process.exit(1);
});

child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
});
