// What a case asks of a client, found in its values (see README.md, `needs`).

const byKind = {
  undefined: 'undefined',
  utf16: 'utf16',
  hole: 'holes',
  '#': 'aliases',
  array_buffer: 'views',
  view: 'views',
  regexp: 'regexp',
  error: 'error-values',
  boxed: 'boxed',
  json: 'json-argument',
  bigint: 'bigint',
  date: 'date',
  set: 'set',
  map: 'map',
};

export function needsOf(steps) {
  const needs = new Set();
  for (const step of steps) {
    const call = step.invoke ?? step.invokeAsync;
    if (call !== undefined && call.target === undefined && call.module === undefined) needs.add('exposed');
    for (const argument of call?.arguments ?? []) collect(argument, needs, 0);
    if (step.expect?.value !== undefined) collect(step.expect.value, needs, 0);
    if (step.expect?.exception !== undefined) collectException(step.expect.exception, needs);
  }
  return [...needs].sort();
}

function collectException({ thrown, properties, cause, errors }, needs) {
  if (thrown !== undefined) collect(thrown, needs, 0);
  for (const [, value] of properties ?? []) collect(value, needs, 0);
  for (const part of [cause, ...(errors ?? [])]) if (part) collectException(part, needs);
}

function collect(notation, needs, depth) {
  const [kind, content, extras] = notation;
  if (byKind[kind] !== undefined) needs.add(byKind[kind]);
  if (kind === 'reference' && depth > 0) needs.add('reference-in-value');
  if (kind === 'array' && extras?.length !== undefined) needs.add('holes');
  if (kind === 'array' && extras?.properties !== undefined) needs.add('array-properties');
  if (kind === 'map' && content.some(([key]) => key[0] !== 'string')) needs.add('map-keys');
  for (const key of keysIn(notation)) if (typeof key !== 'string') needs.add('utf16');
  for (const part of partsOf(notation)) collect(part, needs, depth + 1);
}

function keysIn([kind, content, extras]) {
  if (kind === 'object') return content.map(([key]) => key);
  return kind === 'array' ? (extras?.properties ?? []).map(([key]) => key) : [];
}

// The values that stand in a value.
export function partsOf([kind, first, second]) {
  switch (kind) {
    case 'array':
      return [...first, ...(second?.properties ?? []).map(([, value]) => value)];
    case 'object':
      return first.map(([, value]) => value);
    case 'map':
      return first.flat();
    case 'set':
      return first;
    case 'boxed':
      return [first];
    case 'error':
      return first.cause === undefined ? [] : [first.cause];
    case 'view':
    case '#':
      return [second];
    default:
      return [];
  }
}
