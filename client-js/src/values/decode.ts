// Makes JavaScript values of what clients send.

import { Value } from '../gen/jsinterop/v1/value.js';
import { CallFailure } from '../errors.js';
import { StrictReader } from '../wire/reader.js';
import { scanValue } from '../wire/scan.js';
import { buildGraph } from './build_graph.js';
import { type DecodeOptions, leafOf, Reading } from './leaves.js';

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

// Throws a CallFailure for whatever is wrong with the value.
export function decodeValue(bytes: Uint8Array, reading: Reading): unknown {
  const value = parse(bytes, reading);
  return value.kind?.$case === 'graph' ? buildGraph(value.kind.value, reading) : leafOf(value, reading);
}

function parse(bytes: Uint8Array, reading: Reading): Value {
  const { nodes } = reading.options.budgets;
  try {
    const counts = scanValue(bytes);
    if (counts.nodes + counts.entries > nodes) throw reading.tooLarge(`it has more than ${nodes} nodes`);
    return Value.decode(new StrictReader(bytes));
  } catch (error) {
    if (CallFailure.is(error)) throw error;
    throw reading.malformed(error instanceof Error ? error.message : 'it cannot be read');
  }
}
