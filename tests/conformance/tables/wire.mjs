// How results stand on the wire: which kind of Value carries what.

import { rpc, testCase } from '../lib/steps.mjs';

const get = (name, more = {}) =>
  rpc('Invoke', { module: './values.js', member: 'get', arguments: [{ string: name }], ...more });

const answered = (name, value, more) => testCase(`results.${name}`, get(name, more).answers({ value }));

const structured = { encoding: 'ENCODING_STRUCTURED' };

const results = [
  answered('undefined.it', { undefined: {} }),
  answered('null.it', { null: {} }),
  answered('boolean.true', { boolean: true }),
  answered('number.one', { number: 1 }),
  answered('number.nan', { number: 'NaN' }),
  answered('number.minus-infinity', { number: '-Infinity' }),
  answered('bigint.beyond-numbers', { bigint: '9007199254740993' }),
  answered('string.astral', { string: '🎈𝒳' }),
  answered('utf16.lone-high', { utf16: Buffer.from([0x00, 0xd8]).toString('base64') }),
  answered('date.epoch', { date: 0 }),
  answered('bytes.some', { bytes: 'AH+A/w==' }),
  answered('object.empty', { json: '{}' }),
  answered('object.plain-data', { json: '{"id":7,"tags":["a","b"],"price":{"net":1.5,"tax":null},"sold":false}' }),
  answered('array.numbers', { json: '[1,2,1]' }),
  answered('object.member-undefined', { graph: { nodes: '*' }, json: null }),
  answered('object.member-nan', { graph: { nodes: '*' } }),
  answered('object.member-negative-zero', { graph: { nodes: '*' } }),
  answered('object.lone-surrogate-key', { graph: { nodes: '*' } }),
  answered('array.hole-at-end', { graph: { nodes: '*' } }),
  answered('map.empty', { graph: { nodes: [{ map: {} }] } }),
  answered('cycle.object', { graph: { nodes: [{ object: { properties: [{ key: 'self', value: 1 }] } }] } }),
  answered('view.int16array', { graph: { nodes: '*' } }),
  testCase(
    'results.structured-is-never-json',
    get('array.empty', structured).answers({ value: { graph: { nodes: [{ array: {} }] }, json: null } }),
  ),
  testCase(
    'results.structured-primitives-stand-alone',
    get('number.one', structured).answers({ value: { number: 1, graph: null } }),
  ),
  testCase(
    'results.json-of-a-primitive',
    get('number.one', { encoding: 'ENCODING_JSON' }).answers({ value: { json: '1' } }),
  ),
  testCase(
    'results.json-of-undefined',
    get('undefined.it', { encoding: 'ENCODING_JSON' }).answers({ value: { undefined: {} } }),
  ),
  testCase(
    'results.json-of-a-date',
    get('date.epoch', { encoding: 'ENCODING_JSON' }).answers({ value: { json: '"1970-01-01T00:00:00.000Z"' } }),
  ),
  testCase(
    'results.json-escapes-lone-surrogates',
    get('utf16.lone-high', { encoding: 'ENCODING_JSON' }).answers({ value: { json: '"\\ud800"' } }),
  ),
];

export default [{ name: 'wire', setting: 'strict', cases: results }];
