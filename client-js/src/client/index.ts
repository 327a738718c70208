/**
 * Calls JavaScript that runs in the workers of a jsinterop broker.
 *
 * @module jsinterop
 */

export { connect, type ConnectOptions } from './connect.js';
export { describe, type Description, isRemote } from './describe.js';
export type { Duration } from './durations.js';
export {
  CallError,
  type CallErrorDetails,
  type Executed,
  JsException,
  type JsExceptionDetails,
  type StatusCode,
} from './errors.js';
export { LeaseHandle, type LeaseInfo } from './lease_handle.js';
export type { CallOptions, ResultEncoding, ResultForm } from './options.js';
export type { ModuleExport, RemoteKind } from './reference.js';
export { type Name, type Runtime } from './runtime.js';
export type * from './types.js';
export { JsonText } from './values.js';
