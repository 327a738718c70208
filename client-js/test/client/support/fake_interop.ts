// A broker without a network or workers: it answers RPCs as the test says, and remembers all of them.

import { ErrorInfo, StatusDetails } from '#dist/gen/jsinterop/v1/error.js';
import {
  Disposal,
  DisposeRequest,
  DisposeResponse,
  GrantLeaseRequest,
  GrantLeaseResponse,
  ImportRequest,
  ImportResponse,
  InvokeRequest,
  InvokeResponse,
  type LeaseState,
  RenewLeaseRequest,
  RenewLeaseResponse,
} from '#dist/gen/jsinterop/v1/interop.js';
import type { Value } from '#dist/gen/jsinterop/v1/value.js';
import type { Failure } from '#dist/client/status.js';
import type { Method, Reply, Transport } from '#dist/client/transport.js';

type Requests = {
  Import: ImportRequest;
  Invoke: InvokeRequest;
  InvokeAsync: InvokeRequest;
  Dispose: DisposeRequest;
  GrantLease: GrantLeaseRequest;
  RenewLease: RenewLeaseRequest;
};

const requestTypes = {
  Import: ImportRequest,
  Invoke: InvokeRequest,
  InvokeAsync: InvokeRequest,
  Dispose: DisposeRequest,
  GrantLease: GrantLeaseRequest,
  RenewLease: RenewLeaseRequest,
} as const;

export interface Rpc<M extends Method = Method> {
  method: M;
  request: Requests[M];
  timeout: number;
  cancelled: boolean;
  answer(bytes: Uint8Array): void;
  fail(failure: Failure): void;
}

type Answers = { [M in Method]: (rpc: Rpc<M>) => Uint8Array | Failure | 'later' };

export const term = 300_000;

export function leaseState(id: string, milliseconds = term, references = 0): LeaseState {
  const span = { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1e6 };
  return { id, remaining: span, term: span, references };
}

// A status with the details of the broker.
export function refusal(code: number, reason: string, executed = 'NO', metadata: Record<string, string> = {}): Failure {
  const info = ErrorInfo.encode({ reason, domain: 'jsinterop.v1', metadata: { executed, ...metadata } }).finish();
  const any = { typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: info };
  const details = StatusDetails.encode({ code, message: reason, details: [any] }).finish();
  return { code, message: reason, details };
}

type Outcome = InvokeResponse['outcome'];

export function invoked(outcome: Outcome, more: Partial<InvokeResponse> = {}): Uint8Array {
  return InvokeResponse.encode({ outcome, references: [], lease: undefined, ...more }).finish();
}

export function valued(kind: Value['kind'], more: Partial<InvokeResponse> = {}): Uint8Array {
  return invoked({ $case: 'value', value: { kind } }, more);
}

export class FakeInterop implements Transport {
  readonly rpcs: Rpc[] = [];
  closed = false;
  // What each RPC is answered with; tests replace some.
  readonly answers: Answers = {
    Import: ({ request }) => this.imported(request),
    Invoke: ({ request }) => this.invoked(request),
    InvokeAsync: ({ request }) => this.invoked(request),
    Dispose: ({ request }) => disposed(request),
    GrantLease: () => GrantLeaseResponse.encode({ lease: leaseState(`lease-${++this.granted}`) }).finish(),
    RenewLease: ({ request }) => RenewLeaseResponse.encode({ lease: leaseState(request.lease) }).finish(),
  };
  private granted = 0;
  private tokens = 0;

  // The requests of a method, in order.
  requests<M extends Method>(method: M): Requests[M][] {
    return this.rpcs.filter((rpc) => rpc.method === method).map((rpc) => rpc.request as Requests[M]);
  }

  last<M extends Method>(method: M): Rpc<M> {
    return this.rpcs.filter((rpc) => rpc.method === method).at(-1) as unknown as Rpc<M>;
  }

  // All that Dispose was told.
  get released(): { references: string[]; leases: string[]; nonces: number[] } {
    const requests = this.requests('Dispose');
    return {
      references: requests.flatMap(({ references }) => references.map(({ token }) => token)),
      leases: requests.flatMap(({ leases }) => leases),
      nonces: requests.flatMap(({ nonces }) => nonces.map(numberOf)),
    };
  }

  unary(method: Method, bytes: Uint8Array, timeout: number, done: (reply: Reply) => void): () => void {
    const request = requestTypes[method].decode(bytes) as Requests[Method];
    let isDone = false;
    // Forgotten once it is told, so that what was answered can be collected.
    let tell: typeof done | undefined = done;
    const finish = (reply: Reply) => {
      if (isDone) throw new Error(`${method} is answered twice`);
      isDone = true;
      queueMicrotask(() => {
        tell?.(reply);
        tell = undefined;
      });
    };
    const rpc: Rpc = {
      method,
      request,
      timeout,
      cancelled: false,
      answer: (response) => finish({ bytes: Buffer.from(response) }),
      fail: (failure) => finish({ failure }),
    };
    this.rpcs.push(rpc);
    const answer = (this.answers[method] as (rpc: Rpc) => Uint8Array | Failure | 'later')(rpc);
    if (answer instanceof Uint8Array) rpc.answer(answer);
    else if (answer !== 'later') rpc.fail(answer);
    return () => {
      rpc.cancelled = true;
      if (!isDone) finish({ failure: { code: 1, message: 'Cancelled on client' } });
    };
  }

  close(): void {
    this.closed = true;
  }

  newToken(): string {
    return `token-${++this.tokens}`;
  }

  private imported({ lease }: ImportRequest): Uint8Array {
    const reference = { token: this.newToken(), kind: 6, className: '' };
    return ImportResponse.encode({
      outcome: { $case: 'reference', value: reference },
      lease: leaseState(lease),
      exports: [{ name: 'add', kind: 1 }],
      version: 'v1',
    }).finish();
  }

  // References for those who ask for them, and nothing for all others.
  private invoked({ result, lease }: InvokeRequest): Uint8Array {
    if (result !== 2) return valued({ $case: 'undefined', value: {} });
    const reference = { token: this.newToken(), kind: 1, className: 'Cart' };
    return invoked({ $case: 'reference', value: reference }, { lease: leaseState(lease) });
  }
}

// The number that ManualSystem gave a nonce.
export function numberOf(nonce: Uint8Array): number {
  return new DataView(nonce.buffer, nonce.byteOffset).getUint32(0);
}

function disposed({ references, leases, nonces }: DisposeRequest): Uint8Array {
  return DisposeResponse.encode({
    references: references.map(() => Disposal.RELEASED),
    leases: leases.map(() => Disposal.RELEASED),
    nonces: nonces.map(() => Disposal.RELEASED),
  }).finish();
}
