// How long to wait before dialling again: twice as long each time, at random below that, so that workers
// which lost the same broker do not come back in step.

const first = 100;
const longest = 10_000;

export class Backoff {
  private bound = first;

  // `random` gives numbers from 0 up to 1.
  constructor(private readonly random: () => number) {}

  // Milliseconds to wait now.
  next(): number {
    const pause = this.random() * this.bound;
    this.bound = Math.min(longest, this.bound * 2);
    return pause;
  }

  // After a broker has answered.
  reset(): void {
    this.bound = first;
  }
}
