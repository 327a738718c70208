// The client that is tested, and packages of client-js, of which this folder has no copy.

import { createRequire } from 'node:module';

export const require = createRequire(new URL('../../../../client-js/package.json', import.meta.url));
export const grpc = require('@grpc/grpc-js');
export {
  CallError,
  connect,
  describe,
  isRemote,
  JsException,
  JsonText,
} from '../../../../client-js/dist/client/index.js';
