// Makes errors: of the statuses that calls end with, and those of this client's own.

import { ErrorInfo, StatusDetails } from '../gen/jsinterop/v1/error.js';
import { CallError, type Executed, type StatusCode } from './errors.js';

// How an RPC failed: a gRPC status, and what stands in its details.
export interface Failure {
  // A gRPC status code, not OK.
  code: number;
  message: string;
  // The trailer `grpc-status-details-bin`.
  details?: Uint8Array | undefined;
}

// The numbers of gRPC's codes that are needed here.
export const status = {
  CANCELLED: 1,
  DEADLINE_EXCEEDED: 4,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

const codes: readonly (StatusCode | undefined)[] = [
  undefined,
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const infoUrl = 'type.googleapis.com/google.rpc.ErrorInfo';
const domain = 'jsinterop.v1';

// What the broker says of a failure; undefined if it does not come from the broker.
function infoOf({ details }: Failure): ErrorInfo | undefined {
  if (details === undefined) return undefined;
  try {
    const infos = StatusDetails.decode(details).details.filter(({ typeUrl }) => typeUrl === infoUrl);
    return infos.map(({ value }) => ErrorInfo.decode(value)).find((info) => info.domain === domain);
  } catch {
    return undefined;
  }
}

// A failure, as far as it is understood.
export interface Understood {
  code: number;
  reason: string;
  executed: Executed;
  // If not, nobody knows what became of the call, nor what it has granted.
  isFromBroker: boolean;
  toError(): CallError;
}

export function understand(failure: Failure): Understood {
  const info = infoOf(failure);
  const metadata = info?.metadata ?? {};
  const executed = executedOf(metadata['executed']);
  const { field, subject } = metadata;
  const details = { code: codes[failure.code] ?? 'UNKNOWN', reason: info?.reason, executed, field, subject };
  return {
    code: failure.code,
    reason: info?.reason ?? '',
    executed,
    isFromBroker: info !== undefined,
    toError: () => new CallError(failure.message, withoutUndefined(details)),
  };
}

function withoutUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

function executedOf(name: string | undefined): Executed {
  return name === 'NO' || name === 'YES' ? name : 'UNKNOWN';
}

const leaseLost: ReadonlySet<string> = new Set(['LEASE_EXPIRED', 'BROKER_RESTARTED', 'UNKNOWN_LEASE', 'DISPOSED']);

// Whether it may be that the lease of the call is no more.
export function isLeaseLost({ reason }: Understood): boolean {
  return leaseLost.has(reason);
}

// The errors that the client makes itself.
export const clientErrors = {
  badOption: (field: string, why: string) =>
    new CallError(why, { code: 'INVALID_ARGUMENT', reason: 'BAD_ARGUMENT', executed: 'NO', field }),

  badArgument: (subject: string, why: string) =>
    new CallError(why, {
      code: 'INVALID_ARGUMENT',
      reason: 'BAD_ARGUMENT',
      executed: 'NO',
      field: 'arguments',
      subject,
    }),

  closed: () =>
    new CallError('The client is closed. Connect anew.', {
      code: 'FAILED_PRECONDITION',
      reason: 'NOT_USABLE',
      executed: 'NO',
    }),

  foreign: (what: string) =>
    new CallError(`${what} belongs to another client. Use what this client was given.`, {
      code: 'FAILED_PRECONDITION',
      reason: 'NOT_USABLE',
      executed: 'NO',
    }),

  disposed: (what: string) =>
    new CallError(`${what} was disposed.`, { code: 'FAILED_PRECONDITION', reason: 'DISPOSED', executed: 'NO' }),

  malformedResult: (why: string) =>
    new CallError(`The answer cannot be read: ${why}.`, {
      code: 'INTERNAL',
      reason: 'MALFORMED_RESULT',
      executed: 'YES',
    }),

  aborted: (executed: Executed, cause: unknown) =>
    new CallError(executed === 'NO' ? 'The call was aborted before it was sent.' : 'The call was aborted.', {
      code: 'CANCELLED',
      executed,
      cause,
    }),

  closedMeanwhile: (executed: Executed) =>
    new CallError('The client was closed before the answer came.', { code: 'CANCELLED', executed }),

  tookTooLong: () =>
    new CallError('The broker did not answer before the deadline.', { code: 'DEADLINE_EXCEEDED', executed: 'UNKNOWN' }),

  noLeaseInTime: () =>
    new CallError('No lease was granted before the deadline. Nothing was sent.', {
      code: 'DEADLINE_EXCEEDED',
      executed: 'NO',
    }),
};
