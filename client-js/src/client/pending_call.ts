// One call, from the verb to the answer.
//
//   begun ──▶ waiting for a lease ──▶ sent ──▶ done
//                    ▲                  │  once, if the lease turned out to be lost and nothing ran
//                    └──────────────────┘
//
// Aborting, the deadline and closing work in each of these. While the call waits for a lease, the deadline is ours to
// keep; once it is sent, gRPC keeps it.

import type { LiveParts } from '../values/context.js';
import { onAbort } from './abort.js';
import { type Outcome, readAnswer } from './answer.js';
import type { Call } from './call.js';
import type { Core, Pending } from './core.js';
import { CallError, type Executed } from './errors.js';
import type { Lease } from './lease.js';
import { type Request, requestOf } from './request.js';
import { showingCaller } from './stack.js';
import { clientErrors, isLeaseLost, understand, type Understood } from './status.js';
import type { Method, Reply } from './transport.js';

// Runs a call. Throws a CallError or a JsException, with a stack that shows who called.
export async function runCall(core: Core, call: Call, live: LiveParts): Promise<unknown> {
  const request = prepare(core, call, live);
  const outcome = await new Promise<Outcome>((done) => new PendingCall(core, call, request, done).begin());
  // Made here, since only from here does V8 know the functions that wait.
  if ('error' in outcome) throw showingCaller(outcome.error());
  return outcome.value;
}

function prepare(core: Core, call: Call, live: LiveParts): Request {
  try {
    if (core.isClosed) throw clientErrors.closed();
    return requestOf(call, core, live);
  } catch (error) {
    // What the caller's own code threw, such as a getter of an argument, stays as it is.
    if (!(error instanceof CallError)) throw error;
    // The way down into the value would crowd out the caller.
    Error.captureStackTrace(error, prepare);
    throw showingCaller(error);
  }
}

class PendingCall implements Pending {
  private readonly givesUp: number;
  // Ends the wait for a lease, or for the answer.
  private cancel: (() => void) | undefined;
  private isSent = false;
  private isDone = false;
  private begunAnew = false;
  private stopListening: (() => void) | undefined;
  // What it was sent with: the named lease, and those of its references. Kept until it ends.
  private leases: readonly Lease[] = [];

  constructor(
    private readonly core: Core,
    private readonly call: Call,
    private readonly request: Request,
    private readonly done: (outcome: Outcome) => void,
  ) {
    this.givesUp = core.system.now() + (call.settings.timeout ?? core.options.timeout);
  }

  begin(): void {
    this.core.pending.add(this);
    const { signal } = this.call.settings;
    const abort = () => this.end((executed) => clientErrors.aborted(executed, signal?.reason));
    if (signal?.aborted === true) {
      abort();
      return;
    }
    this.stopListening = signal && onAbort(signal, abort);
    this.proceed();
  }

  close(): void {
    this.end(clientErrors.closedMeanwhile);
  }

  private proceed(): void {
    const named = this.call.settings.lease ?? this.leaseForResult();
    if (named !== 'current') this.send(named);
    else this.awaitLease();
  }

  // A result that is a reference goes into the target's lease or ours. A copy that may hold references asks for none:
  // most hold none, and a lease would tie the call to one worker; if it does hold some, the broker grants a lease.
  private leaseForResult(): Lease | 'current' | undefined {
    const { grantsResult } = this.request;
    if (!grantsResult || this.isOnReference) return undefined;
    // What the arguments refer to lives on one worker; the result has to be granted there too.
    return this.leaseOfReferences() ?? 'current';
  }

  private get isOnReference(): boolean {
    return this.call.what === 'invoke' && this.call.aim.kind === 'reference';
  }

  private leaseOfReferences(): Lease | undefined {
    return this.request.references.find(({ lease }) => lease !== undefined)?.lease;
  }

  private awaitLease(): void {
    const left = this.givesUp - this.core.system.now();
    if (left !== Infinity) this.cancel = this.core.system.after(left, () => this.end(clientErrors.noLeaseInTime));
    this.core.leases.acquire(this.call.settings.pool ?? this.core.options.pool, (answer) => {
      if (this.isDone) return;
      this.cancel?.();
      this.cancel = undefined;
      if ('ok' in answer) this.send(answer.ok);
      else this.finish({ error: () => asNotRun(answer.failed.toError()) });
    });
  }

  private send(lease: Lease | undefined): void {
    const { transport, system } = this.core;
    const sent = system.now();
    const bytes = this.request.write(lease?.id ?? '');
    this.isSent = true;
    this.keep([lease, ...this.request.references.map((reference) => reference.lease)]);
    this.cancel = transport.unary(this.method, bytes, Math.max(0, this.givesUp - sent), (reply) => {
      if (!this.isDone) this.onReply(reply, lease, sent);
    });
  }

  private keep(leases: readonly (Lease | undefined)[]): void {
    this.leases = leases.filter((lease) => lease !== undefined);
    for (const lease of this.leases) lease.beginCall();
  }

  // After what the answer granted has been put into them.
  private letGo(): void {
    for (const lease of this.leases) lease.endCall();
    this.leases = [];
  }

  private get method(): Method {
    if (this.call.what === 'import') return 'Import';
    return this.call.awaits ? 'InvokeAsync' : 'Invoke';
  }

  private onReply({ failure, bytes }: Reply, named: Lease | undefined, sent: number): void {
    if (failure !== undefined) {
      this.onFailure(understand(failure), named);
      return;
    }
    const lease = named ?? this.leaseOfReferences();
    for (const reference of this.request.references) {
      if (reference.lease !== lease) reference.lease?.touchUsed(sent);
    }
    try {
      this.finish(readAnswer(this.call, bytes!, { core: this.core, lease, sent }));
    } catch (error) {
      this.disposeGrants();
      this.finish({ error: () => error as Error });
    }
  }

  private onFailure(failed: Understood, named: Lease | undefined): void {
    if (!failed.isFromBroker) this.disposeGrants();
    if (isLeaseLost(failed)) {
      // It may be the fault of a reference that someone else disposed; asking makes sure.
      for (const { lease } of this.request.references) lease?.probe();
      if (named !== undefined && this.mayReplace(failed, named)) {
        this.proceed();
        return;
      }
    }
    this.finish({ error: () => failed.toError() });
  }

  // Nothing ran, and the caller knows nothing of our lease: begin anew, once, with another.
  private mayReplace({ executed }: Understood, lease: Lease): boolean {
    if (this.call.settings.lease !== undefined || this.request.references.length > 0) return false;
    this.core.leases.retire(lease);
    if (this.begunAnew || executed !== 'NO') return false;
    this.begunAnew = true;
    this.isSent = false;
    this.letGo();
    return true;
  }

  // Ends the call before its answer.
  private end(error: (executed: Executed) => Error): void {
    if (this.isDone) return;
    this.cancel?.();
    if (this.isSent) this.disposeGrants();
    const executed = this.isSent ? 'UNKNOWN' : 'NO';
    this.finish({ error: () => error(executed) });
  }

  private disposeGrants(): void {
    const { nonce } = this.request;
    if (nonce.length > 0) this.core.disposer.addNonce(nonce);
  }

  private finish(outcome: Outcome): void {
    if (this.isDone) return;
    this.isDone = true;
    this.core.pending.delete(this);
    this.letGo();
    this.stopListening?.();
    this.done(outcome);
  }
}

// A failure before the call was sent: whatever became of the lease, the function did not run.
function asNotRun(error: CallError): CallError {
  const { code, reason, field, subject } = error;
  return new CallError(error.message, { code, reason, field, subject, executed: 'NO' });
}
