// What the buffers of bytes and views are: whose they are, and whether they can be copied.

import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import * as threads from 'node:worker_threads';
import { bufferOf, byteLengthOf, byteOffsetOf, cloneOf, isResizable, lengthOfBuffer, native } from '../intrinsics.js';

// What keeps a buffer from being copied, in words; undefined if nothing does.
export function uncopyableBuffer(buffer: ArrayBuffer | SharedArrayBuffer): string | undefined {
  if (types.isSharedArrayBuffer(buffer)) return 'a SharedArrayBuffer';
  if (isDetached(buffer as ArrayBuffer)) return 'a detached ArrayBuffer';
  if (isResizable(buffer as ArrayBuffer)) return 'a resizable ArrayBuffer';
  if (isPool(buffer as ArrayBuffer)) return "Node's pool of Buffers";
  return undefined;
}

function isDetached(buffer: ArrayBuffer): boolean {
  if (lengthOfBuffer(buffer) !== 0) return false;
  try {
    return new native.Uint8Array(buffer).length !== 0;
  } catch {
    return true;
  }
}

// From Node 21 on.
const { isMarkedAsUntransferable } = threads as { isMarkedAsUntransferable?: (value: unknown) => boolean };

// The memory of WebAssembly is not transferable either, but made of larger pages than any pool of such a Node.
const smallestPage = 65_536;

// Whether a buffer is one that Node cuts many small Buffers from. What else is in there is nobody's business.
export function isPool(buffer: ArrayBuffer): boolean {
  if (isMarkedAsUntransferable !== undefined) return isMarkedAsUntransferable(buffer);
  return lengthOfBuffer(buffer) < smallestPage && isUntransferable(buffer);
}

// Naming a buffer twice for transfer is refused before anything is transferred, but for those that never are.
function isUntransferable(buffer: ArrayBuffer): boolean {
  try {
    cloneOf(undefined, { transfer: [buffer, buffer] });
    return true;
  } catch {
    return false;
  }
}

// Whether a view is bytes and nothing more, so that it needs no buffer beside it: it covers its buffer, or should
// not show it. A Buffer is bytes even where it is a window.
export function isOrdinaryBytes(value: object): value is Uint8Array {
  if (!types.isUint8Array(value)) return false;
  const buffer = bufferOf(value);
  if (types.isSharedArrayBuffer(buffer)) return false;
  if (Buffer.isBuffer(value)) return !isDetached(buffer as ArrayBuffer);
  if (byteLengthOf(value) === buffer.byteLength) return uncopyableBuffer(buffer) === undefined;
  return isPool(buffer as ArrayBuffer);
}

// The bytes of a view, without its class.
export function bytesOf(view: ArrayBufferView): Uint8Array {
  return new native.Uint8Array(bufferOf(view) as ArrayBuffer, byteOffsetOf(view), byteLengthOf(view));
}

// The buffer that a view covers as a whole; undefined if it does not.
export function wholeBufferOf(view: ArrayBufferView): ArrayBuffer | undefined {
  const buffer = bufferOf(view) as ArrayBuffer;
  return byteLengthOf(view) === lengthOfBuffer(buffer) ? buffer : undefined;
}
