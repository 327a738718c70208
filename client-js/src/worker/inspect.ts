// Node's inspector in a worker, for a debugger on the same machine. Whoever reaches it runs code of their own, so
// it is opened at an address of this machine alone.

import { parseArgs } from 'node:util';
import { isIPv4 } from 'node:net';

// host:port for `--inspect`; undefined if the text is none, or is reached from elsewhere.
export function inspectAddress(text: string): string | undefined {
  const [, said = '127.0.0.1', port] = /^(?:(.*):)?([0-9]{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) return undefined;
  const host = said === 'localhost' ? '127.0.0.1' : said;
  return host === '[::1]' || (isIPv4(host) && host.startsWith('127.')) ? `${host}:${Number(port)}` : undefined;
}

// What Node is to be started with for a worker with these arguments. Of what is wrong with them, the worker tells.
export function inspectFlags(args: string[]): string[] {
  const { inspect } = parseArgs({ args, options: { inspect: { type: 'string' } }, strict: false }).values;
  const address = typeof inspect === 'string' ? inspectAddress(inspect) : undefined;
  return address === undefined ? [] : [`--inspect=${address}`];
}
