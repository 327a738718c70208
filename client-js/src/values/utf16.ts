// Strings that UTF-8 cannot carry, as UTF-16 code units in little-endian order.

export function utf16Of(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le');
}

// Undefined if the bytes are not whole code units.
export function textOfUtf16(bytes: Uint8Array): string | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le');
}
