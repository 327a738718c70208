// How a call is to be made: what users may say, checked and put together.

import { type Duration, millisecondsOf } from './durations.js';
import { LeaseHandle } from './lease_handle.js';
import type { Lease } from './lease.js';
import { clientErrors } from './status.js';

/** In which form a result is wanted: a copy, a reference to the live object, or nothing at all. */
export type ResultForm = 'value' | 'reference' | 'void';

/** How a result is copied. */
export type ResultEncoding = 'auto' | 'json' | 'structured';

/** How calls are to be made; see `with` of {@link Remote} and {@link Runtime}. Everything has a default. */
export interface CallOptions {
  /**
   * How long to wait for the answer: milliseconds, or a text such as `'2s'`. When the time is over the call fails with
   * `DEADLINE_EXCEEDED`, JavaScript is told to stop, and what the call may still grant is released. By default what
   * {@link ConnectOptions.timeout} says.
   */
  timeout?: Duration | undefined;

  /** Aborts the call: it fails with `CANCELLED` at once, JavaScript is told, and what it may still grant is released. */
  signal?: AbortSignal | undefined;

  /**
   * What to give back: a copy (`'value'`), the live object itself (`'reference'`), or nothing (`'void'`). By default
   * a reference for `construct` and a copy for everything else. What cannot be referred to (a number, null) comes as a
   * copy anyway.
   */
  result?: ResultForm | undefined;

  /**
   * How a copy is made: `'auto'` is exact; `'json'` is what `JSON.stringify` makes of it, with its losses;
   * `'structured'` is exact and never uses JSON.
   */
  encoding?: ResultEncoding | undefined;

  /** The lease for what the call grants, instead of the client's own. */
  lease?: LeaseHandle | undefined;

  /** The pool of workers to run in. By default the client's, or wherever the references of the call live. */
  pool?: string | undefined;
}

// The same, checked.
export interface Settings {
  // Milliseconds.
  timeout?: number;
  signal?: AbortSignal;
  result?: ResultForm;
  encoding?: ResultEncoding;
  lease?: Lease;
  pool?: string;
}

type Check<T> = (value: unknown, field: string) => T;

function oneOf<T extends string>(...names: T[]): Check<T> {
  return (value, field) => {
    if (names.includes(value as T)) return value as T;
    throw clientErrors.badOption(field, `The option '${field}' must be one of '${names.join("', '")}'.`);
  };
}

function aDuration(value: unknown, field: string): number {
  const milliseconds = millisecondsOf(value);
  if (milliseconds !== undefined) return milliseconds;
  throw clientErrors.badOption(field, `The option '${field}' must be milliseconds, or a text such as '2s' or '500ms'.`);
}

function aSignal(value: unknown, field: string): AbortSignal {
  if (value instanceof AbortSignal) return value;
  throw clientErrors.badOption(field, `The option '${field}' must be an AbortSignal.`);
}

function aLease(value: unknown, field: string): Lease {
  const lease = LeaseHandle.leaseOf(value);
  if (lease !== undefined) return lease;
  throw clientErrors.badOption(field, `The option '${field}' must be what grantLease() gave.`);
}

function aText(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw clientErrors.badOption(field, `The option '${field}' must be a string.`);
}

const checks: { [K in keyof Settings]-?: Check<NonNullable<Settings[K]>> } = {
  timeout: aDuration,
  signal: aSignal,
  result: oneOf('value', 'reference', 'void'),
  encoding: oneOf('auto', 'json', 'structured'),
  lease: aLease,
  pool: aText,
};

// What `options` say goes before what stood. An option that is undefined says nothing.
export function refine(settings: Settings, options: CallOptions): Settings {
  checkNames(options, Object.keys(checks));
  const refined: Record<string, unknown> = { ...settings };
  for (const [field, value] of Object.entries(options)) {
    if (value !== undefined) refined[field] = checks[field as keyof Settings](value, field);
  }
  return refined;
}

// A name that is misspelt must not be taken for nothing.
export function checkNames(options: unknown, names: readonly string[]): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw clientErrors.badOption('options', 'The options must be an object.');
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw clientErrors.badOption(unknown, `There is no option '${unknown}'; there are ${names.join(', ')}.`);
}

type Optional<T> = (value: unknown, field: string) => T | undefined;

// For options other than those of calls.
export const optional: Record<'duration' | 'term', Optional<number>> & Record<'text', Optional<string>> = {
  duration: (value: unknown, field: string) => (value === undefined ? undefined : aDuration(value, field)),
  term: (value: unknown, field: string) => {
    const milliseconds = optional.duration(value, field);
    if (milliseconds !== Infinity) return milliseconds;
    throw clientErrors.badOption(field, `The option '${field}' must have an end: a lease is renewed by itself.`);
  },
  text: (value: unknown, field: string) => (value === undefined ? undefined : aText(value, field)),
};
