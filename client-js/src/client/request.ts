// Writes the request of a call.

import { InvokeEnvelope } from '../gen/envelopes.js';
import { Encoding, ImportRequest, Operation, type Reference, ResultMode } from '../gen/jsinterop/v1/interop.js';
import type { LiveParts } from '../values/context.js';
import type { Aim, Call, ImportCall, InvokeCall } from './call.js';
import type { Core } from './core.js';
import type { ResultEncoding, ResultForm } from './options.js';
import { ReferenceState } from './reference.js';
import { clientErrors } from './status.js';
import { writeArguments } from './values.js';

// A request, but for the lease, which may have to be granted first.
export interface Request {
  // The target and what the arguments refer to.
  references: readonly ReferenceState[];
  // Empty if the call grants nothing.
  nonce: Uint8Array;
  // Whether what the call gives is a reference, and needs a lease to go into.
  grantsResult: boolean;
  write(lease: string): Uint8Array;
}

// Throws a CallError if the call makes no sense.
export function requestOf(call: Call, core: Core, live: LiveParts): Request {
  return call.what === 'import' ? importRequest(call, core) : invokeRequest(call, core, live);
}

function importRequest({ specifier, settings }: ImportCall, core: Core): Request {
  checkSpecifier(specifier);
  const nonce = core.system.nonce();
  const pool = settings.pool ?? core.options.pool;
  return {
    references: [],
    nonce,
    grantsResult: true,
    write: (lease) => ImportRequest.encode({ specifier, lease, pool, nonce }).finish(),
  };
}

const modes: Readonly<Record<ResultForm, ResultMode>> = {
  value: ResultMode.VALUE,
  reference: ResultMode.REFERENCE,
  void: ResultMode.VOID,
};

const encodings: Readonly<Record<ResultEncoding, Encoding>> = {
  auto: Encoding.AUTO,
  json: Encoding.JSON,
  structured: Encoding.STRUCTURED,
};

const noNonce = new Uint8Array(0);

function invokeRequest(call: InvokeCall, core: Core, markers: LiveParts): Request {
  const { aim, operation, member, settings } = call;
  if (typeof member !== 'string') throw clientErrors.badOption('member', 'The name of the member must be a string.');
  if (aim.kind === 'module') checkSpecifier(aim.specifier);
  const live: unknown[] = [];
  const args = writeArguments(call.args, markers, live);
  const inArguments = live as ReferenceState[];
  const references = aim.kind === 'reference' ? [aim.state, ...inArguments] : inArguments;
  checkUsable(references, core);
  const form = settings.result ?? (operation === Operation.CONSTRUCT ? 'reference' : 'value');
  const mayGrant =
    form !== 'void' && operation !== Operation.SET && !(form === 'value' && settings.encoding === 'json');
  const envelope = {
    target: targetOf(aim),
    member,
    operation,
    arguments: args,
    references: inArguments.map(messageOf),
    result: operation === Operation.SET ? ResultMode.VOID : modes[form],
    encoding: encodings[settings.encoding ?? 'auto'],
    // Calls with references run where those live, and a pool that is only a default must not get in the way.
    pool: settings.pool ?? (references.length > 0 || settings.lease !== undefined ? '' : core.options.pool),
    nonce: mayGrant ? core.system.nonce() : noNonce,
  };
  return {
    references,
    nonce: envelope.nonce,
    grantsResult: mayGrant && form === 'reference',
    write: (lease) => InvokeEnvelope.encode({ ...envelope, lease }).finish(),
  };
}

// Callers without types may give anything.
function checkSpecifier(specifier: unknown): void {
  if (typeof specifier !== 'string') throw clientErrors.badOption('specifier', 'The specifier must be a string.');
}

function targetOf(aim: Aim): InvokeEnvelope['target'] {
  switch (aim.kind) {
    case 'exposed':
      return undefined;
    case 'module':
      return { $case: 'module', value: aim.specifier };
    case 'reference':
      return { $case: 'reference', value: messageOf(aim.state) };
  }
}

function messageOf({ token }: ReferenceState): Reference {
  return { token, kind: 0, className: '' };
}

function notHeld(title: string): Error {
  return clientErrors.badArgument(
    '',
    `An argument holds ${title}, which is not held: import the module first, or read the member.`,
  );
}

function checkUsable(references: readonly unknown[], core: Core): void {
  for (const reference of references) {
    if (!(reference instanceof ReferenceState)) throw notHeld(reference as string);
    const what = `The ${reference.title}`;
    if (reference.keeper !== core) throw clientErrors.foreign(what);
    if (reference.disposal !== undefined) throw clientErrors.disposed(what);
  }
}
