// Promises that user code started and forgot: they are logged, and the calls of others go on.
//
// Not everything that looks so is. Where a CommonJS module throws while another module imports it statically, as
// the wrappers of modules do, import() tells the error to whoever asked, and Node forgets a promise of its own
// that is rejected with the same error; it looks at that one when the module is asked for again.

import { describe, type Log } from './log.js';

const afterThisTurn = setImmediate;
const told = new Set<unknown>();

// Says that an error of an import goes to whoever asked for it. What Node forgets is found at the end of this
// turn.
export function isTold(error: unknown): void {
  told.add(error);
  afterThisTurn(() => told.delete(error));
}

export function logRejections(log: Log): void {
  const known = new WeakSet<Promise<unknown>>();
  process.on('unhandledRejection', (error, promise) => {
    if (told.has(error)) known.add(promise);
    else log(`a promise was rejected and nobody looked: ${describe(error)}`);
  });
  process.on('rejectionHandled', (promise) => {
    if (!known.has(promise)) log('a rejected promise was looked at after all');
  });
}
