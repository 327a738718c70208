// What the client takes from the machine: time, timers and chance. Given to it, so that tests can stand in.

import { randomBytes } from 'node:crypto';

export interface System {
  // Milliseconds on a clock that never goes back.
  now(): number;
  // Runs `task` once the time is over, never inside this call, and gives what drops it. A process that only waits for
  // this may end.
  after(milliseconds: number, task: () => void): () => void;
  // A number from 0 up to 1.
  random(): number;
  // 16 random bytes that cannot be guessed.
  nonce(): Uint8Array;
}

// The most that a timer of Node's takes; what is due later looks again then.
const longestTimer = 2 ** 31 - 1;

// Random bytes are fetched for many nonces at once, since each fetch costs more than the bytes.
class Nonces {
  private bytes = Buffer.alloc(0);
  private used = 0;

  next(): Uint8Array {
    if (this.used === this.bytes.length) {
      this.bytes = randomBytes(nonceBytes * 256);
      this.used = 0;
    }
    return this.bytes.subarray(this.used, (this.used += nonceBytes));
  }
}

const nonceBytes = 16;
const nonces = new Nonces();

export const realSystem: System = {
  now: () => performance.now(),
  after(milliseconds, task) {
    const timer = setTimeout(task, Math.min(Math.max(milliseconds, 0), longestTimer)).unref();
    return () => clearTimeout(timer);
  },
  random: Math.random,
  nonce: () => nonces.next(),
};

const firstPause = 1000;
const longestPause = 30_000;

// Milliseconds to wait after the `failures`th failure in a row (from 0): soon, since the connection may come back at
// any moment, then ever more rarely; with jitter.
export function retryPause(failures: number, { random }: System): number {
  return Math.min(firstPause * 2 ** Math.min(failures, 5), longestPause) * (0.5 + 0.5 * random());
}
