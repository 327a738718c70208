// Makes JavaScript values of Values.

import { Value } from '../gen/jsinterop/v1/value.js';
import { StrictReader } from '../wire/reader.js';
import { scanValue } from '../wire/scan.js';
import { buildGraph } from './build_graph.js';
import { isShortJson } from './json_bounds.js';
import { type DecodeOptions, leafOf, parsedJson, Reading } from './leaves.js';

// Reads the arguments of a call. `references` holds the objects that Value.reference indexes.
export function decodeArguments(
  list: readonly Uint8Array[],
  references: readonly unknown[],
  options: DecodeOptions,
): unknown[] {
  const values: unknown[] = [];
  for (let index = 0; index < list.length; index++) {
    values.push(decodeValue(list[index]!, new Reading(`arguments[${index}]`, references, options)));
  }
  return values;
}

// Throws what `reading` makes of whatever is wrong with the value.
export function decodeValue(bytes: Uint8Array, reading: Reading): unknown {
  const value = parse(bytes, reading);
  const { kind } = value;
  if (kind?.$case === 'graph') return buildGraph(kind.value, reading);
  // Alone it needs no exact count, since nothing follows that the rest is for.
  const { nodes, depth } = reading.options.budgets;
  if (kind?.$case === 'json' && isShortJson(kind.value, nodes, depth)) return parsedJson(kind.value, reading);
  return leafOf(value, reading);
}

function parse(bytes: Uint8Array, reading: Reading): Value {
  const { nodes, places } = sound(() => scanValue(bytes), reading);
  // In a sound graph every node but the first has a place; others must not cost more before they are refused.
  reading.spend(Math.max(nodes, 1 + places));
  return sound(() => Value.decode(new StrictReader(bytes)), reading);
}

function sound<T>(read: () => T, reading: Reading): T {
  try {
    return read();
  } catch (error) {
    throw reading.malformed(error instanceof Error ? error.message : 'it cannot be read');
  }
}
