// Values × direction × encoding, and the module that holds the values.
//
// What arrives is told by the tables in values/, and held here against JavaScript itself: structured clone for what
// is copied without loss, JSON.stringify for the encoding of that name. Neither is code of this project.

import { isDeepStrictEqual } from 'node:util';
import { write } from '../lib/notation.mjs';
import { json, module, testCase, text } from '../lib/steps.mjs';
import arrays from './values/arrays.mjs';
import binary from './values/binary.mjs';
import collections, { regexps } from './values/collections.mjs';
import identity from './values/identity.mjs';
import { jsonTexts } from './values/json_texts.mjs';
import lossy from './values/lossy.mjs';
import objects from './values/objects.mjs';
import refused from './values/refused.mjs';
import scalars from './values/scalars.mjs';
import texts from './values/texts.mjs';

// How each table's values are asked for. A primitive has one form whatever the encoding, unless that is JSON; and as
// JSON one map reads like another.
const asked = [
  [
    [...scalars, ...texts],
    ['AUTO', 'JSON'],
  ],
  [
    [...objects, ...arrays, ...identity],
    ['AUTO', 'STRUCTURED', 'JSON'],
  ],
  [
    [...collections, ...binary],
    ['AUTO', 'STRUCTURED'],
  ],
];
const jsonToo = new Set(
  [
    'map.of-texts set.order boxed.number boxed.negative-zero boxed.string boxed.false boxed.bigint error.typeerror',
    'error.cause bytes.empty bytes.some array-buffer.some view.int16array view.bigint64array view.dataview',
    'view.float64array-with-offset regexp.plain',
  ].flatMap((names) => names.split(' ')),
);
const exact = asked.flatMap(([entries]) => entries);
const known = new Set([...exact, ...regexps].map(([name]) => name));
const values = module('./values.js');

const evaluated = (source) => new Function(`return (${source});`)();

function hold(name, told, found) {
  if (!isDeepStrictEqual(told, found)) {
    const [one, other] = [told, found].map((notation) => JSON.stringify(notation).slice(0, 500));
    throw new Error(`${name}: the table says ${one}, JavaScript ${other}`);
  }
}

// --- As results

const result = (name) => values.call('get', text(name));

function resultAsJson(name, source) {
  const step = result(name).encoded('JSON');
  let written;
  try {
    written = JSON.stringify(evaluated(source));
  } catch {
    return step.fails('RESULT_NOT_SERIALIZABLE');
  }
  return step.gives(written === undefined ? ['undefined'] : write(JSON.parse(written)));
}

function results(name, source, notation, encodings) {
  const given = {
    AUTO: () => result(name).gives(notation),
    STRUCTURED: () => result(name).encoded('STRUCTURED').gives(notation),
    JSON: () => resultAsJson(name, source),
  };
  const wanted = jsonToo.has(name) ? [...encodings, 'JSON'] : encodings;
  return wanted.map((encoding) => testCase(`${edgeOf(name)}.result-${encoding.toLowerCase()}`, given[encoding]()));
}

// --- As arguments

const argument = (name, notation) =>
  testCase(`${edgeOf(name)}.argument`, values.call('check', text(name), notation).gives(text('same')));

const exactCases =
  (encodings) =>
  ([name, source, notation, { uncloned } = {}]) => {
    const value = evaluated(source);
    hold(name, notation, write(uncloned ? value : structuredClone(value)));
    return [...results(name, source, notation, encodings), argument(name, notation), ...roundTrip(name, notation)];
  };

// There and back: what a client made of a result is sent as it is, in forms of which clients have more than one.
const roundTrips = new Set(
  [
    'number.negative-zero number.nan number.two-to-53 bigint.beyond-int64 bigint.one date.invalid date.before-the-epoch',
    'utf16.high-before-a-pair string.nul string.astral object.integer-keys-first object.lone-surrogate-key',
    'object.own-proto object.member-undefined object.nested-90-deep-with-undefined array.every-scalar',
    'array.hole-beside-undefined array.sparse array.with-holes-and-a-property map.numbers-and-their-texts',
    'map.equal-object-keys map.undefined-and-null set.equal-objects boxed.negative-zero boxed.lone-surrogate error.cause-undefined',
    'error.causes-below-one-another bytes.all view.float64array-with-offset view.with-a-nan-of-another-kind',
    'view.dataview-with-odd-offset view.empty-at-the-end alias.labels-in-order-of-meeting alias.shared-buffer',
    'alias.whole-bytes-and-their-buffer cycle.list-both-ways cycle.map-key cycle.cause',
  ].flatMap((names) => names.split(' ')),
);

for (const name of [...jsonToo, ...roundTrips]) if (!known.has(name)) throw new Error(`there is no value '${name}'`);

const roundTrip = (name, notation) =>
  roundTrips.has(name) ? [testCase(`${edgeOf(name)}.round-trip`, values.call('echo', notation).gives(notation))] : [];

function lossyCases([name, source, notation, { ours } = {}]) {
  if (!ours) hold(name, notation, write(structuredClone(evaluated(source))));
  return results(name, source, notation, ['AUTO', 'STRUCTURED', 'JSON']);
}

// The path is the promise; at the top, where there is no path to speak of, what the value is.
function refusedCases([name, source, path, what]) {
  const messageHas = path === 'result' ? what : `${path} is`;
  const refused = (step) => step.fails('RESULT_NOT_SERIALIZABLE', { messageHas });
  return [
    testCase(`${edgeOf(name)}.result-auto`, refused(result(name))),
    testCase(`${edgeOf(name)}.result-structured`, refused(result(name).encoded('STRUCTURED'))),
    testCase(`${edgeOf(name)}.result-json`, resultAsJson(name, source)),
  ];
}

// --- Groups

const kindOf = (name) => name.slice(0, name.indexOf('.'));
const edgeOf = (name) => name.slice(name.indexOf('.') + 1);

function grouped(entries, prefix, setting, casesOf) {
  const groups = new Map();
  for (const entry of entries) {
    const name = `${prefix}.${kindOf(entry[0])}`;
    if (!groups.has(name)) groups.set(name, { name, setting, cases: [] });
    groups.get(name).cases.push(...casesOf(entry));
  }
  return [...groups.values()];
}

const jsonArguments = jsonTexts.map(([name, jsonText, source]) => {
  if (!isDeepStrictEqual(JSON.parse(jsonText), evaluated(source))) throw new Error(`json.${name} is not as it says`);
  return testCase(name, values.call('check', text(`json.${name}`), json(jsonText)).gives(text('same')));
});

export default [
  ...asked.flatMap(([entries, encodings]) => grouped(entries, 'values', 'strict', exactCases(encodings))),
  ...grouped(lossy, 'lossy', 'strict', lossyCases),
  ...grouped(refused, 'refused', 'strict', refusedCases),
  ...grouped(regexps, 'values', 'strict', ([name, source, notation]) => results(name, source, notation, ['AUTO'])),
  ...grouped(regexps, 'arguments', 'open', (entry) => [argument(entry[0], entry[2])]),
  { name: 'json-arguments', setting: 'strict', cases: jsonArguments },
];

// --- The module

const entries = [
  ...[...exact, ...regexps, ...lossy, ...refused].map(([name, source]) => [name, source]),
  ...jsonTexts.map(([name, , source]) => [`json.${name}`, source]),
  // For cases that write values on the wire by hand.
  ['wire.array-of-object', '[{ a: 1 }]'],
  ['wire.one-two', '[1, 2]'],
  ['wire.view-and-buffer', '(() => { const view = new Int8Array([1]); return [view, view.buffer]; })()'],
];

const thunk = ([name, source]) => `  '${name}': () => (${source}),`;

export const modules = {
  'values.js': `// Made by generate.mjs from tables/values/: each value as JavaScript writes it, made anew for each use.

import { compare } from './same.js';

const values = {
${entries.map(thunk).join('\n')}
};

export function get(name) {
  return values[name]();
}

// Gives 'same' if the argument is the value of this name, else where it differs.
export function check(name, argument) {
  return compare(argument, values[name]());
}

// How many arrays stand in one another.
export function depthOf(array) {
  let depth = 1;
  for (let inner = array; inner.length > 0; inner = inner[0]) depth++;
  return depth;
}

export function echo(argument) {
  return argument;
}
`,
};
