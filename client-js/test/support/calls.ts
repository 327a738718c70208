// Calls as the broker sends them, with what a test does not care about filled in.

import { Encoding, Operation, ResultMode } from '#dist/gen/jsinterop/v1/interop.js';
import { Value } from '#dist/gen/jsinterop/v1/value.js';
import type { Call, InvokeCall, ObjectId } from '#dist/gen/jsinterop/v1/worker.js';

type Kind = NonNullable<Value['kind']>;

export function value(kind: Kind): Value {
  return { kind };
}

export const number = (n: number): Value => value({ $case: 'number', value: n });
export const string = (text: string): Value => value({ $case: 'string', value: text });
export const json = (text: string): Value => value({ $case: 'json', value: text });

export interface CallOptions {
  module?: string;
  object?: ObjectId;
  member?: string;
  operation?: Operation;
  args?: Value[];
  references?: ObjectId[];
  result?: ResultMode;
  encoding?: Encoding;
  awaits?: boolean;
  remainingMicros?: number;
}

export function invoke(callId: number, options: CallOptions): Call {
  return {
    callId,
    remainingMicros: options.remainingMicros ?? 0,
    what: { $case: 'invoke', value: invokeCall(options) },
  };
}

function invokeCall(options: CallOptions): InvokeCall {
  return {
    target: targetOf(options),
    member: options.member ?? '',
    operation: options.operation ?? Operation.CALL,
    arguments: options.args ?? [],
    references: options.references ?? [],
    result: options.result ?? ResultMode.VALUE,
    encoding: options.encoding ?? Encoding.AUTO,
    awaitPromise: options.awaits ?? false,
  };
}

function targetOf({ module, object }: CallOptions): InvokeCall['target'] {
  if (module !== undefined) return { $case: 'module', value: module };
  return object === undefined ? undefined : { $case: 'object', value: object };
}

export function importing(callId: number, specifier: string): Call {
  return { callId, remainingMicros: 0, what: { $case: 'import', value: { specifier } } };
}
