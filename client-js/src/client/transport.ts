// The gRPC below the client: unary calls of bytes.

import * as grpc from '@grpc/grpc-js';
import type { Failure } from './status.js';

export type Method = 'Import' | 'Invoke' | 'InvokeAsync' | 'Dispose' | 'GrantLease' | 'RenewLease';

export interface Reply {
  // Undefined: it went well, and `bytes` is the response.
  failure?: Failure;
  bytes?: Buffer;
}

export interface Transport {
  // Calls, and tells `done` once, never inside. Gives what cancels the call. `timeout` is in milliseconds.
  unary(method: Method, request: Uint8Array, timeout: number, done: (reply: Reply) => void): () => void;
  close(): void;
}

const same = (bytes: Uint8Array) => bytes as Buffer;

// Results may be this large; what the broker takes is for the broker to say.
const largestMessage = 1024 * 1024 * 1024;

// Nobody waits longer than a year, and from some point on gRPC has no way to write a deadline and never ends the call.
const longestDeadline = 365 * 24 * 3_600_000;

// Milliseconds. gRPC would let a client wait two minutes for a broker that is back already.
const longestReconnectPause = 10_000;

// Bytes that may be under way, so that a large value does not wait for many round trips.
const flowWindow = 4 * 1024 * 1024;

export function grpcTransport(
  address: string,
  credentials: grpc.ChannelCredentials,
  options: grpc.ChannelOptions,
): Transport {
  const client = new grpc.Client(address, credentials, {
    'grpc.max_receive_message_length': largestMessage,
    'grpc.max_send_message_length': -1,
    // Whether a call may be tried again is for its caller to say.
    'grpc.enable_retries': 0,
    'grpc.max_reconnect_backoff_ms': longestReconnectPause,
    'grpc-node.flow_control_window': flowWindow,
    ...options,
  });
  return {
    unary(method, request, timeout, done) {
      const path = `/jsinterop.v1.Interop/${method}`;
      const deadline = timeout > longestDeadline ? {} : { deadline: Date.now() + timeout };
      const call = client.makeUnaryRequest(path, same, same, request as Buffer, deadline, (error, bytes) =>
        done(error === null ? { bytes: bytes! } : { failure: failureOf(error) }),
      );
      return () => call.cancel();
    },
    close: () => client.close(),
  };
}

function failureOf({ code, details, metadata }: grpc.ServiceError): Failure {
  const [trailer] = metadata?.get('grpc-status-details-bin') ?? [];
  return { code, message: details, details: typeof trailer === 'string' ? undefined : trailer };
}
