// Looks over the bytes of a Value before anything is made of them: its structure must be sound, and what
// it would cost to build must be within bounds. Building objects first and counting later would be too
// late, since two bytes on the wire can become a hundred in memory.

import { MalformedBytes } from './reader.js';

export interface Counts {
  nodes: number;
  // Places in nodes where a node is named: elements and holes, members, keys and values of Maps, and what errors, views
  // and boxes hold.
  places: number;
}

// Fields that hold messages, by the type of message. Any other length-delimited field is opaque here.
type Shape = {
  readonly nested?: Readonly<Record<number, Shape>>;
  readonly packed?: number;
  // Fields that hold the number of a node.
  readonly links?: readonly number[];
  readonly counts?: 'nodes' | 'places';
  // Why a message must not stand here.
  readonly refused?: string;
};

const property: Shape = { counts: 'places' };
const view: Shape = { links: [2] };
const error: Shape = { links: [2, 3, 4] };
// Not read at all: what it holds would be built without having been counted.
const innerGraph: Shape = { refused: 'a graph stands inside a graph' };
const leafValue: Shape = { nested: { 1: {}, 2: {}, 14: innerGraph } };
const array: Shape = { packed: 2, nested: { 3: property } };
const object: Shape = { nested: { 1: property } };
const map: Shape = { packed: 1 };
const node: Shape = {
  counts: 'nodes',
  nested: { 1: leafValue, 2: array, 3: object, 4: map, 5: map, 7: view, 8: {}, 9: error },
  links: [10],
};
const graph: Shape = { nested: { 1: node } };
const value: Shape = { nested: { 1: {}, 2: {}, 14: graph } };

// Counts what a Value holds. Throws MalformedBytes if the bytes are not sound.
export function scanValue(bytes: Uint8Array): Counts {
  const scanner = new Scanner(bytes);
  scanner.message(bytes.length, value);
  return scanner.counts;
}

// The first field of a Call, as everybody writes it. Throws MalformedBytes if it is not there.
export function callIdIn(bytes: Uint8Array): number {
  return new Scanner(bytes).callId();
}

class Scanner {
  readonly counts: Counts = { nodes: 0, places: 0 };
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  callId(): number {
    if (this.varint(this.bytes.length) !== 8) throw new MalformedBytes('a call does not begin with its id');
    return this.varint(this.bytes.length);
  }

  // The recursion is as deep as the shapes above, never as deep as the bytes.
  message(end: number, shape: Shape): void {
    if (shape.refused !== undefined) throw new MalformedBytes(shape.refused);
    if (shape.counts !== undefined) this.counts[shape.counts]++;
    while (this.at < end) this.field(end, shape);
    if (this.at !== end) throw new MalformedBytes('a field runs past the end of its message');
  }

  private field(end: number, shape: Shape): void {
    const tag = this.varint(end);
    const number = Math.floor(tag / 8);
    if (number === 0) throw new MalformedBytes('a field has the number 0');
    switch (tag & 7) {
      case 0:
        this.scalar(number, this.varint(end), shape);
        return;
      case 1:
        this.at += 8;
        return;
      case 2:
        this.delimited(number, end, shape);
        return;
      case 5:
        this.at += 4;
        return;
      default:
        throw new MalformedBytes('a field has an unknown wire type');
    }
  }

  // 0 is a hole where elements stand, and elsewhere no node.
  private scalar(number: number, value: number, shape: Shape): void {
    if (number === shape.packed || (value !== 0 && shape.links?.includes(number) === true)) this.counts.places++;
  }

  private delimited(number: number, end: number, shape: Shape): void {
    const length = this.varint(end);
    const stop = this.at + length;
    if (stop > end) throw new MalformedBytes('a field runs past the end of its message');
    const nested = shape.nested?.[number];
    if (nested !== undefined) this.message(stop, nested);
    else if (number === shape.packed) this.packed(stop);
    else this.at = stop;
  }

  private packed(end: number): void {
    for (; this.at < end; this.at++) {
      if (this.bytes[this.at]! < 0x80) this.counts.places++;
    }
  }

  private varint(end: number): number {
    let result = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      if (this.at >= end) break;
      const byte = this.bytes[this.at++]!;
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result;
      scale *= 128;
    }
    throw new MalformedBytes('a number does not end');
  }
}
