// Node's own modules, by what a client could do with what they export.

// They run code, start processes, or lead out of the rules in other ways: everything in them is denied, and so is
// the construction of any class that extends one of theirs.
export const codeModules: ReadonlySet<string> = new Set([
  'vm',
  'child_process',
  'module',
  'worker_threads',
  'cluster',
  'inspector',
  'inspector/promises',
  'repl',
  'wasi',
  'v8',
  'process',
  'test',
  'test/reporters',
  'trace_events',
  'sea',
]);

// They touch the machine and the network: everything in them is denied.
const worldModules: ReadonlySet<string> = new Set([
  'fs',
  'fs/promises',
  'net',
  'http',
  'http2',
  'https',
  'tls',
  'dgram',
  'dns',
  'dns/promises',
  'os',
  'tty',
  'readline',
  'readline/promises',
  'sqlite',
]);

// Their functions compute and do nothing else, so an author may export them.
const pureModules: ReadonlySet<string> = new Set([
  'path',
  'path/posix',
  'path/win32',
  'querystring',
  'url',
  'string_decoder',
  'punycode',
  'crypto',
]);

// 'functions' stands for all others: they reach into objects that are not the client's (`util.inspect`,
// `events.getEventListeners`), so that only their classes may be used, to extend them.
export type Group = 'everything' | 'functions' | 'nothing';

export function deniedOf(module: string): Group {
  if (codeModules.has(module) || worldModules.has(module)) return 'everything';
  return pureModules.has(module) ? 'nothing' : 'functions';
}

// Functions of pure modules that are not pure: they load a library, or change the process.
export const impure: ReadonlyMap<string, readonly string[]> = new Map([
  ['crypto', ['setEngine', 'setFips', 'secureHeapUsed']],
]);

// Globals that reach the network or the process, that call a function when nobody waits for what it throws, or that
// read what is closed.
export const deniedGlobals: readonly unknown[] = [
  ...[
    'fetch',
    'WebSocket',
    'EventSource',
    'BroadcastChannel',
    'gc',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
    'queueMicrotask',
    'structuredClone',
  ].map((name) => (globalThis as unknown as Record<string, unknown>)[name]),
  JSON.stringify,
  Error.captureStackTrace,
];
