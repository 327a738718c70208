// Waits for one of the client's own RPCs, no longer than the caller wants to. The RPC goes on all the same.

import { onAbort } from './abort.js';
import type { Answered } from './lease.js';
import type { Settings } from './options.js';
import { clientErrors } from './status.js';
import type { System } from './system.js';

export interface Waiting<T> {
  system: System;
  settings: Settings;
  start(done: (answer: Answered<T>) => void): void;
  // What came after nobody waited any more.
  late?(value: T): void;
}

export async function awaitAnswer<T>(waiting: Waiting<T>): Promise<T> {
  const answer = await new Promise<Answered<T>>((resolve, reject) => begin(waiting, resolve, reject));
  if ('failed' in answer) throw answer.failed.toError();
  return answer.ok;
}

function begin<T>(
  { system, settings, start, late }: Waiting<T>,
  resolve: (answer: Answered<T>) => void,
  reject: (error: Error) => void,
): void {
  const { signal, timeout = Infinity } = settings;
  const cleanUp: (() => void)[] = [];
  let waits = true;
  const stopWaiting = () => {
    waits = false;
    for (const clean of cleanUp) clean();
  };
  const giveUp = (error: Error) => {
    stopWaiting();
    reject(error);
  };
  const abort = () => giveUp(clientErrors.aborted('UNKNOWN', signal?.reason));
  start((answer) => {
    if (!waits) {
      if ('ok' in answer) late?.(answer.ok);
      return;
    }
    stopWaiting();
    resolve(answer);
  });
  if (signal?.aborted === true) {
    abort();
    return;
  }
  if (signal !== undefined) cleanUp.push(onAbort(signal, abort));
  if (timeout !== Infinity) cleanUp.push(system.after(timeout, () => giveUp(clientErrors.tookTooLong())));
}
