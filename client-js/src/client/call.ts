// One call, as the verbs ask for it.

import type { Operation } from '../gen/jsinterop/v1/interop.js';
import type { Settings } from './options.js';
import type { ReferenceState } from './reference.js';

// Where the path of a member begins.
export type Aim =
  { kind: 'exposed' } | { kind: 'module'; specifier: string } | { kind: 'reference'; state: ReferenceState };

export interface InvokeCall {
  what: 'invoke';
  aim: Aim;
  operation: Operation;
  member: string;
  args: readonly unknown[];
  // Whether a promise is awaited or is an error.
  awaits: boolean;
  settings: Settings;
}

export interface ImportCall {
  what: 'import';
  specifier: string;
  settings: Settings;
}

export type Call = InvokeCall | ImportCall;
