// A broker for tests: a real gRPC server with the workers' door, and the test's own hand on every frame.

import * as grpc from '@grpc/grpc-js';
import { FromBroker, FromWorker, type Hello, type Result } from '#dist/gen/jsinterop/v1/worker.js';

const definition = {
  attach: {
    path: '/jsinterop.v1.WorkerHub/Attach',
    requestStream: true,
    responseStream: true,
    requestSerialize: (frame: FromWorker) => Buffer.from(FromWorker.encode(frame).finish()),
    requestDeserialize: (bytes: Buffer) => FromWorker.decode(bytes),
    responseSerialize: (frame: FromBroker) => Buffer.from(FromBroker.encode(frame).finish()),
    responseDeserialize: (bytes: Buffer) => FromBroker.decode(bytes),
  },
} as const;

type Call = grpc.ServerDuplexStream<FromWorker, FromBroker>;

export const emptyFrame: FromBroker = { welcome: undefined, cancels: [], releases: [], calls: [], goodbye: undefined };

// One worker's stream. Frames of the worker are taken in order, each once.
export class Attached {
  private readonly frames: FromWorker[] = [];
  private readonly takers: ((frame: FromWorker | undefined) => void)[] = [];
  private over = false;

  constructor(private readonly call: Call) {
    call.on('data', (frame: FromWorker) => this.deliver(frame));
    call.on('end', () => this.finish());
    call.on('error', () => this.finish());
    call.on('cancelled', () => this.finish());
  }

  // The next frame, or undefined when the worker has ended the stream.
  next(): Promise<FromWorker | undefined> {
    const frame = this.frames.shift();
    if (frame !== undefined || this.over) return Promise.resolve(frame);
    return new Promise((resolve) => this.takers.push(resolve));
  }

  // Reads on until the result of this call, which must come.
  async result(callId: number): Promise<Result> {
    for (;;) {
      const kept = this.results.get(callId);
      if (kept !== undefined) return kept;
      const frame = await this.next();
      if (frame === undefined) throw new Error(`the stream ended without a result of call ${callId}`);
      for (const result of frame.results) this.results.set(result.callId, result);
    }
  }

  private readonly results = new Map<number, Result>();

  send(frame: Partial<FromBroker>): void {
    this.call.write({ ...emptyFrame, ...frame });
  }

  end(): void {
    this.call.end();
  }

  refuse(code: grpc.status, details: string): void {
    this.call.emit('error', { code, details });
  }

  private deliver(frame: FromWorker): void {
    const taker = this.takers.shift();
    if (taker === undefined) this.frames.push(frame);
    else taker(frame);
  }

  private finish(): void {
    this.over = true;
    for (const taker of this.takers.splice(0)) taker(undefined);
  }
}

export class Broker {
  readonly server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  port = 0;
  private readonly arrived: Attached[] = [];
  private readonly waiters: ((attached: Attached) => void)[] = [];

  async listen(address = '127.0.0.1:0'): Promise<string> {
    this.server.addService(definition, { attach: (call: Call) => this.accept(new Attached(call)) });
    const bound = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
    return address.startsWith('unix:') ? address : `127.0.0.1:${bound}`;
  }

  // The next stream that a worker opens.
  attached(): Promise<Attached> {
    const attached = this.arrived.shift();
    return attached !== undefined ? Promise.resolve(attached) : new Promise((resolve) => this.waiters.push(resolve));
  }

  // The next stream, with the conversation's beginning done.
  async welcomed(maxMessageBytes = 64 * 1024 * 1024): Promise<{ attached: Attached; hello: Hello }> {
    const attached = await this.attached();
    const hello = (await attached.next())?.hello;
    if (hello === undefined) throw new Error('the worker did not say hello');
    attached.send({ welcome: { protocol: 1, brokerIncarnation: new Uint8Array(16), maxMessageBytes } });
    return { attached, hello };
  }

  close(): void {
    this.server.forceShutdown();
  }

  private accept(attached: Attached): void {
    const waiter = this.waiters.shift();
    if (waiter === undefined) this.arrived.push(attached);
    else waiter(attached);
  }
}
