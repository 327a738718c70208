// What a client and its references share: the RPCs, the leases, and what is under way.

import {
  DisposeRequest,
  DisposeResponse,
  GrantLeaseRequest,
  GrantLeaseResponse,
  type LeaseState,
  type Reference,
  RenewLeaseRequest,
  RenewLeaseResponse,
} from '../gen/jsinterop/v1/interop.js';
import { awaitAnswer } from './await_answer.js';
import { Disposer, type DisposeRpc } from './disposer.js';
import { type Duration, toMessage } from './durations.js';
import { type Answered, type Lease, type Terms, termsFrom } from './lease.js';
import { LeaseBook, type LeaseRpcs } from './lease_book.js';
import { LeaseHandle, type LeaseKeeper } from './lease_handle.js';
import { optional, type Settings } from './options.js';
import { type Keeper, type ModuleFacts, ReferenceState } from './reference.js';
import { clientErrors, status, understand, type Understood } from './status.js';
import type { System } from './system.js';
import type { Method, Transport } from './transport.js';

// Renewals and disposals are short; one that takes longer has been lost.
const ownTimeout = 10_000;

// Something under way that ends with the client.
export interface Pending {
  close(): void;
}

export interface CoreOptions {
  // For calls that say nothing else.
  timeout: number;
  pool: string;
  // Milliseconds; undefined: what the broker takes.
  leaseTtl: number | undefined;
  closeTimeout: number;
}

// How an RPC of our own is written and read.
interface Short<Response> {
  method: Method;
  request: Uint8Array;
  decode(bytes: Uint8Array): Response;
  done(answer: Answered<Response>): void;
}

export class Core implements LeaseRpcs, DisposeRpc, Keeper, LeaseKeeper {
  readonly leases: LeaseBook;
  readonly disposer: Disposer;
  readonly pending = new Set<Pending>();
  // Makes what users hold of a reference. Set once, by whoever makes the core.
  present!: (state: ReferenceState) => object;

  private closing: Promise<void> | undefined;
  // Helps who forgets to let go; nothing depends on it.
  private readonly forgotten = new FinalizationRegistry(({ token, lease }: { token: string; lease?: Lease }) => {
    this.disposer.addReference(token);
    lease?.dropReference();
  });

  constructor(
    readonly transport: Transport,
    readonly options: CoreOptions,
    readonly system: System,
  ) {
    this.leases = new LeaseBook(this, system, options.leaseTtl);
    this.disposer = new Disposer(this, system);
  }

  get isClosed(): boolean {
    return this.closing !== undefined;
  }

  // A reference that was granted, in a lease if that is known.
  hold(reference: Reference, lease: Lease | undefined, module: ModuleFacts | undefined): ReferenceState {
    const state = new ReferenceState(this, reference, lease, module);
    this.forgotten.register(state, { token: state.token, ...(lease && { lease }) }, state);
    return state;
  }

  letGo(state: ReferenceState, settings: Settings): Promise<boolean> {
    this.forgotten.unregister(state);
    const released = this.awaited<boolean>((done) => this.disposer.addReference(state.token, done), settings);
    state.lease?.dropReference();
    return released;
  }

  async grantLease(ttl: number | undefined, settings: Settings): Promise<LeaseHandle> {
    if (this.isClosed) throw clientErrors.closed();
    if (settings.signal?.aborted === true) throw clientErrors.aborted('NO', settings.signal.reason);
    const lease = await awaitAnswer<Lease>({
      system: this.system,
      settings,
      start: (done) => this.leases.open(ttl, done),
      late: (granted) => granted.retire(),
    });
    return new LeaseHandle(lease, this);
  }

  async renewLease(lease: Lease, ttl: Duration | undefined): Promise<Terms> {
    const milliseconds = optional.term(ttl, 'ttl');
    if (this.isClosed) throw clientErrors.closed();
    const sent = this.system.now();
    const terms = await this.awaited<Terms>((done) => this.renew(lease.id, milliseconds, done));
    lease.touch(sent, terms);
    return terms;
  }

  endLease(lease: Lease): Promise<boolean> {
    lease.stop();
    this.leases.forget(lease);
    return this.awaited<boolean>((done) => this.disposer.addLease(lease.id, done));
  }

  grant(ttl: number | undefined, done: (answer: Answered<Terms>) => void): void {
    const nonce = this.system.nonce();
    this.short({
      method: 'GrantLease',
      request: GrantLeaseRequest.encode({ ttl: ttl === undefined ? undefined : toMessage(ttl), nonce }).finish(),
      decode: (bytes) => termsOf(GrantLeaseResponse.decode(bytes).lease),
      done: (answer) => {
        if ('failed' in answer && !answer.failed.isFromBroker) this.disposer.addNonce(nonce);
        done(answer);
      },
    });
  }

  renew(id: string, ttl: number | undefined, done: (answer: Answered<Terms>) => void): void {
    this.short({
      method: 'RenewLease',
      request: RenewLeaseRequest.encode({ lease: id, ttl: ttl === undefined ? undefined : toMessage(ttl) }).finish(),
      decode: (bytes) => termsOf(RenewLeaseResponse.decode(bytes).lease),
      done,
    });
  }

  release(id: string): void {
    this.disposer.addLease(id);
  }

  dispose(request: DisposeRequest, done: (answer: Answered<DisposeResponse>) => void): void {
    const bytes = DisposeRequest.encode(request).finish();
    this.short({ method: 'Dispose', request: bytes, decode: (response) => DisposeResponse.decode(response), done });
  }

  // Aborts what is under way, releases all leases, and ends the connection.
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.disposer.hold();
    for (const pending of [...this.pending]) pending.close();
    const request = this.disposer.close();
    // References end with their leases.
    const last = { references: [], leases: [...request.leases, ...this.leases.close()], nonces: request.nonces };
    if (last.leases.length + last.nonces.length > 0) await this.sendLast(last);
    this.transport.close();
  }

  // Whatever comes of it: there is nobody left to tell, and the terms of the leases do the rest.
  private sendLast(request: DisposeRequest): Promise<void> {
    const bytes = DisposeRequest.encode(request).finish();
    return new Promise((resolve) => {
      this.transport.unary('Dispose', bytes, this.options.closeTimeout, () => resolve());
    });
  }

  private awaited<T>(start: (done: (answer: Answered<T>) => void) => void, settings: Settings = {}): Promise<T> {
    return awaitAnswer({ system: this.system, settings, start });
  }

  private short<Response>({ method, request, decode, done }: Short<Response>): void {
    const finish = (answer: Answered<Response>) => {
      if (this.pending.delete(entry)) done(answer);
    };
    const cancel = this.transport.unary(method, request, ownTimeout, ({ failure, bytes }) => {
      finish(failure === undefined ? readAnswer(bytes!, decode) : { failed: understand(failure) });
    });
    const entry: Pending = {
      close: () => {
        cancel();
        finish({ failed: closedMeanwhile });
      },
    };
    this.pending.add(entry);
  }
}

function termsOf(lease: LeaseState | undefined): Terms {
  if (lease === undefined) throw new Error('it has no lease');
  return termsFrom(lease);
}

function readAnswer<Response>(bytes: Uint8Array, decode: (bytes: Uint8Array) => Response): Answered<Response> {
  try {
    return { ok: decode(bytes) };
  } catch (error) {
    const toError = () => clientErrors.malformedResult((error as Error).message);
    return {
      failed: { code: status.INTERNAL, reason: 'MALFORMED_RESULT', executed: 'YES', isFromBroker: false, toError },
    };
  }
}

const closedMeanwhile: Understood = {
  code: status.CANCELLED,
  reason: '',
  executed: 'UNKNOWN',
  isFromBroker: false,
  toError: () => clientErrors.closedMeanwhile('UNKNOWN'),
};
