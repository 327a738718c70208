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
  code: StatusCode;
  reason?: string;
  executed?: Executed;
  field?: string;
  subject?: string;
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
  readonly code: StatusCode;

  /**
   * Why, as a word: one of the broker's (`MEMBER_NOT_FOUND`, `LEASE_EXPIRED`, `WORKER_LOST`, …; `error.proto` lists
   * them) or one of this client's (`BAD_ARGUMENT`, `NOT_USABLE`, `MALFORMED_RESULT`). Empty where nobody knows more
   * than `code`: a connection that broke, a deadline, an abort.
   */
  readonly reason: string;

  /** Whether the function ran. `UNKNOWN` if nobody can tell: it may have, wholly or partly. */
  readonly executed: Executed;

  /** The field of the request or the option that is wrong, where it is one. */
  readonly field: string;

  /** What the failure concerns: a module, a member, a place in an argument. */
  readonly subject: string;

  constructor(message: string, details: CallErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.reason = details.reason ?? '';
    this.executed = details.executed ?? 'UNKNOWN';
    this.field = details.field ?? '';
    this.subject = details.subject ?? '';
  }
}

Object.defineProperty(CallError.prototype, 'name', { value: 'CallError', writable: true, configurable: true });

/** What a {@link JsException} is made of. */
export interface JsExceptionDetails {
  name: string;
  message: string;
  remoteStack?: string;
  code?: string;
  cause?: JsException;
  errors?: readonly JsException[];
  properties?: Readonly<Record<string, unknown>>;
  thrown?: { value: unknown };
  truncated?: boolean;
}

/**
 * JavaScript ran and threw. `name` and `message` are those of what was thrown; `stack` shows where it was thrown in the
 * worker, then where it was called from here.
 */
export class JsException extends Error {
  /** The name of the error that was thrown (`TypeError`); empty if what was thrown is no error. */
  override readonly name: string;

  /** The error's `code` (`ERR_INVALID_URL`), as text; empty if it has none. */
  readonly code: string;

  /** The error's cause, where that is an error too. */
  declare readonly cause: JsException | undefined;

  /** The errors of an `AggregateError`; else empty. */
  readonly errors: readonly JsException[];

  /** Further own properties of the error that are primitive. */
  readonly properties: Readonly<Record<string, unknown>>;

  /** What was thrown, where that is no error but plain data, such as `throw 'no'`. */
  declare readonly thrown: unknown;

  /** Where it was thrown: the stack in the worker, with paths below the worker's root. */
  declare readonly remoteStack: string;

  /** Something was left out or cut, since it was too large. */
  declare readonly truncated: boolean;

  constructor(details: JsExceptionDetails) {
    super(details.message);
    this.name = details.name;
    this.code = details.code ?? '';
    this.errors = details.errors ?? [];
    this.properties = details.properties ?? {};
    if (details.thrown !== undefined) hide(this, 'thrown', details.thrown.value);
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

function hide(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: false, configurable: true });
}
