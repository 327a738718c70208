// Holds a case to the format, so that no runner has to.

import { partsOf } from './needs.mjs';

const verbs = ['import', 'invoke', 'invokeAsync', 'dispose', 'rpc'];
const outcomes = ['value', 'reference', 'exports', 'completed', 'exception', 'error', 'response'];
const callKeys = ['target', 'module', 'member', 'operation', 'arguments', 'result', 'encoding'];
const stepKeys = {
  import: ['import', 'as', 'expect', 'eventually'],
  invoke: ['invoke', 'as', 'expect', 'eventually'],
  invokeAsync: ['invokeAsync', 'as', 'expect', 'eventually'],
  dispose: ['dispose', 'expect', 'eventually'],
  rpc: ['rpc', 'request', 'bytes', 'bind', 'expect', 'eventually', 'connection'],
};

// Throws if the case is not as README.md says. `names` are those of the cases before it.
export function checkCase(one, names) {
  const require = (holds, what) => {
    if (!holds) throw new Error(`${one.name}: ${what}`);
  };
  require(/^[a-z0-9.-]+$/.test(one.name), 'a name has small letters, digits, dots and hyphens');
  require(!names.has(one.name), 'the name stands twice');
  names.add(one.name);
  require(one.steps.length > 0, 'it has no steps');
  const kinds = new Set(one.steps.map((step) => 'rpc' in step));
  require(kinds.size === 1, 'steps of clients and of the protocol are not mixed');
  const known = new Set();
  one.steps.forEach((step, index) =>
    checkStep(step, known, (holds, what) => require(holds, `step ${index + 1}: ${what}`)),
  );
  require(one.steps.some(({ expect }) => expect !== undefined), 'it expects nothing');
}

function checkStep(step, known, require) {
  const present = verbs.filter((verb) => verb in step);
  require(present.length === 1, 'it has one verb');
  for (const key of Object.keys(step)) require(stepKeys[present[0]].includes(key), `'${key}' has no place here`);
  if (step.expect !== undefined) {
    const kinds = Object.keys(step.expect);
    require(kinds.length === 1 && outcomes.includes(kinds[0]), 'it expects one outcome');
    require((kinds[0] === 'response') <= ('rpc' in step), 'a response is of a step of the protocol');
  }
  const fails = ['error', 'exception'].some((kind) => kind in (step.expect ?? {}));
  for (const name of ['as', 'bind']) require(!(fails && name in step), `a failure has no '${name}'`);
  if ('rpc' in step) require('request' in step !== 'bytes' in step, 'it has a request or bytes');
  checkCall(step.invoke ?? step.invokeAsync, known, require);
  if ('dispose' in step) require(known.has(step.dispose), `nothing is called '${step.dispose}' yet`);
  if (step.as !== undefined) known.add(step.as);
}

function checkCall(call, known, require) {
  if (call === undefined) return;
  for (const key of Object.keys(call)) require(callKeys.includes(key), `a call has no '${key}'`);
  require(!('target' in call && 'module' in call), 'a call has one target');
  if ('target' in call) require(known.has(call.target), `nothing is called '${call.target}' yet`);
  const look = (value) => {
    if (value[0] === 'reference') require(known.has(value[1]), `nothing is called '${value[1]}' yet`);
    for (const part of partsOf(value)) look(part);
  };
  for (const value of call.arguments ?? []) look(value);
}
