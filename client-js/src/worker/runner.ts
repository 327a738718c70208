// Runs calls: reads a call's arguments, does its operation, and writes its result.

import { types } from 'node:util';
import { CallFailure, failures } from '../errors.js';
import { Encoding, Operation, ResultMode } from '../gen/jsinterop/v1/interop.js';
import type { Grant, ModuleInfo, ObjectId } from '../gen/jsinterop/v1/worker.js';
import { apply, native, promiseThen } from '../intrinsics.js';
import { isObject } from '../reach/fields.js';
import type { Paths } from '../reach/names.js';
import type { Operations, Start } from '../reach/operations.js';
import type { Reach } from '../reach/reach.js';
import { decodeArguments } from '../values/decode.js';
import { encodeValue } from '../values/encode.js';
import { encodeException } from '../values/exception.js';
import { userToJson } from '../values/to_json.js';
import type { DecodeOptions } from '../values/leaves.js';
import type { ResultContext } from '../values/results.js';
import { type InvokeFrame, ResultFrame, writeResult } from '../wire/frames.js';
import type { Job } from './job.js';
import { classNameOf, objectKindOf } from './kinds.js';
import type { LoadedModule, Loader } from './loader.js';
import type { ModuleGuide } from './module_info.js';
import type { Objects } from './objects.js';

// What a runner tells about a job that it has begun.
export interface RunnerEvents {
  // The call waits for its module; begin it again once `ready` settles.
  loading(job: Job, ready: Promise<unknown>): void;
  // The call waits for a promise.
  began(job: Job): void;
  // The call's one result is written.
  answered(job: Job, result: Uint8Array): void;
}

export interface RunnerParts {
  loader: Loader;
  guide: ModuleGuide;
  reach: Reach;
  operations: Operations;
  objects: Objects;
  paths: Paths;
  decoding: DecodeOptions;
  encoding: ResultContext;
}

type Outcome = NonNullable<ResultFrame['outcome']>;

interface PlannedGrant {
  value: unknown;
  index: number;
  ownership: 'owned' | 'shared';
}

const noGrants: readonly PlannedGrant[] = [];

export class Runner {
  // How results are written that the client picked, see Plan.isGiven.
  private readonly picking: ResultContext;

  constructor(
    private readonly parts: RunnerParts,
    private readonly events: RunnerEvents,
    // The largest result that may be sent, in bytes.
    private readonly maximumResult: number,
  ) {
    this.picking = { ...parts.encoding, checkCopy: (object, asJson) => checkPicked(object, asJson, parts.reach) };
  }

  // Begins a call, or goes on with one whose module has been loaded. Never throws.
  begin(job: Job): void {
    try {
      const { what } = job.call;
      if (what?.$case === 'import') this.import(job, what.value.specifier);
      else if (what?.$case === 'invoke') this.invoke(job, what.value);
      else this.fail(job, failures.unsupportedCall());
    } catch (error) {
      this.fail(job, CallFailure.is(error) ? error : failures.internal(error));
    }
  }

  fail(job: Job, failure: CallFailure): void {
    this.answer(job, { $case: 'failure', value: failure.toMessage() }, noGrants);
  }

  private import(job: Job, specifier: string): void {
    const module = this.parts.loader.get(specifier);
    if (module === undefined) {
      this.load(job, specifier);
      return;
    }
    const grants: PlannedGrant[] = [{ value: module.namespace, index: 0, ownership: 'shared' }];
    this.answer(job, { $case: 'granted', value: {} }, grants, this.parts.guide.describe(module));
  }

  private load(job: Job, specifier: string): void {
    const ready = this.parts.loader.load(specifier).then(
      () => undefined,
      (error: unknown) => {
        if (CallFailure.is(error)) this.fail(job, error);
        else this.threw(job, error, 'loading');
      },
    );
    this.events.loading(job, ready);
  }

  private invoke(job: Job, call: InvokeFrame): void {
    const module = call.target?.$case === 'module' ? call.target.value : undefined;
    const loaded = module === undefined ? undefined : this.parts.loader.get(module);
    if (module !== undefined && loaded === undefined) {
      this.load(job, module);
      return;
    }
    checkOptions(call);
    const args = this.argumentsOf(call);
    const start = this.startOf(call, loaded);
    let result: unknown;
    let context: ResultContext;
    try {
      const names = this.parts.paths.parse(call.member);
      const plan = this.parts.operations.prepare(call.operation, start, call.member, names, args);
      context = plan.isGiven ? this.parts.encoding : this.picking;
      job.maker = plan.maker;
      result = plan.run();
    } catch (error) {
      if (CallFailure.is(error)) this.fail(job, error);
      else this.threw(job, error, 'running');
      return;
    }
    this.complete(job, call, result, context);
  }

  private startOf(call: InvokeFrame, loaded: LoadedModule | undefined): Start {
    if (loaded !== undefined) return { kind: 'object', value: loaded.namespace };
    if (call.target === undefined) return exposedNames;
    return { kind: 'object', value: this.objectOf(call.target.value as ObjectId, 'target') };
  }

  private argumentsOf(call: InvokeFrame): unknown[] {
    const count = call.arguments.length;
    if (call.operation === Operation.GET && count !== 0) throw failures.invalidField('arguments', 'GET takes none.');
    if (call.operation === Operation.SET && count !== 1) {
      throw failures.invalidField('arguments', 'SET takes exactly one.');
    }
    const references = call.references.map((id, index) => this.objectOf(id, `references[${index}]`));
    return decodeArguments(call.arguments, references, this.parts.decoding);
  }

  private objectOf(id: ObjectId, where: string): unknown {
    const object = this.parts.objects.get(id.callId, id.index);
    if (object === undefined) throw failures.unknownObject(where);
    return object;
  }

  // Decides what becomes of what the operation gave: by the value itself, never by how a function is declared.
  private complete(job: Job, call: InvokeFrame, result: unknown, context: ResultContext): void {
    if (!isObject(result) || types.isModuleNamespaceObject(result)) {
      this.deliver(job, call, result, context);
      return;
    }
    if (!call.awaitPromise && call.result === ResultMode.REFERENCE) {
      this.deliver(job, call, result, context);
      return;
    }
    let then: unknown;
    try {
      then = (result as { then?: unknown }).then;
    } catch (error) {
      this.threw(job, error, 'running');
      return;
    }
    if (typeof then !== 'function') this.deliver(job, call, result, context);
    else if (call.awaitPromise) this.await(job, call, result, then, context);
    else this.refusePromise(job, call, result);
  }

  private refusePromise(job: Job, call: InvokeFrame, result: unknown): void {
    keepQuiet(result);
    this.fail(job, failures.returnedPromise(call.member));
  }

  private await(job: Job, call: InvokeFrame, result: object, then: Function, context: ResultContext): void {
    this.events.began(job);
    const resolved = (value: unknown) => this.deliver(job, call, value, context);
    const rejected = (error: unknown) => this.threw(job, error, 'running');
    if (then === promiseThen && types.isPromise(result)) apply(promiseThen, result, [resolved, rejected]);
    else new native.Promise((resolve, reject) => void apply(then, result, [resolve, reject])).then(resolved, rejected);
  }

  // Answers with a result that is not awaited any more. Never throws.
  private deliver(job: Job, call: InvokeFrame, result: unknown, context: ResultContext): void {
    try {
      switch (call.result) {
        case ResultMode.VOID:
          this.answer(job, { $case: 'completed', value: {} }, noGrants);
          return;
        case ResultMode.REFERENCE:
          this.deliverReference(job, call, result, context);
          return;
        default:
          this.deliverValue(job, call.encoding, result, context);
      }
    } catch (error) {
      if (CallFailure.is(error)) this.fail(job, error);
      else this.threw(job, error, 'running');
    }
  }

  private deliverReference(job: Job, call: InvokeFrame, result: unknown, context: ResultContext): void {
    const { markers, mayGrant } = this.parts.encoding;
    const value = isObject(result) && markers.isReference(result) ? markers.targetOf(result) : result;
    if (!isObject(value) && typeof value !== 'symbol') {
      this.deliverValue(job, call.encoding, value, context);
      return;
    }
    if (!mayGrant(value)) throw failures.resultNotReachable();
    keepQuiet(value);
    const ownership = job.maker === undefined ? this.ownershipOf(value) : this.ownershipOfMade(value, job.maker);
    this.answer(job, { $case: 'granted', value: {} }, [{ value, index: 0, ownership }]);
  }

  private deliverValue(job: Job, encoding: Encoding, result: unknown, context: ResultContext): void {
    const { bytes, live } = encodeValue(result, encoding, context);
    const grants = live.length === 0 ? noGrants : live.map((value, position) => this.plan(value, position + 1));
    this.answer(job, { $case: 'value', value: bytes }, grants);
  }

  private plan(value: unknown, index: number): PlannedGrant {
    keepQuiet(value);
    return { value, index, ownership: this.ownershipOf(value) };
  }

  private ownershipOfMade(value: object | symbol, maker: Function): 'owned' | 'shared' {
    if (!isObject(value)) return 'shared';
    if (this.parts.operations.isMade(value, maker)) return 'owned';
    this.parts.objects.disown(value);
    return this.ownershipOf(value);
  }

  private ownershipOf(value: unknown): 'owned' | 'shared' {
    return isObject(value) && this.parts.encoding.markers.takeTransfer(value) ? 'owned' : 'shared';
  }

  private threw(job: Job, error: unknown, during: 'loading' | 'running'): void {
    const context = this.parts.encoding;
    const bytes = encodeException(during === 'loading' ? this.parts.guide.cleanLoadError(error) : error, context);
    this.answer(job, { $case: 'exception', value: bytes }, noGrants);
  }

  // Writes the result first, so that an object is kept only if the client is told of it.
  private answer(job: Job, outcome: Outcome, planned: readonly PlannedGrant[], moduleInfo?: ModuleInfo): void {
    const result = writeResult({ callId: job.id, outcome, grants: describeGrants(planned), moduleInfo });
    if (result.length > this.maximumResult) {
      this.fail(
        job,
        failures.resultTooLarge(`it has ${result.length} bytes and the broker takes ${this.maximumResult}`),
      );
      return;
    }
    for (const { value, index, ownership } of planned) this.parts.objects.grant(job.id, index, value, ownership);
    this.events.answered(job, result);
  }
}

const exposedNames: Start = { kind: 'exposed' };

function checkOptions(call: InvokeFrame): void {
  if (!(call.operation in Operation)) throw failures.unsupportedOperation(call.operation);
  if (!(call.result in ResultMode)) throw failures.unsupportedOption('result mode', call.result);
  if (!(call.encoding in Encoding)) throw failures.unsupportedOption('encoding', call.encoding);
}

// An author's toJSON chooses what a copy shows.
function checkPicked(object: object, asJson: boolean, reach: Reach): void {
  if (types.isProxy(object)) {
    if (userToJson(object) === undefined) throw failures.resultHasProxy();
    return;
  }
  const field = reach.closedIn(object, asJson);
  if (field === undefined || userToJson(object) !== undefined) return;
  throw failures.resultHasClosedField(classNameOf(object), field);
}

function describeGrants(planned: readonly PlannedGrant[]): Grant[] {
  return planned.map(({ value, index }) => ({
    index,
    kind: objectKindOf(value),
    className: classNameOf(value),
  }));
}

const ignore = () => undefined;

// A promise that is kept or dropped here must not end the process when it rejects.
function keepQuiet(value: unknown): void {
  if (types.isPromise(value)) apply(promiseThen, value, [undefined, ignore]);
}
