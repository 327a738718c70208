// One call from its delivery until its result.

import type { CallFrame } from '../wire/frames.js';

export class Job {
  // `queued`: it has not begun. `loading`: it waits for its module, and the function has not begun.
  // `running`: it waits for a promise. `answered`: its result is written, or nobody waits for one any more.
  state: 'queued' | 'loading' | 'running' | 'answered' = 'queued';
  // Everything that the call grants is to be forgotten at once.
  released = false;
  // The same for single grants.
  releasedIndices: number[] | undefined;

  // What a CONSTRUCT called, once it has.
  maker: Function | undefined;

  constructor(
    readonly call: CallFrame,
    // When its time is over, by the worker's clock; Infinity if nobody knows.
    readonly deadline: number,
  ) {}

  get id(): number {
    return this.call.callId;
  }

  get awaits(): boolean {
    return this.call.what?.$case === 'invoke' && this.call.what.value.awaitPromise;
  }
}
