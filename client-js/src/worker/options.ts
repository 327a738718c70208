// The command line of a worker.

import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type Budgets, defaultBudgets } from '../values/budgets.js';
import type { Mode } from '../reach/fields.js';
import type { ExplainOptions } from './explain/report.js';
import { inspectAddress } from './inspect.js';

export interface Options {
  broker: string;
  root: string;
  pool: string;
  name: string;
  allowedPackages: string[];
  preload: string[];
  reach: Mode;
  allowCodegen: boolean;
  allowRegexp: boolean;
  sourceMaps: boolean;
  // Whether Node's inspector is to be there.
  inspect: boolean;
  window: number;
  maxRunning: number;
  maxMessageBytes: number;
  secret: Uint8Array;
  drainTimeoutMillis: number;
  exitOnStdinEnd: boolean;
  budgets: Budgets;
  // Tell what clients can reach, and do no work.
  explain: ExplainOptions | undefined;
}

// Something is wrong with the command line; the message says what to do.
export class UsageError extends Error {}

export const help = `jsinterop-worker: runs JavaScript for the clients of a jsinterop broker.

usage: jsinterop-worker --broker ADDRESS --root FOLDER [options]
       jsinterop-worker --explain-reach --root FOLDER [--check FILE] [options]

  --broker ADDRESS          the broker's worker door: unix:/path/to/socket or host:port
  --root FOLDER             where the modules are; clients load ./name.js below it and nothing else

what clients can reach
  --allow-package NAME      let clients import this package too, by exactly this name (may be repeated)
  --preload FILE            import this module first, for example to expose() names (may be repeated)
  --reach strict|open       strict: only what authors opened (the default); open: for networks where every
                            client is trusted: also fields that hold objects, and setting plain objects
  --allow-regexp            take regular expressions from clients; a bad one can block the worker
  --allow-codegen           let code use eval and new Function, as some template engines need

tell what clients can reach, and do nothing else
  --explain-reach           load every module below the root and every package that is allowed, and print each
                            module, export and member that clients reach, with what they can do and by which
                            rule. Modules run when they are loaded, as they do for clients
  --check FILE              compare with an earlier output instead: exit code 1 if clients reach more than it says
  --refused                 print what is refused too, and why
  --json                    print JSON

how it works
  --pool NAME               the pool to work in (default: default)
  --name ID                 the worker's name in logs (default: host name and process id)
  --secret-file FILE        the secret that the worker door asks for, where it asks for one
  --window N                calls that may be delivered and unanswered, 1 to 65536 (default 1024)
  --max-running N           calls that wait for a promise at a time, 1 to 65536 (default 256)
  --max-message-bytes N     the largest frame that the worker takes (default 67174400)
  --no-source-maps          tell where errors come from by the files that ran, not by their sources
  --inspect [HOST:]PORT     open Node's inspector for a debugger on this machine (host 127.0.0.1 if not said);
                            whoever reaches it can run any code, and a breakpoint stops all calls
  --drain-timeout SECONDS   how long a stop waits for calls that run (default 10)
  --exit-on-stdin-end       stop when standard input ends, as it does when the parent process is gone

how much one value may be
  --budget-nodes N          a value, its elements and members (default ${defaultBudgets.nodes})
  --budget-depth N          levels of nesting (default ${defaultBudgets.depth})
  --budget-bigint-digits N  digits of a bigint (default ${defaultBudgets.bigintDigits})

  --help                    this text

SIGTERM and SIGINT stop the worker: it answers the calls that it has, says goodbye and ends.

exit codes: 0 stopped on request; 1 user code ended it with an uncaught error; 2 wrong command line;
3 a preloaded module failed; 4 the broker refused the worker, and trying again would not help.
With --check: 1 clients reach more than the file says.
`;

// A value of 64 MiB and room for its envelope.
const defaultMaxMessageBytes = 64 * 1024 * 1024 + 64 * 1024;

const config = {
  broker: { type: 'string' },
  root: { type: 'string' },
  pool: { type: 'string', default: '' },
  name: { type: 'string' },
  'allow-package': { type: 'string', multiple: true, default: [] },
  preload: { type: 'string', multiple: true, default: [] },
  reach: { type: 'string', default: 'strict' },
  'allow-codegen': { type: 'boolean', default: false },
  'allow-regexp': { type: 'boolean', default: false },
  'no-source-maps': { type: 'boolean', default: false },
  window: { type: 'string' },
  'max-running': { type: 'string' },
  'max-message-bytes': { type: 'string' },
  'secret-file': { type: 'string' },
  inspect: { type: 'string' },
  'drain-timeout': { type: 'string' },
  'exit-on-stdin-end': { type: 'boolean', default: false },
  'budget-nodes': { type: 'string' },
  'budget-depth': { type: 'string' },
  'budget-bigint-digits': { type: 'string' },
  'explain-reach': { type: 'boolean', default: false },
  check: { type: 'string' },
  refused: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} satisfies NonNullable<ParseArgsConfig['options']>;

// Throws UsageError. Gives 'help' if the help text was asked for.
export function parseOptions(args: string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const maxMessageBytes = integer(values, 'max-message-bytes', defaultMaxMessageBytes, 65_536, 2 ** 31 - 1);
  return {
    broker: values['explain-reach']
      ? ''
      : brokerAddress(required(values.broker, '--broker', 'unix:/path/to/socket or host:port')),
    root: folder(required(values.root, '--root', 'the folder of your modules')),
    pool: poolName(values.pool),
    name: workerName(values.name),
    allowedPackages: values['allow-package'].map(packageName),
    preload: values.preload.map((file) => resolve(file)),
    reach: mode(values.reach),
    allowCodegen: values['allow-codegen'],
    allowRegexp: values['allow-regexp'],
    sourceMaps: !values['no-source-maps'],
    inspect: isInspected(values.inspect),
    window: integer(values, 'window', 1024, 1, 65_536),
    maxRunning: integer(values, 'max-running', 256, 1, 65_536),
    maxMessageBytes,
    secret: secret(values['secret-file']),
    drainTimeoutMillis: integer(values, 'drain-timeout', 10, 0, 86_400) * 1000,
    exitOnStdinEnd: values['exit-on-stdin-end'],
    budgets: {
      nodes: integer(values, 'budget-nodes', defaultBudgets.nodes, 1, 2 ** 30),
      depth: integer(values, 'budget-depth', defaultBudgets.depth, 1, 2 ** 30),
      bigintDigits: integer(values, 'budget-bigint-digits', defaultBudgets.bigintDigits, 1, 1_000_000),
      bytes: maxMessageBytes,
    },
    explain: explaining(values),
  };
}

type Values = ReturnType<typeof parse>;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: config, strict: true, allowPositionals: false }).values as {
      broker?: string;
      root?: string;
      pool: string;
      name?: string;
      'allow-package': string[];
      preload: string[];
      reach: string;
      'allow-codegen': boolean;
      'allow-regexp': boolean;
      'no-source-maps': boolean;
      inspect?: string;
      'exit-on-stdin-end': boolean;
      'explain-reach': boolean;
      check?: string;
      refused: boolean;
      json: boolean;
      help: boolean;
      window?: string;
      'max-running'?: string;
      'max-message-bytes'?: string;
      'secret-file'?: string;
      'drain-timeout'?: string;
      'budget-nodes'?: string;
      'budget-depth'?: string;
      'budget-bigint-digits'?: string;
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function explaining({ check, json, refused, ...values }: Values): ExplainOptions | undefined {
  if (values['explain-reach']) return { check: check === undefined ? undefined : resolve(check), json, refused };
  if (check === undefined && !json && !refused) return undefined;
  throw new UsageError('--check, --refused and --json go with --explain-reach');
}

type NumberName =
  | 'window'
  | 'max-running'
  | 'max-message-bytes'
  | 'drain-timeout'
  | 'budget-nodes'
  | 'budget-depth'
  | 'budget-bigint-digits';

function integer(values: Values, name: NumberName, otherwise: number, least: number, most: number): number {
  const text = values[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not '${text}'`);
}

function required(value: string | undefined, name: string, what: string): string {
  if (value === undefined || value === '') throw new UsageError(`${name} is required: ${what}`);
  return value;
}

function brokerAddress(text: string): string {
  if (/^unix:.+/.test(text) || /^[^:/]+:[0-9]{1,5}$/.test(text) || /^\[[0-9a-fA-F:]+\]:[0-9]{1,5}$/.test(text))
    return text;
  throw new UsageError(`--broker takes unix:/path/to/socket or host:port, not '${text}'`);
}

function folder(path: string): string {
  const full = resolve(path);
  try {
    if (statSync(full).isDirectory()) return full;
  } catch {
    // Said below.
  }
  throw new UsageError(`--root takes a folder that exists, and '${full}' is none`);
}

function poolName(name: string): string {
  if (/^[A-Za-z0-9_.-]{0,64}$/.test(name)) return name;
  throw new UsageError(`--pool takes at most 64 letters, digits, '_', '.' and '-', not '${name}'`);
}

function workerName(name: string | undefined): string {
  const chosen = name ?? `${hostname()}/${process.pid}`;
  if (chosen !== '' && Buffer.byteLength(chosen) <= 128) return chosen;
  throw new UsageError('--name takes 1 to 128 bytes');
}

function packageName(name: string): string {
  if (/^(?:@[a-z0-9._~-]+\/)?[a-z0-9_~][a-z0-9._~-]*(?:\/[A-Za-z0-9._~-]+)*$/.test(name)) return name;
  throw new UsageError(`--allow-package takes a package's name, such as preact or preact/hooks, not '${name}'`);
}

function isInspected(at: string | undefined): boolean {
  if (at === undefined) return false;
  if (inspectAddress(at) !== undefined) return true;
  throw new UsageError(
    `--inspect takes a port of this machine alone, such as 9229 or 127.0.0.1:9229, not '${at}'; ` +
      'whoever reaches an inspector can run any code, so use a tunnel from elsewhere, such as ssh -L',
  );
}

function mode(text: string): Mode {
  if (text === 'strict' || text === 'open') return text;
  throw new UsageError(`--reach takes strict or open, not '${text}'`);
}

// A line end after the secret is not part of it, since editors put one there.
function secret(file: string | undefined): Uint8Array {
  if (file === undefined) return new Uint8Array(0);
  try {
    return new Uint8Array(Buffer.from(readFileSync(file, 'utf8').replace(/\r?\n$/, '')));
  } catch (error) {
    throw new UsageError(`--secret-file cannot be read: ${(error as Error).message}`);
  }
}
