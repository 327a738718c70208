// Waits for one of the client's own RPCs, no longer than the caller wants to.

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

export async function awaitAnswer<T>({ system, settings, start, late }: Waiting<T>): Promise<T> {
  const { signal, timeout = Infinity } = settings;
  if (signal?.aborted === true) throw clientErrors.aborted('NO', signal.reason);
  let giveUp: (error: Error) => void;
  const patience = new Promise<never>((_, reject) => (giveUp = reject));
  const onAbort = () => giveUp(clientErrors.aborted('UNKNOWN', signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });
  const dropTimer = timeout === Infinity ? undefined : system.after(timeout, () => giveUp(clientErrors.tookTooLong()));
  let waits = true;
  const answered = new Promise<Answered<T>>((resolve) =>
    start((answer) => {
      if (waits) resolve(answer);
      else if ('ok' in answer) late?.(answer.ok);
    }),
  );
  try {
    const answer = await Promise.race([answered, patience]);
    if ('failed' in answer) throw answer.failed.toError();
    return answer.ok;
  } finally {
    waits = false;
    dropTimer?.();
    signal?.removeEventListener('abort', onAbort);
  }
}
