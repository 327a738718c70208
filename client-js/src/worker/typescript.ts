// Modules in TypeScript. Node runs them where it can take the types away and nothing else is to be done; the
// lines and columns of what is left stay as they were.

const ending = /\.[mc]?ts$/;
const flag = '--experimental-strip-types';

export function isTypeScript(file: string): boolean {
  return ending.test(file);
}

// What is asked about the Node that runs: a part of `process`.
export interface Runtime {
  features: object;
  execArgv: readonly string[];
  env: { NODE_OPTIONS?: string | undefined };
  allowedNodeEnvironmentFlags: { has(flag: string): boolean };
}

// Node says so itself from 22.10 on; before, it can do so only if it was told to.
export function stripsTypes({ features, execArgv }: Runtime): boolean {
  const { typescript } = features as { typescript?: 'strip' | 'transform' | false };
  return typescript === undefined ? execArgv.includes(flag) : typescript !== false;
}

// The flag for a Node that strips types only if it is told to, unless whoever started it has decided already.
export function strippingFlags(runtime: Runtime): string[] {
  const { execArgv, env, allowedNodeEnvironmentFlags } = runtime;
  const decided = [...execArgv, env.NODE_OPTIONS ?? ''].some((text) => text.includes('strip-types'));
  return decided || stripsTypes(runtime) || !allowedNodeEnvironmentFlags.has(flag) ? [] : [flag];
}

// What to do about an error of Node's loader that only TypeScript explains; empty for any other.
export function adviceFor({ code, message }: { code?: unknown; message: string }): string {
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && /"\.[mc]?ts"/.test(message)) {
    return `This Node does not load TypeScript: ${remedies}`;
  }
  if (
    code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' ||
    (code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' && notStripped(message))
  ) {
    return 'Types are only taken away, and this needs more: compile the module to JavaScript.';
  }
  return '';
}

export const remedies = `run the worker on Node 22.18 or newer (or 22.6 with ${flag}), or compile the module to JavaScript.`;

// The code of such an error was the one for all bad syntax at first.
function notStripped(message: string): boolean {
  return message.includes('strip-only');
}
