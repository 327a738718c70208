// Reads what came of a call.

import { AnswerEnvelope } from '../gen/envelopes.js';
import { ImportResponse, type LeaseState, type Reference } from '../gen/jsinterop/v1/interop.js';
import type { Exception } from '../gen/jsinterop/v1/value.js';
import { StrictReader } from '../wire/reader.js';
import type { Call } from './call.js';
import type { Core } from './core.js';
import { exceptionFrom } from './exception.js';
import { type Lease, termsFrom } from './lease.js';
import { exportOf, type ModuleFacts, type ReferenceState } from './reference.js';
import { clientErrors } from './status.js';
import { readValue } from './values.js';

// What came of a call: a value, or what to throw, made where it is thrown so that its stack shows the caller.
export type Outcome = { value: unknown } | { error: () => Error };

// How an answer is read.
export interface Circumstances {
  core: Core;
  // Where what it grants belongs, if the answer does not grant a lease of its own.
  lease: Lease | undefined;
  // When the request was sent.
  sent: number;
}

interface Reply {
  lease: LeaseState | undefined;
  exception?: Exception;
  reference?: Reference;
  value?: Uint8Array;
  references: readonly Reference[];
  module?: ModuleFacts;
}

// Throws a CallError if the answer cannot be read.
export function readAnswer(call: Call, bytes: Uint8Array, circumstances: Circumstances): Outcome {
  const reply = parse(call, bytes);
  const { core } = circumstances;
  const lease = leaseOf(reply, circumstances);
  const hold = (held: Reference) => core.hold(held, lease, reply.module);
  const { exception, reference, value } = reply;
  if (exception !== undefined) return { error: () => exceptionFrom(exception) };
  if (reference !== undefined) return { value: core.present(hold(reference)) };
  if (value === undefined) return { value: undefined };
  return { value: resultOf(value, reply.references.map(hold), core) };
}

function resultOf(value: Uint8Array, references: readonly ReferenceState[], core: Core): unknown {
  try {
    const result = readValue(
      value,
      references.map((reference) => core.present(reference)),
    );
    if (references.length > 0) refuseThenable(result);
    return result;
  } catch (error) {
    // Nobody was given them, so nobody else will let go.
    for (const reference of references) void reference.dispose({});
    throw error;
  }
}

function parse(call: Call, bytes: Uint8Array): Reply {
  try {
    return call.what === 'import' ? parseImport(call.specifier, bytes) : parseInvoke(bytes);
  } catch (error) {
    throw clientErrors.malformedResult((error as Error).message);
  }
}

function parseImport(specifier: string, bytes: Uint8Array): Reply {
  const { outcome, lease, exports, version } = ImportResponse.decode(new StrictReader(bytes));
  if (outcome === undefined) throw new Error('it has no outcome');
  const module = { specifier, exports: exports.map(exportOf), version };
  return { lease, references: [], module, [outcome.$case]: outcome.value };
}

function parseInvoke(bytes: Uint8Array): Reply {
  const { outcome, lease, references } = AnswerEnvelope.decode(new StrictReader(bytes));
  if (outcome === undefined) throw new Error('it has no outcome');
  return outcome.$case === 'completed' ? { lease, references } : { lease, references, [outcome.$case]: outcome.value };
}

// Where what is granted belongs: a new lease, if the answer tells the id of one that the request did not name; else
// what the request was about.
function leaseOf({ lease: state }: Reply, { core, lease: known, sent }: Circumstances): Lease | undefined {
  if (state === undefined) return known;
  const isNew = state.id !== '' && state.id !== known?.id;
  const lease = isNew ? core.leases.adopt(state.id) : known;
  lease?.touch(sent, termsFrom(state));
  return lease;
}

// A promise would take it for another promise, and call the function.
function refuseThenable(result: unknown): void {
  if (typeof result !== 'object' || result === null) return;
  if (typeof (result as { then?: unknown }).then !== 'function') return;
  throw clientErrors.malformedResult("it has a function as 'then'; ask for a reference instead");
}
