// The words in which the tables are written: values, steps and outcomes, as README.md describes them.

import { readFileSync } from 'node:fs';

// --- Values

export const UNDEFINED = ['undefined'];
export const NULL = ['null'];
export const TRUE = ['boolean', true];
export const FALSE = ['boolean', false];
export const number = (value) => ['number', Object.is(value, -0) ? '-0' : String(value)];
export const text = (value) => ['string', value];
export const array = (...items) => ['array', items];
export const object = (members) => ['object', Object.entries(members)];
export const reference = (nameOrHint) => ['reference', nameOrHint];
export const json = (value) => ['json', value];

// --- Steps. Each method gives another step, which says a little more.

class Step {
  constructor(content) {
    Object.assign(this, content);
  }

  as(name) {
    return new Step({ ...this, as: name });
  }

  expect(outcome) {
    return new Step({ ...this, expect: outcome });
  }

  gives(value) {
    return this.expect({ value });
  }

  refers(hint = {}) {
    return this.expect({ reference: hint });
  }

  completes() {
    return this.expect({ completed: true });
  }

  throws(exception) {
    return this.expect({ exception });
  }

  // Code and execution are those that error.proto states for the reason. What fails binds nothing.
  fails(reason, more = {}) {
    const { bind: _, ...step } = this.expect({ error: { ...errorFor(reason), ...more } });
    return new Step(step);
  }

  eventually() {
    return new Step({ ...this, eventually: true });
  }

  // --- Of calls

  with(options) {
    const verb = this.invoke === undefined ? 'invokeAsync' : 'invoke';
    return new Step({ ...this, [verb]: { ...this[verb], ...options } });
  }

  byReference() {
    return this.with({ result: 'REFERENCE' });
  }

  toNothing() {
    return this.with({ result: 'VOID' });
  }

  encoded(encoding) {
    return this.with({ encoding });
  }

  later() {
    const { invoke, ...rest } = this;
    return new Step({ invokeAsync: invoke, ...rest });
  }

  // --- Of the protocol

  binds(bind) {
    return new Step({ ...this, bind });
  }

  answers(response) {
    return this.expect({ response });
  }

  elsewhere() {
    return new Step({ ...this, connection: 'other' });
  }
}

class Place {
  #to;

  constructor(to) {
    this.#to = to;
  }

  call(member, ...values) {
    return this.#step(member, values);
  }

  get(member) {
    return this.#step(member, [], 'GET');
  }

  set(member, ...values) {
    return this.#step(member, values, 'SET');
  }

  construct(member, ...values) {
    return this.#step(member, values, 'CONSTRUCT');
  }

  #step(member, values, operation) {
    const call = { ...this.#to };
    if (member !== '') call.member = member;
    if (operation !== undefined) call.operation = operation;
    if (values.length > 0) call.arguments = values;
    return new Step({ invoke: call });
  }
}

export const module = (specifier) => new Place({ module: specifier });
export const target = (name) => new Place({ target: name });
export const exposed = new Place({});

export const importing = (specifier) => new Step({ import: { module: specifier } });
export const disposing = (name) => new Step({ dispose: name });
export const rpc = (name, request) => new Step({ rpc: name, request });
export const rpcBytes = (name, bytes) => new Step({ rpc: name, bytes });

// --- Errors

const errorProto = readFileSync(new URL('../../../proto/jsinterop/v1/error.proto', import.meta.url), 'utf8');

// The comment above each reason begins with its code and whether the function ran.
const described = /\/\/ ([A-Z_]+), (NO|YES|UNKNOWN)\b[^\n]*\n(?: *\/\/[^\n]*\n)* *REASON_([A-Z_]+) = /g;

const catalogue = new Map(
  [...errorProto.matchAll(described)].map(([, code, executed, reason]) => [reason, { code, reason, executed }]),
);

// All names of the enum, told or not.
export const allReasons = [...errorProto.matchAll(/^ *REASON_([A-Z_]+) = /gm)].map(([, reason]) => reason);

export function errorFor(reason) {
  const error = catalogue.get(reason);
  if (error === undefined) throw new Error(`error.proto has no reason '${reason}'`);
  return error;
}

// --- Cases

// One case of a group. Its steps are one step or a list; the generator puts the group's name before the case's.
export const testCase = (name, steps, more = {}) => ({ name, ...more, steps: [steps].flat() });
