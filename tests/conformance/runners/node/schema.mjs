// The protocol's messages, read from the proto files, in ProtoJSON and in bytes.

import { fileURLToPath } from 'node:url';
import { require } from './packages.mjs';

const protobuf = require('protobufjs');

const rootOfImports = new URL('../../../../proto/', import.meta.url);

// ProtoJSON writes a duration as text, which protobufjs leaves to its users.
protobuf.wrappers['.google.protobuf.Duration'] = {
  fromObject(value) {
    if (typeof value !== 'string') return this.fromObject(value);
    const [, sign, seconds, , fraction = ''] = /^(-?)([0-9]+)(\.([0-9]{1,9}))?s$/.exec(value);
    const nanos = Number(`${sign}${fraction.padEnd(9, '0')}`);
    return this.create({ seconds: protobuf.util.Long.fromString(`${sign}${seconds}`), nanos });
  },
  toObject(message) {
    const fraction = String(Math.abs(message.nanos))
      .padStart(9, '0')
      .replace(/(?:000){1,3}$/, '');
    return `${message.seconds}${fraction === '' ? '' : `.${fraction}`}s`;
  },
};

export const schema = new protobuf.Root();
// Imports name files from the root of the protocol; google's own come with protobufjs.
schema.resolvePath = (origin, name) =>
  name.startsWith('google/') ? name : fileURLToPath(new URL(name, rootOfImports));
schema.loadSync(['jsinterop/v1/error.proto', 'jsinterop/v1/interop.proto'], { keepCase: true });

const json = { json: true, longs: String, enums: String, bytes: String, defaults: false, oneofs: false };

export const toBytes = (type, object) => Buffer.from(type.encode(type.fromObject(object)).finish());

export const toJson = (type, bytes) => type.toObject(type.decode(bytes), json);
