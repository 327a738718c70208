// Every failure that the worker makes: its reason, whether the function ran, and its text.

import { Reason } from './gen/jsinterop/v1/error.js';
import { Executed, type Failure } from './gen/jsinterop/v1/worker.js';
import { toWellFormedText } from './intrinsics.js';

// Names from clients stand in messages only up to this length, since messages travel in trailers.
const nameBytes = 128;
const messageBytes = 1024;

// Thrown inside the worker to fail one call. It is no Error, so that it costs no stack.
export class CallFailure {
  readonly #made = true;

  // Whether a thrown value is one of these. Unlike `instanceof`, it runs no trap of a Proxy that user code
  // threw.
  static is(thrown: unknown): thrown is CallFailure {
    return typeof thrown === 'object' && thrown !== null && #made in thrown;
  }

  constructor(
    readonly reason: Reason,
    readonly executed: Executed,
    readonly message: string,
    readonly subject: string = '',
  ) {}

  toMessage(): Failure {
    return {
      reason: this.reason,
      message: clip(this.message, messageBytes),
      subject: clip(this.subject, nameBytes),
      executed: this.executed,
    };
  }
}

// Cuts a text to a number of bytes in UTF-8, at a character.
export function clip(text: string, bytes: number): string {
  const sound = toWellFormedText(text.length > bytes ? text.slice(0, bytes) : text);
  if (Buffer.byteLength(sound) <= bytes) return sound;
  let end = bytes - 3;
  const buffer = Buffer.from(sound);
  while (end > 0 && (buffer[end]! & 0xc0) === 0x80) end--;
  return `${buffer.toString('utf8', 0, end)}…`;
}

function quoted(name: string): string {
  return `'${clip(name, nameBytes)}'`;
}

const { NO, YES, UNKNOWN } = Executed;

export const failures = {
  malformedValue: (where: string, why: string) =>
    new CallFailure(Reason.MALFORMED_VALUE, NO, `${where} is malformed: ${why}.`, where),

  unsupportedValue: (where: string, kind: string) =>
    new CallFailure(Reason.UNSUPPORTED, NO, `${where} is a ${kind}, which this worker does not take.`, where),

  requestTooLarge: (where: string, why: string) =>
    new CallFailure(Reason.REQUEST_TOO_LARGE, NO, `${where} is too large: ${why}.`, where),

  unsupportedCall: () =>
    new CallFailure(Reason.UNSUPPORTED, NO, 'The worker does not know this kind of call, or cannot read it.'),

  unsupportedOperation: (number: number) =>
    new CallFailure(Reason.UNSUPPORTED, NO, `The worker does not know operation ${number}.`),

  unsupportedOption: (name: string, number: number) =>
    new CallFailure(Reason.UNSUPPORTED, NO, `The worker does not know ${name} ${number}.`),

  invalidField: (field: string, why: string) => new CallFailure(Reason.INVALID_FIELD, NO, why, field),

  // One text for what is absent and what is denied, so that nobody learns which files exist.
  moduleNotFound: (specifier: string) =>
    new CallFailure(Reason.MODULE_NOT_FOUND, NO, `Could not find module ${quoted(specifier)}.`, specifier),

  typeScriptNotTaken: (specifier: string, remedies: string) =>
    new CallFailure(
      Reason.UNSUPPORTED,
      NO,
      `${quoted(specifier)} is TypeScript, which this worker's Node does not load: ${remedies}`,
      specifier,
    ),

  memberNotFound: (path: string, step: string, was: string) =>
    new CallFailure(Reason.MEMBER_NOT_FOUND, NO, `Could not find ${quoted(path)} (${quoted(step)} was ${was}).`, path),

  notReachable: (path: string, step: string) =>
    new CallFailure(Reason.NOT_REACHABLE, NO, `Clients may not reach ${quoted(step)} in ${quoted(path)}.`, path),

  // Of a field that its class could open.
  fieldNotReachable: (path: string, step: string) =>
    new CallFailure(
      Reason.NOT_REACHABLE,
      NO,
      `Clients may not reach ${quoted(step)} in ${quoted(path)}: ` +
        'list it in the jsinterop.fields of its class, or give the class a method for it.',
      path,
    ),

  targetNotReachable: () => new CallFailure(Reason.NOT_REACHABLE, NO, 'Clients may not use this object as a target.'),

  resultNotReachable: () =>
    new CallFailure(Reason.NOT_REACHABLE, YES, 'The result is an object that is never given to clients.'),

  resultHasClosedField: (className: string, field: string) =>
    new CallFailure(
      Reason.NOT_REACHABLE,
      YES,
      `Clients may not have ${quoted(field)} of ${quoted(className)}: list it in its jsinterop.fields, ` +
        'give the class a toJSON, or return a copy from a function.',
      field,
    ),

  resultHasProxy: () =>
    new CallFailure(
      Reason.NOT_REACHABLE,
      YES,
      'Clients may not have a copy of a Proxy: give it a toJSON, or return a copy from a function.',
    ),

  notAFunction: (path: string, what: string) =>
    new CallFailure(Reason.NOT_A_FUNCTION, NO, `${path === '' ? 'The target' : quoted(path)} is ${what}.`, path),

  notWritable: (path: string, why: string) =>
    new CallFailure(Reason.NOT_WRITABLE, NO, `Could not set ${quoted(path)}: ${why}.`, path),

  unknownObject: (where: string) =>
    new CallFailure(Reason.UNKNOWN_REFERENCE, NO, `${where} names an object that this worker does not hold.`),

  returnedPromise: (path: string) =>
    new CallFailure(
      Reason.RETURNED_PROMISE,
      YES,
      `${path === '' ? 'The target' : quoted(path)} returned a promise. Use InvokeAsync, or ask for a reference.`,
      path,
    ),

  resultNotSerializable: (path: string, what: string) =>
    new CallFailure(
      Reason.RESULT_NOT_SERIALIZABLE,
      YES,
      `${clip(path, 512)} is ${what}, which cannot be copied.`,
      path,
    ),

  resultTooLarge: (why: string) => new CallFailure(Reason.RESULT_TOO_LARGE, YES, `The result is too large: ${why}.`),

  cancelled: () => new CallFailure(Reason.CALL_CANCELLED, NO, 'The call was cancelled before it began.'),

  timeOver: () => new CallFailure(Reason.CALL_CANCELLED, NO, 'The time for the call was over before it began.'),

  cancelledWhileLoading: () =>
    new CallFailure(Reason.CALL_CANCELLED, UNKNOWN, 'The call was cancelled while its module was loading.'),

  draining: () => new CallFailure(Reason.DRAINING, NO, 'The worker is stopping.'),

  internal: (error: unknown) =>
    new CallFailure(Reason.INTERNAL, UNKNOWN, `A defect of the worker: ${describeDefect(error)}`),
};

function describeDefect(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'unknown';
  }
}
