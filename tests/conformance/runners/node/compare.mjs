// Compares what came with what a case expects, both as README.md of the suite writes them.

import { isDeepStrictEqual } from 'node:util';

export const show = (value) => {
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return written !== undefined && written.length > 600 ? `${written.slice(0, 600)}…` : String(written);
};

// In words; undefined if the outcome is as expected. Without an expectation any success is.
export function differenceOf(outcome, expect) {
  const holds = expect === undefined ? isSuccess(outcome) : isExpected(outcome, expect);
  return holds ? undefined : `expected ${show(expect ?? 'success')}, got ${show(outcome)}`;
}

const isSuccess = (outcome) => !('error' in outcome) && !('exception' in outcome);

function isExpected(outcome, expect) {
  const [[kind, wanted]] = Object.entries(expect);
  if (!(kind in outcome)) return false;
  switch (kind) {
    case 'value':
      return isSame(outcome.value, wanted);
    case 'exports':
      return isDeepStrictEqual(outcome.exports, wanted);
    case 'completed':
      return true;
    case 'reference':
      return hasParts(outcome.reference, wanted);
    case 'exception':
      return isException(outcome.exception, wanted);
    case 'error':
      return isError(outcome.error, wanted);
    case 'response':
      return matches(outcome.response, wanted);
    default:
      throw new Error(`a runner does not know the outcome '${kind}'`);
  }
}

const hasParts = (found, wanted) => Object.entries(wanted).every(([key, part]) => found[key] === part);

// Values in notation. Numbers are compared as numbers, and a hint only by what it tells.
function isSame(found, wanted) {
  if (!Array.isArray(wanted)) return isSamePart(found, wanted);
  if (!Array.isArray(found)) return false;
  if (wanted[0] === 'number' && found[0] === 'number') return Object.is(Number(found[1]), Number(wanted[1]));
  if (wanted[0] === 'reference' && found[0] === 'reference') return hasParts(found[1], wanted[1]);
  return found.length === wanted.length && wanted.every((part, at) => isSame(found[at], part));
}

function isSamePart(found, wanted) {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(found, wanted);
  if (typeof found !== 'object' || found === null) return false;
  const keys = Object.keys(wanted);
  return Object.keys(found).length === keys.length && keys.every((key) => isSame(found[key], wanted[key]));
}

const ofException = {
  cause: (found, wanted) => (wanted === null ? !found : Boolean(found) && isException(found, wanted)),
  errors: (found, wanted) => found.length === wanted.length && wanted.every((one, at) => isException(found[at], one)),
  properties: (found, wanted) => isSame(found, wanted),
  thrown: (found, wanted) => found !== undefined && isSame(found, wanted),
};

function isException(found, { stackHas, stackHasNot, ...wanted }) {
  if (stackHas !== undefined && !found.stack.includes(stackHas)) return false;
  if (stackHasNot !== undefined && found.stack.includes(stackHasNot)) return false;
  return Object.entries(wanted).every(([key, part]) =>
    key in ofException ? ofException[key](found[key], part) : found[key] === part,
  );
}

function isError(found, { messageHas, ...wanted }) {
  return (messageHas === undefined || found.message.includes(messageHas)) && hasParts(found, wanted);
}

// A pattern against a response in ProtoJSON.
export function matches(found, pattern) {
  if (pattern === null) return found === undefined;
  if (pattern === '*') return found !== undefined;
  if (Array.isArray(pattern)) {
    return (
      Array.isArray(found) && found.length === pattern.length && pattern.every((one, at) => matches(found[at], one))
    );
  }
  if (typeof pattern === 'object') {
    return typeof found === 'object' && Object.entries(pattern).every(([key, one]) => matches(found[key], one));
  }
  const bounds = /^(?<least>[0-9.]+)s\.\.(?<most>[0-9.]+)s$/.exec(pattern)?.groups;
  if (bounds === undefined) return Object.is(found, pattern);
  const seconds = /^[0-9.]+s$/.test(found ?? '') ? Number.parseFloat(found) : NaN;
  return seconds >= Number(bounds.least) && seconds <= Number(bounds.most);
}
