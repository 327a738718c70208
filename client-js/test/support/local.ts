// A session without a process or a network: frames go in as the broker writes them, and results come out as
// it would read them. Clock, event loop and writes are in the test's hand.

import { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Mode } from '#dist/reach/fields.js';
import { Reach } from '#dist/reach/reach.js';
import { Specifiers } from '#dist/reach/specifiers.js';
import { type Budgets, defaultBudgets } from '#dist/values/budgets.js';
import { resultContext, type ResultContext } from '#dist/values/results.js';
import { stackCleaner } from '#dist/values/stack.js';
import { readBrokerFrame } from '#dist/wire/frames.js';
import { FromBroker, FromWorker, type Call, type Release, type Result } from '#dist/gen/jsinterop/v1/worker.js';
import type { Session } from '#dist/worker/connection.js';
import * as api from '#dist/worker/api.js';
import { home, type Stats } from '#dist/worker/home.js';
import { Loader } from '#dist/worker/loader.js';
import { ModuleGuide } from '#dist/worker/module_info.js';
import { beginSession } from '#dist/worker/session.js';
import { stripsTypes } from '#dist/worker/typescript.js';
import { importWrapped } from '#dist/worker/worker.js';

export const fixtures = fileURLToPath(new URL('../../../../test/fixtures', import.meta.url));

const dist = new URL('../../../', import.meta.url).href;

let hooked = false;

// Loader hooks are for the whole process, and so is what they call the root.
export function hookLoader(): void {
  if (hooked) return;
  hooked = true;
  const api = new URL('./worker/api.js', dist).href;
  register('./worker/hooks.js', { parentURL: dist, data: { api, root: `${pathToFileURL(fixtures).href}/` } });
}

// Made before any module of a test runs, as in a worker.
const reaches = { strict: new Reach('strict', Object.values(api)), open: new Reach('open', Object.values(api)) };

export function encodeContext(budgets: Partial<Budgets> = {}): ResultContext {
  return resultContext(
    { ...defaultBudgets, ...budgets },
    {
      markers: home.markers,
      mayGrant: (value) => reaches.strict.mayGrant(value),
      cleanStack: stackCleaner(fixtures, dist, () => undefined),
    },
  );
}

export interface LocalOptions {
  mode?: Mode;
  maxRunning?: number;
  budgets?: Partial<Budgets>;
  maxMessageBytes?: number;
  packages?: string[];
  allowRegexp?: boolean;
  stripsTypes?: boolean;
}

export class Local {
  // Milliseconds, moved by the test.
  time = 0;
  // Writes stay under way until the test lets them end.
  holdWrites = false;
  readonly frames: FromWorker[] = [];
  readonly logged: string[] = [];
  private readonly deferred: (() => void)[] = [];
  private readonly writes: (() => void)[] = [];
  private readonly session: Session;
  private readonly waiters = new Map<number, (result: Result) => void>();

  constructor(options: LocalOptions = {}) {
    hookLoader();
    const encoding = encodeContext(options.budgets);
    const reach = reaches[options.mode ?? 'strict'];
    const parts = {
      home,
      loader: new Loader(
        new Specifiers(fixtures, options.packages ?? []),
        fixtures,
        importWrapped,
        options.stripsTypes ?? stripsTypes(process),
      ),
      guide: new ModuleGuide(reach, encoding.cleanStack),
      reach,
      decoding: { budgets: encoding.budgets, allowRegexp: options.allowRegexp ?? false },
      encoding,
      maxRunning: options.maxRunning ?? 256,
      now: () => this.time,
      defer: (then: () => void) => void this.deferred.push(then),
      log: (text: string) => void this.logged.push(text),
    };
    const welcome = {
      protocol: 1,
      brokerIncarnation: new Uint8Array(16),
      maxMessageBytes: options.maxMessageBytes ?? 64 * 1024 * 1024,
    };
    this.session = beginSession(parts, welcome, { write: (frame, done) => this.write(frame, done) });
  }

  get results(): Result[] {
    return this.frames.flatMap((frame) => frame.results);
  }

  get answered(): number[] {
    return this.results.map((result) => result.callId);
  }

  get stats(): Stats {
    return home.stats();
  }

  send(frame: { calls?: Call[]; cancels?: number[]; releases?: Release[] }): void {
    const whole = { welcome: undefined, goodbye: undefined, calls: [], cancels: [], releases: [], ...frame };
    this.sendBytes(FromBroker.encode(whole).finish());
  }

  sendBytes(bytes: Uint8Array): void {
    this.session.receive(readBrokerFrame(bytes));
  }

  // Sends one call and gives its result.
  async run(call: Call): Promise<Result> {
    const result = this.result(call.callId);
    this.send({ calls: [call] });
    while (this.turn()) await null;
    return result;
  }

  result(callId: number): Promise<Result> {
    const present = this.results.find((result) => result.callId === callId);
    return present !== undefined ? Promise.resolve(present) : new Promise((then) => this.waiters.set(callId, then));
  }

  // Lets what was deferred have its turn. False if there was nothing.
  turn(): boolean {
    const then = this.deferred.shift();
    then?.();
    return then !== undefined;
  }

  endWrite(): void {
    this.writes.shift()?.();
  }

  finish(then: () => void): void {
    this.session.finish(then);
  }

  close(): void {
    this.session.close();
  }

  private write(frame: Buffer, done: () => void): void {
    const read = FromWorker.decode(frame);
    this.frames.push(read);
    for (const result of read.results) this.waiters.get(result.callId)?.(result);
    if (this.holdWrites) this.writes.push(done);
    else queueMicrotask(done);
  }
}
