// Makes JsExceptions of what the broker tells about something that was thrown.

import { Value, type Exception, type ExceptionProperty } from '../gen/jsinterop/v1/value.js';
import { defineProperty } from '../intrinsics.js';
import { JsException } from './errors.js';
import { readValue } from './values.js';

// The worker's bound on causes, with room to spare; what nests deeper is left out.
const deepest = 32;

export function exceptionFrom(message: Exception): JsException {
  return read(message, 1);
}

function read(message: Exception, depth: number): JsException {
  const deeper = (inner: Exception) => read(inner, depth + 1);
  const isDeepest = depth >= deepest;
  return new JsException({
    name: message.name,
    message: message.message,
    remoteStack: message.stack,
    code: message.code,
    errors: isDeepest ? [] : message.errors.map(deeper),
    properties: propertiesOf(message.properties),
    truncated: message.truncated || (isDeepest && (message.cause !== undefined || message.errors.length > 0)),
    ...(message.cause !== undefined && !isDeepest && { cause: deeper(message.cause) }),
    ...thrownOf(message),
  });
}

function propertiesOf(properties: readonly ExceptionProperty[]): Record<string, unknown> {
  const object = {};
  for (const { key, value } of properties) {
    const found = valueOf(value);
    if (found === undefined) continue;
    defineProperty(object, key, { ...found, writable: true, enumerable: true, configurable: true });
  }
  return object;
}

function thrownOf({ thrown }: Exception): { thrown?: [unknown] } {
  const found = valueOf(thrown);
  return found === undefined ? {} : { thrown: [found.value] };
}

// Undefined if there is none, or none that can be read: the rest of the exception is worth telling all the same.
function valueOf(value: Value | undefined): { value: unknown } | undefined {
  if (value === undefined) return undefined;
  try {
    return { value: readValue(Value.encode(value).finish(), []) };
  } catch {
    return undefined;
  }
}
