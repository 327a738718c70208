// Waits for one of the client's own RPCs, no longer than the caller wants to. The RPC goes on all the same.

import { onAbort } from './abort.js';
import type { Answered } from './lease.js';
import type { Settings } from './options.js';
import { showingCaller } from './stack.js';
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
  const outcome = await new Promise<Outcome<T>>((resolve) => begin(waiting, resolve));
  // Made here, since only from here does V8 know the functions that wait.
  if ('error' in outcome) throw showingCaller(outcome.error());
  return outcome.value;
}

type Outcome<T> = { value: T } | { error: () => Error };

function begin<T>({ system, settings, start, late }: Waiting<T>, resolve: (outcome: Outcome<T>) => void): void {
  const { signal, timeout = Infinity } = settings;
  const cleanUp: (() => void)[] = [];
  let waits = true;
  const stopWaiting = () => {
    waits = false;
    for (const clean of cleanUp) clean();
  };
  const giveUp = (error: () => Error) => {
    stopWaiting();
    resolve({ error });
  };
  const abort = () => giveUp(() => clientErrors.aborted('UNKNOWN', signal?.reason));
  start((answer) => {
    if (!waits) {
      if ('ok' in answer) late?.(answer.ok);
      return;
    }
    stopWaiting();
    resolve('ok' in answer ? { value: answer.ok } : { error: () => answer.failed.toError() });
  });
  // It may have been answered inside.
  if (!waits) return;
  if (signal?.aborted === true) {
    abort();
    return;
  }
  if (signal !== undefined) cleanUp.push(onAbort(signal, abort));
  if (timeout !== Infinity) cleanUp.push(system.after(timeout, () => giveUp(clientErrors.tookTooLong)));
}
