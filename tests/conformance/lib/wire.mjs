// Protocol Buffers' wire format by hand, for requests that no generated code would write. Everything is hexadecimal.

const byte = (value) => value.toString(16).padStart(2, '0');

export function varint(value) {
  let left = BigInt(value);
  let bytes = '';
  for (; left >= 0x80n; left >>= 7n) bytes += byte(Number(left & 0x7fn) | 0x80);
  return bytes + byte(Number(left));
}

export const tag = (number, wireType) => varint((number << 3) | wireType);

// A field that holds a message, a text or bytes.
export const field = (number, content) => tag(number, 2) + varint(content.length / 2) + content;

export const number = (fieldNumber, value) => tag(fieldNumber, 0) + varint(value);

export const utf8 = (text) => Buffer.from(text).toString('hex');

// A request to the echo of values.js, with this Value as its argument.
export const echoOf = (value) => field(2, utf8('./values.js')) + field(3, utf8('echo')) + field(5, value);
