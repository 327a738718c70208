// What it costs to look at a result before it is written: AUTO against JSON.stringify alone, and against other ways to
// make sure that nothing is lost. Each way has its turn in each round, and the medians of the ratios are told, of
// processor time, so that other work on the machine counts little.

import { isDeepStrictEqual } from 'node:util';
import { Encoding } from '#dist/gen/jsinterop/v1/interop.js';
import { Value } from '#dist/gen/jsinterop/v1/value.js';
import { encodeValue } from '#dist/values/encode.js';
import { writeJson } from '#dist/values/json_writer.js';
import { encodeContext } from '../test/support/local.js';

const rounds = 21;
// About how long one turn takes, in microseconds.
const turn = 15_000;

const context = encodeContext();

const user = (id: number) => ({
  id,
  name: `user ${id}`,
  email: `u${id}@example.org`,
  active: id % 2 === 0,
  score: id * 1.5,
  tags: ['a', 'b', 'c'],
  address: { street: `Main Street ${id}`, zip: 10_000 + id, at: { lat: 52.1 + id / 1000, lng: 13.4 } },
});

class Item {
  constructor(
    readonly sku: string,
    readonly price: number,
  ) {}
}

const users = (count: number) => Array.from({ length: count }, (_, id) => user(id));

const plain: Record<string, unknown> = {
  'a small object': { a: 1, b: ['x', 'y'] },
  '1 KiB of objects': users(6),
  '64 KiB of objects': users(370),
  '1 MiB of objects': users(5800),
  '64 KiB of numbers': Array.from({ length: 8000 }, (_, n) => n * 1.25),
  '64 KiB of text': { html: '<p>hello "world"</p>\n'.repeat(2900) },
  '64 KiB of instances': Array.from({ length: 1900 }, (_, n) => new Item(`sku ${n}`, n / 4)),
};

const rich: Record<string, unknown> = {
  'a small object with a Date': { a: 1, b: ['x', 'y'], at: new Date(0) },
  '64 KiB, a Date in each': users(330).map((one) => ({ ...one, since: new Date(one.id) })),
  '64 KiB, a Date at the end': [...users(370), new Date(0)],
  'a Map of 64 KiB': new Map(users(370).map((one) => [one.id, one])),
};

type Way = (value: unknown) => Uint8Array;

const asJson = (text: string | undefined) => Value.encode({ kind: { $case: 'json', value: text! } }).finish();
const encoded =
  (encoding: Encoding): Way =>
  (value) =>
    encodeValue(value, encoding, context).bytes;

function replaced(value: unknown): Uint8Array {
  let nodes = 0;
  return asJson(JSON.stringify(value, (_, part: unknown) => (nodes++, part)));
}

function compared(value: unknown): Uint8Array {
  const text = JSON.stringify(value);
  isDeepStrictEqual(JSON.parse(text), value);
  return asJson(text);
}

const forPlain: Record<string, Way> = {
  'JSON.stringify': (value) => asJson(JSON.stringify(value)),
  AUTO: encoded(Encoding.AUTO),
  'own writer': (value) => asJson(writeJson(value, context)),
  'a replacer': replaced,
  'parse, compare': compared,
  STRUCTURED: encoded(Encoding.STRUCTURED),
};

const forRich: Record<string, Way> = {
  STRUCTURED: encoded(Encoding.STRUCTURED),
  AUTO: encoded(Encoding.AUTO),
  JSON: encoded(Encoding.JSON),
};

function timeOf(way: Way, value: unknown, times: number): number {
  const before = process.cpuUsage();
  for (let count = 0; count < times; count++) way(value);
  const { user: inCode, system } = process.cpuUsage(before);
  return (inCode + system) / times;
}

// Until the compiler is done with it.
function warm(way: Way, value: unknown): number {
  let took = 0;
  for (let spent = 0, times = 1; spent < 10 * turn; times *= 2) {
    took = timeOf(way, value, times);
    spent += took * times;
  }
  return Math.max(took, 0.01);
}

const median = (list: number[]) => [...list].sort((a, b) => a - b)[list.length >> 1]!;

// The first way is what the others are told against.
function compare(name: string, value: unknown, ways: Record<string, Way>): void {
  const all = Object.values(ways);
  const counts = all.map((way) => Math.max(1, Math.round(turn / warm(way, value))));
  const taken = Array.from({ length: rounds }, () => all.map((way, index) => timeOf(way, value, counts[index]!)));
  const ratios = all.map((_, index) => median(taken.map((round) => round[index]! / round[0]!)));
  const micros = median(taken.map((round) => round[0]!)).toFixed(1);
  console.log([name.padEnd(28), `${micros} µs`.padStart(12), ...ratios.slice(1).map((ratio) => cell(ratio))].join(''));
}

const cell = (ratio: number) => `${ratio.toFixed(2)}×`.padStart(16);

for (const [group, ways] of [
  [plain, forPlain],
  [rich, forRich],
] as const) {
  console.log(
    ['against'.padEnd(28), ...Object.keys(ways).map((way, index) => way.padStart(index === 0 ? 12 : 16))].join(''),
  );
  for (const [name, value] of Object.entries(group)) compare(name, value, ways);
}
