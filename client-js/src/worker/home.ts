// What the worker and the modules that it loads have in common. There is one per process, wherever this
// package was loaded from, so that a module which finds another copy of it still talks to the same worker.

import { Markers } from '../values/markers.js';
import { Exposed } from './exposed.js';

/** What a worker holds and does at the moment. */
export interface Stats {
  /** Objects that clients hold. */
  objects: number;
  /** Grants of these: an object that was returned twice counts twice here. */
  grants: number;
  /** Calls that wait for a promise. */
  runningCalls: number;
  /** Calls that were delivered and have not been answered, those that run included. */
  outstandingCalls: number;
}

export interface Home {
  readonly exposed: Exposed;
  readonly markers: Markers;
  stats: () => Stats;
}

const key = Symbol.for('jsinterop.worker.home');

function find(): Home {
  const scope = globalThis as unknown as Record<symbol, Home | undefined>;
  const present = scope[key];
  if (present !== undefined) return present;
  const made: Home = {
    exposed: new Exposed(),
    markers: new Markers(),
    stats: () => ({ objects: 0, grants: 0, runningCalls: 0, outstandingCalls: 0 }),
  };
  Object.defineProperty(globalThis, key, { value: made });
  return made;
}

export const home = find();
