// A protobuf reader that refuses text that is not UTF-8, where the library's own would put U+FFFD.

import { isUtf8 } from 'node:buffer';
import Long from 'long';
import protobuf from 'protobufjs/minimal.js';

// Thrown for bytes that are not what the wire format allows.
export class MalformedBytes extends Error {}

const replacement = '\ufffd';

const largestSafe = Long.fromNumber(Number.MAX_SAFE_INTEGER, true);

export class StrictReader extends protobuf.BufferReader {
  private readonly bytesOf: Buffer;

  constructor(bytes: Uint8Array) {
    const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    super(buffer);
    this.bytesOf = buffer;
  }

  override string(): string {
    const length = this.uint32();
    const start = this.pos;
    const end = start + length;
    if (end > this.len) throw new MalformedBytes('a text runs past the end of its message');
    this.pos = end;
    if (length === 0) return '';
    const text = this.bytesOf.toString('utf8', start, end);
    // Only a text that shows U+FFFD can have been repaired while it was read.
    if (text.includes(replacement) && !isUtf8(this.bytesOf.subarray(start, end))) {
      throw new MalformedBytes('a text is not UTF-8');
    }
    return text;
  }

  // Above what a number holds exactly, numbers only mean `very much`: a time that nobody will wait for, or an
  // offset that no buffer has.
  override uint64(): Long {
    const value = super.uint64() as Long;
    return value.high >>> 0 > largestSafe.high ? largestSafe : value;
  }
}
