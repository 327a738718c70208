// The protocol's messages, read from the proto files, in ProtoJSON and in bytes.

import { fileURLToPath } from 'node:url';
import { require } from './packages.mjs';

const protobuf = require('protobufjs');

const rootOfImports = new URL('../../../../proto/', import.meta.url);

function readDuration(text) {
  const {
    sign,
    seconds,
    fraction = '',
  } = /^(?<sign>-?)(?<seconds>[0-9]+)(?:\.(?<fraction>[0-9]{1,9}))?s$/.exec(text).groups;
  return { seconds: `${sign}${seconds}`, nanos: Number(`${sign}${fraction.padEnd(9, '0')}`) };
}

// With 0, 3, 6 or 9 digits after the point.
function writeDuration({ seconds = 0, nanos = 0 }) {
  const fraction = String(nanos)
    .padStart(9, '0')
    .replace(/(?:000){1,3}$/, '');
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}s`;
}

// ProtoJSON writes a duration as text, which protobufjs leaves to its users. Gives the object with each of them
// converted.
function withDurations(type, object, convert) {
  if (type.fullName === '.google.protobuf.Duration') return convert(object);
  const converted = ([name, part]) => {
    const field = type.fields[name]?.resolve();
    if (!(field?.resolvedType instanceof protobuf.Type)) return [name, part];
    const one = (value) => withDurations(field.resolvedType, value, convert);
    return [name, field.repeated ? part.map(one) : one(part)];
  };
  return Object.fromEntries(Object.entries(object).map(converted));
}

export const schema = new protobuf.Root();
// Imports name files from the root of the protocol; google's own come with protobufjs.
schema.resolvePath = (origin, name) =>
  name.startsWith('google/') ? name : fileURLToPath(new URL(name, rootOfImports));
schema.loadSync(['jsinterop/v1/error.proto', 'jsinterop/v1/interop.proto'], { keepCase: true });

const json = { json: true, longs: String, enums: String, bytes: String };

export const toBytes = (type, object) =>
  Buffer.from(type.encode(type.fromObject(withDurations(type, object, readDuration))).finish());

export const toJson = (type, bytes) => withDurations(type, type.toObject(type.decode(bytes), json), writeDuration);
