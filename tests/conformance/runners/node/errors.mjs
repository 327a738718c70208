// What a failed RPC says of itself, read from its trailers by the messages of error.proto.

import { grpc } from './packages.mjs';
import { schema } from './schema.mjs';

const StatusDetails = schema.lookupType('jsinterop.v1.StatusDetails');
const ErrorInfo = schema.lookupType('jsinterop.v1.ErrorInfo');

export function errorOf({ code, details, metadata }) {
  const error = { code: grpc.status[code], message: details };
  const [packed] = metadata.get('grpc-status-details-bin');
  if (packed === undefined) return error;
  const [any] = StatusDetails.decode(packed).details;
  const { reason, metadata: told } = ErrorInfo.decode(any.value);
  return { ...error, reason, ...told };
}
