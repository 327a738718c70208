// A machine whose clock stands until the test moves it, and whose chance is even.

import type { System } from '#dist/client/system.js';

interface Task {
  at: number;
  run: () => void;
}

export class ManualSystem implements System {
  private time = 1_000_000;
  private readonly tasks = new Set<Task>();
  private nonces = 0;

  now = () => this.time;
  random = () => 0.5;

  after = (milliseconds: number, run: () => void): (() => void) => {
    const task = { at: this.time + milliseconds, run };
    this.tasks.add(task);
    return () => this.tasks.delete(task);
  };

  nonce = (): Uint8Array => {
    const nonce = new Uint8Array(16);
    new DataView(nonce.buffer).setUint32(0, ++this.nonces);
    return nonce;
  };

  get timers(): number {
    return this.tasks.size;
  }

  // Lets time pass, with all that comes due meanwhile, in order.
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (let task = this.next(end); task !== undefined; task = this.next(end)) {
      this.time = Math.max(this.time, task.at);
      this.tasks.delete(task);
      task.run();
      await settled();
    }
    this.time = end;
    await settled();
  }

  private next(end: number): Task | undefined {
    return [...this.tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

// Lets everything happen that waits for nothing but its turn.
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
