// What a call can fail with. Two kinds are kept apart: JavaScript threw, or the call could not be run.

import { framesOf } from './stack.js';

/** Whether the function of a call that failed has run: decide about trying again by this alone. */
export type Executed = 'NO' | 'YES' | 'UNKNOWN';

/** The gRPC status of a call that failed. */
export type StatusCode =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED';

/** What a {@link CallError} tells beside its message. */
export interface CallErrorDetails {
  /** See {@link CallError.code}. */
  code: StatusCode;
  /** See {@link CallError.reason}. */
  reason?: string;
  /** See {@link CallError.executed}. */
  executed?: Executed;
  /** See {@link CallError.field}. */
  field?: string;
  /** See {@link CallError.subject}. */
  subject?: string;
  /** What led to it: the reason of an `AbortSignal`. */
  cause?: unknown;
}

/**
 * The call was refused, could not be run, or was lost on the way.
 *
 * ```js
 * try {
 *   await math.add(1, 2);
 * } catch (error) {
 *   if (error instanceof CallError && error.executed === 'NO') tryAgain();
 *   else throw error;
 * }
 * ```
 */
export class CallError extends Error {
  /** The kind of failure, by its gRPC status. */
  declare readonly code: StatusCode;

  /**
   * Why, as a word: one of the broker's (`MEMBER_NOT_FOUND`, `LEASE_EXPIRED`, `WORKER_LOST`, …; `error.proto` lists
   * them) or one of this client's (`BAD_ARGUMENT`, `NOT_USABLE`, `MALFORMED_RESULT`). Empty where nobody knows more
   * than `code`: a connection that broke, a deadline, an abort.
   */
  declare readonly reason: string;

  /** Whether the function ran. `UNKNOWN` if nobody can tell: it may have, wholly or partly. */
  declare readonly executed: Executed;

  /** The field of the request or the option that is wrong, where it is one. */
  declare readonly field: string;

  /** What the failure concerns: a module, a member, a place in an argument. */
  declare readonly subject: string;

  constructor(message: string, details: CallErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    show(this, 'code', details.code);
    show(this, 'reason', details.reason ?? '');
    show(this, 'executed', details.executed ?? 'UNKNOWN');
    show(this, 'field', details.field ?? '');
    show(this, 'subject', details.subject ?? '');
  }
}

Object.defineProperty(CallError.prototype, 'name', { value: 'CallError', writable: true, configurable: true });

/** What a {@link JsException} is made of. */
export interface JsExceptionDetails {
  /** See {@link JsException.name}. */
  name: string;
  /** The error's message; for what is no error, a few words on it. */
  message: string;
  /** See {@link JsException.remoteStack}. */
  remoteStack?: string;
  /** See {@link JsException.code}. */
  code?: string;
  /** See {@link JsException.cause}. */
  cause?: JsException;
  /** See {@link JsException.errors}. */
  errors?: readonly JsException[];
  /** See {@link JsException.properties}. */
  properties?: Readonly<Record<string, unknown>>;
  /** See {@link JsException.thrown}; in a list, since `undefined` can be thrown too. */
  thrown?: readonly [unknown];
  /** See {@link JsException.truncated}. */
  truncated?: boolean;
}

/**
 * JavaScript ran and threw. `name` and `message` are those of what was thrown; `stack` shows where it was thrown in the
 * worker, then where it was called from here.
 */
export class JsException extends Error {
  /** The name of the error that was thrown (`TypeError`); empty if what was thrown is no error. */
  declare readonly name: string;

  /** The error's `code` (`ERR_INVALID_URL`), as text; empty if it has none. */
  declare readonly code: string;

  /** The error's cause, where that is an error too. */
  declare readonly cause: JsException | undefined;

  /** The errors of an `AggregateError`. */
  declare readonly errors: readonly JsException[] | undefined;

  /** Further own properties of the error that are primitive. */
  declare readonly properties: Readonly<Record<string, unknown>>;

  /** What was thrown, where that is no error but plain data, such as `throw 'no'`. */
  declare readonly thrown: unknown;

  /** Where it was thrown: the stack in the worker, with paths below the worker's root. */
  declare readonly remoteStack: string;

  /** Something was left out or cut, since it was too large. */
  declare readonly truncated: boolean;

  constructor(details: JsExceptionDetails) {
    super(details.message);
    hide(this, 'name', details.name);
    show(this, 'code', details.code ?? '');
    // Where there are none there is no such property: it would be printed even if it is empty.
    if (details.errors !== undefined && details.errors.length > 0) define(this, 'errors', details.errors, true);
    show(this, 'properties', details.properties ?? {});
    if (details.thrown !== undefined) define(this, 'thrown', details.thrown[0], true);
    if (details.cause !== undefined) hide(this, 'cause', details.cause);
    hide(this, 'remoteStack', details.remoteStack ?? '');
    hide(this, 'truncated', details.truncated ?? false);
    hide(this, 'stack', joinStacks(this, details.remoteStack ?? ''));
  }
}

function joinStacks(error: Error, remote: string): string {
  const header = error.name === '' ? error.message : `${error.name}: ${error.message}`;
  return [remote === '' ? header : remote, '    called from', ...framesOf(error.stack ?? '')].join('\n');
}

// Printed with the error, if it says something.
function show(error: Error, key: string, value: string | object): void {
  define(error, key, value, Object.keys(value).length > 0);
}

function hide(error: Error, key: string, value: unknown): void {
  define(error, key, value, false);
}

function define(error: Error, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, key, { value, writable: true, enumerable, configurable: true });
}
