// Reads the values that have no nodes: alone, or as leaves of a graph.

import type { Value } from '../gen/jsinterop/v1/value.js';
import { failures } from '../errors.js';
import { native, parseJson } from '../intrinsics.js';
import type { Budgets } from './budgets.js';
import { countJson } from './json_bounds.js';
import { textOfUtf16 } from './utf16.js';

export interface DecodeOptions {
  budgets: Budgets;
  // Whether clients may send regular expressions.
  allowRegexp: boolean;
}

// One value that is being read: where it stands, for messages, what it may refer to, and what is left of its
// budget of nodes. What it throws is for a worker, that reads arguments; others say it in their own words.
export class Reading {
  private left: number;

  constructor(
    readonly where: string,
    readonly references: readonly unknown[],
    readonly options: DecodeOptions,
  ) {
    this.left = options.budgets.nodes;
  }

  get nodesLeft(): number {
    return this.left;
  }

  // To be called before the nodes are made. Throws if the value may not have so many.
  spend(nodes: number): void {
    this.left -= nodes;
    if (this.left < 0) throw this.tooLarge(`it has more than ${this.options.budgets.nodes} nodes`);
  }

  malformed(why: string): unknown {
    return failures.malformedValue(this.where, why);
  }

  tooLarge(why: string): unknown {
    return failures.requestTooLarge(this.where, why);
  }

  unsupported(kind: string): unknown {
    return failures.unsupportedValue(this.where, kind);
  }
}

// Any value but a graph.
export function leafOf(value: Value, reading: Reading): unknown {
  const { kind } = value;
  if (kind === undefined) throw reading.malformed('it has no kind that this worker knows');
  switch (kind.$case) {
    case 'undefined':
      return undefined;
    case 'null':
      return null;
    case 'boolean':
    case 'number':
    case 'string':
      return kind.value;
    case 'utf16':
      return utf16Text(kind.value, reading);
    case 'bigint':
      return bigintOf(kind.value, reading);
    case 'date':
      return dateOf(kind.value, reading);
    case 'bytes':
      return new native.Uint8Array(kind.value);
    case 'json':
      return jsonOf(kind.value, reading);
    case 'reference':
      return referenceOf(kind.value, reading);
    case 'callback':
    case 'stream':
      throw reading.unsupported(kind.$case);
    case 'graph':
      throw reading.malformed('a graph stands inside a graph');
  }
}

export function utf16Text(bytes: Uint8Array, reading: Reading): string {
  const text = textOfUtf16(bytes);
  if (text === undefined) throw reading.malformed('a utf16 has an odd count of bytes');
  return text;
}

// A Date would drop a fraction, and take a time beyond its range for no time at all.
const latestTime = 8.64e15;

function dateOf(time: number, reading: Reading): Date {
  if (!Number.isNaN(time) && !(Number.isInteger(time) && Math.abs(time) <= latestTime)) {
    throw reading.malformed('a date is no whole number of milliseconds, or beyond what a Date can say');
  }
  return new native.Date(time);
}

const decimal = /^-?[0-9]+$/;

function bigintOf(text: string, reading: Reading): bigint {
  const { bigintDigits } = reading.options.budgets;
  const digits = text.length - (text.startsWith('-') ? 1 : 0);
  if (digits > bigintDigits) throw reading.tooLarge(`a bigint has more than ${bigintDigits} digits`);
  if (!decimal.test(text)) throw reading.malformed('a bigint is not decimal');
  return native.BigInt(text);
}

function jsonOf(text: string, reading: Reading): unknown {
  const count = countJson(text, reading.nodesLeft, reading.options.budgets.depth);
  if (typeof count === 'string') throw reading.tooLarge(count);
  reading.spend(count);
  return parsedJson(text, reading);
}

// REQUIRES: what the text costs is within the bounds.
export function parsedJson(text: string, reading: Reading): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw reading.malformed(`it is not JSON (${(error as Error).message})`);
  }
}

function referenceOf(position: number, reading: Reading): unknown {
  if (position >= reading.references.length) {
    throw reading.malformed(`reference ${position} is outside the table of references`);
  }
  return reading.references[position];
}
