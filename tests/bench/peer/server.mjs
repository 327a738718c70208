// The server to compare with: grpc-js in one process, as its own documentation shows it, with a service made for the
// one function. It has less to do than a worker: no choice of module or member, no checks, no result that may be
// anything. The function is the very same.
//
//   node server.mjs PORT_FILE

import { renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { add } from '../../../client-js/examples/math.js';

const require = createRequire(new URL('../../../client-js/package.json', import.meta.url));
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const definition = loader.loadSync(fileURLToPath(new URL('adder.proto', import.meta.url)));
const { peer } = grpc.loadPackageDefinition(definition);

const server = new grpc.Server();
server.addService(peer.Adder.service, {
  add: ({ request }, respond) => respond(null, { sum: add(request.a, request.b) }),
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  const file = process.argv[2];
  writeFileSync(`${file}.new`, `${port}\n`);
  renameSync(`${file}.new`, file);
});
