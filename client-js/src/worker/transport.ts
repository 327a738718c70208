// One Attach stream, as the worker sees it, and the gRPC that carries it.

import * as grpc from '@grpc/grpc-js';

// How a stream ended.
export interface End {
  // A gRPC status code.
  code: number;
  text: string;
}

export interface StreamEvents {
  frame(bytes: Buffer): void;
  // Called once; nothing follows.
  end(end: End): void;
}

export interface Stream {
  // Sends a frame. `done` is called when the transport has taken it, and never after the end.
  write(frame: Buffer, done: () => void): void;
  // No frame follows.
  halfClose(): void;
  // Breaks the stream; `end` is still called.
  abort(): void;
}

export type Dial = (events: StreamEvents) => Stream;

const path = '/jsinterop.v1.WorkerHub/Attach';
const same = (frame: Buffer) => frame;

// Dials the broker anew each time, on a connection of its own: gRPC's own back-off between attempts would
// only hide how things stand.
export function dialGrpc(address: string, maximumBytes: number): Dial {
  return (events) => {
    const client = new grpc.Client(address, grpc.credentials.createInsecure(), {
      'grpc.max_receive_message_length': maximumBytes,
      'grpc.max_send_message_length': -1,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
      'grpc-node.flow_control_window': flowWindow,
    });
    const call = client.makeBidiStreamRequest(path, same, same);
    let ended = false;
    call.on('data', (frame: Buffer) => events.frame(frame));
    call.on('error', () => undefined);
    call.on('status', ({ code, details }: grpc.StatusObject) => {
      ended = true;
      client.close();
      events.end({ code, text: details });
    });
    return {
      write(frame, done) {
        if (ended) return;
        call.write(frame, () => {
          if (!ended) done();
        });
      },
      halfClose: () => void call.end(),
      abort: () => call.cancel(),
    };
  };
}

// Bytes that may be under way to the worker, so that a large argument does not wait for many round trips.
const flowWindow = 4 * 1024 * 1024;
