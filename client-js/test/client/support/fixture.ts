// A client over a fake broker and a clock that stands.

import { type ConnectOptions, runtimeOver } from '#dist/client/connect.js';
import type { Runtime } from '#dist/client/runtime.js';
import { FakeInterop } from './fake_interop.js';
import { ManualSystem } from './manual_system.js';

export interface Fixture {
  js: Runtime;
  interop: FakeInterop;
  system: ManualSystem;
}

export function fixture(options: ConnectOptions = {}): Fixture {
  const interop = new FakeInterop();
  const system = new ManualSystem();
  return { js: runtimeOver(interop, options, system), interop, system };
}

// What a promise is rejected with.
export async function failureOf<E = Error>(promise: Promise<unknown>): Promise<E> {
  try {
    await promise;
  } catch (error) {
    return error as E;
  }
  throw new Error('it did not fail');
}

export const cart = { module: './cart.js', member: 'Cart' };
