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

// One worker's stream. What the worker says is kept, and asked for by what it is.
export class Attached {
  // What the worker said when it left.
  goodbye: string | undefined;
  // Takes the results instead of keeping them.
  onResults: ((results: Result[]) => void) | undefined;
  private firstHello: Hello | undefined;
  private readonly results = new Map<number, Result>();
  private readonly watchers = new Set<() => void>();
  private over = false;

  constructor(private readonly call: Call) {
    call.on('data', (frame: FromWorker) => this.take(frame));
    for (const event of ['end', 'error', 'cancelled']) call.on(event, () => this.finish());
  }

  hello(): Promise<Hello> {
    return this.until('hello', () => this.firstHello);
  }

  // The result of a call, which must come.
  result(callId: number): Promise<Result> {
    return this.until(`a result of call ${callId}`, () => this.results.get(callId));
  }

  // The worker has ended its side of the stream.
  ended(): Promise<true> {
    return this.until('an end', () => this.over || undefined);
  }

  send(frame: Partial<FromBroker>): void {
    this.call.write({ ...emptyFrame, ...frame });
  }

  end(): void {
    this.call.end();
  }

  refuse(code: grpc.status, details: string): void {
    this.call.emit('error', { code, details });
  }

  private until<T>(what: string, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const watch = () => {
        const found = look();
        if (found === undefined && !this.over) return;
        this.watchers.delete(watch);
        if (found !== undefined) resolve(found);
        else reject(new Error(`the stream ended without ${what}`));
      };
      this.watchers.add(watch);
      watch();
    });
  }

  private take({ hello, results, goodbye }: FromWorker): void {
    this.firstHello ??= hello;
    this.goodbye ??= goodbye?.why;
    if (this.onResults !== undefined && results.length > 0) {
      this.onResults(results);
      return;
    }
    for (const result of results) this.results.set(result.callId, result);
    this.tell();
  }

  private finish(): void {
    this.over = true;
    this.tell();
  }

  private tell(): void {
    for (const watch of this.watchers) watch();
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
    const hello = await attached.hello();
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
