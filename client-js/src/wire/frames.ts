// Reads the broker's frames and writes the worker's.

import { BrokerFrame as UnreadFrame, CallFrame, InvokeFrame, ResultFrame, WorkerFrame } from '../gen/frames.js';
import type { Goodbye, Hello } from '../gen/jsinterop/v1/worker.js';
import { StrictReader } from './reader.js';
import { callIdIn } from './scan.js';

export { CallFrame, InvokeFrame, ResultFrame };

// A frame of the broker with its calls read, but not the values inside them.
export interface BrokerFrame extends Omit<UnreadFrame, 'calls'> {
  calls: CallFrame[];
}

// What a frame adds to each result that it carries: a tag and a length.
export const resultOverhead = 8;

// Throws if the frame, or the id of one of its calls, cannot be read.
export function readBrokerFrame(bytes: Uint8Array): BrokerFrame {
  const frame = UnreadFrame.decode(new StrictReader(bytes));
  return { ...frame, calls: frame.calls.map(readCall) };
}

// A call, or only its id where the rest cannot be read. Throws if there is no id either.
function readCall(bytes: Uint8Array): CallFrame {
  try {
    return CallFrame.decode(new StrictReader(bytes));
  } catch {
    return { callId: callIdIn(bytes), remainingMicros: 0, what: undefined };
  }
}

export function writeResult(result: ResultFrame): Uint8Array {
  return ResultFrame.encode(result).finish();
}

export function writeResults(results: Uint8Array[]): Buffer {
  return write({ hello: undefined, results, goodbye: undefined });
}

export function writeHello(hello: Hello): Buffer {
  return write({ hello, results: [], goodbye: undefined });
}

export function writeGoodbye(goodbye: Goodbye): Buffer {
  return write({ hello: undefined, results: [], goodbye });
}

function write(frame: WorkerFrame): Buffer {
  return WorkerFrame.encode(frame).finish() as Buffer;
}
