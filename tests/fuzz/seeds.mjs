// Makes what fuzzing begins with out of the conformance cases: requests as the cases send them, and frames with
// results as the cases expect them.
//
//   node seeds.mjs OUT      writes OUT/envelope_fuzzer/… and OUT/frame_fuzzer/…, and says how many
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tests = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(tests);
const protobuf = createRequire(join(repository, 'client-js', 'package.json'))('protobufjs');

const schema = new protobuf.Root();
schema.resolvePath = (_, name) => (name.startsWith('google/') ? name : join(repository, 'proto', name));
schema.loadSync(['jsinterop/v1/interop.proto', 'jsinterop/v1/worker.proto', 'jsinterop/v1/error.proto'], {
  keepCase: true,
});

// In the order in which the fuzzer numbers them; Invoke and InvokeAsync read the same.
const methods = ['Import', 'Invoke', 'Dispose', 'GrantLease', 'RenewLease'];

// Large seeds are slow and find nothing that small ones do not; of those that are alike, one is enough.
const largest = 2048;
const alike = 4;

function encode(type, object) {
  const message = schema.lookupType(`jsinterop.v1.${type}`);
  return Buffer.from(message.encode(message.fromObject(object)).finish());
}

// Broker and link never look into a value, so one of each simple kind, and text for the rest, will do.
function valueOf([kind, content]) {
  if (kind === 'string' || kind === 'json') return { [kind]: content };
  if (kind === 'number') return { number: Number(content) };
  if (kind === 'boolean') return { boolean: content };
  return { json: JSON.stringify([kind, content]) };
}

// The number of a name that stands without its prefix.
function enumOf(type, prefix, name) {
  return name === undefined ? 0 : schema.lookupEnum(`jsinterop.v1.${type}`).values[`${prefix}_${name}`];
}

function requestOf(step) {
  if (step.import !== undefined) return ['Import', encode('ImportRequest', { specifier: step.import.module })];
  const call = step.invoke ?? step.invokeAsync;
  if (call === undefined) return undefined;
  const request = {
    member: call.member,
    operation: enumOf('Operation', 'OPERATION', call.operation),
    result: enumOf('ResultMode', 'RESULT_MODE', call.result),
    encoding: enumOf('Encoding', 'ENCODING', call.encoding),
    arguments: (call.arguments ?? []).map(valueOf),
    references: (call.arguments ?? []).filter(([kind]) => kind === 'reference').map(([, token]) => ({ token })),
  };
  const target = call.target === undefined ? { module: call.module } : { reference: { token: call.target } };
  return ['Invoke', encode('InvokeRequest', { ...request, ...target })];
}

function protocolRequestOf({ rpc, request, bytes }) {
  const method = rpc === 'InvokeAsync' ? 'Invoke' : rpc;
  if (bytes !== undefined) return [method, Buffer.from(bytes, 'hex')];
  try {
    return [method, encode(`${method}Request`, request ?? {})];
  } catch {
    return undefined; // A form of ProtoJSON that this library does not read, such as a duration.
  }
}

const hello = encode('FromWorker', {
  hello: {
    protocol_min: 1,
    protocol_max: 1,
    worker_id: 'seed',
    incarnation: Buffer.alloc(16, 7),
    window: 8,
    max_running: 8,
    max_message_bytes: 65_536,
  },
});

const outcomes = {
  value: (value) => ({ value: valueOf(value) }),
  reference: ({ class_name = '' }) => ({ granted: {}, grants: [{ index: 0, kind: 1, class_name }] }),
  exports: (exports) => ({
    granted: {},
    grants: [{ index: 0, kind: 6 }],
    module_info: { version: 'v', exports: exports.map(([name]) => ({ name, kind: 1 })) },
  }),
  completed: () => ({ completed: {} }),
  exception: ({ name, message }) => ({ exception: { name, message, stack: 'at f (a.js:1:2)' } }),
  error: ({ reason, message }) => ({ failure: { reason: enumOf('Reason', 'REASON', reason), message, executed: 1 } }),
};

const piece = (bytes) => Buffer.concat([Buffer.from([bytes.length & 255, bytes.length >> 8]), bytes]);

// Imports are calls 2 and 6 of the frame fuzzer.
function framesOf({ expect = {} }) {
  const [kind, content] = Object.entries(expect)[0] ?? [];
  if (outcomes[kind] === undefined) return undefined;
  const result = { ...outcomes[kind](content), call_id: kind === 'exports' ? 2 : 1 };
  const frame = encode('FromWorker', { results: [result, { ...result, call_id: 4 }], goodbye: { why: 'seed' } });
  return Buffer.concat([Buffer.from([0]), piece(hello), piece(frame)]);
}

const out = process.argv[2];
const counts = new Map();
const written = { envelope_fuzzer: 0, frame_fuzzer: 0 };

// `like`: what seeds that differ only in texts and numbers have in common.
function write(target, like, bytes) {
  const key = `${target} ${like}`;
  const count = counts.get(key) ?? 0;
  if (bytes.length > largest || count >= alike) return;
  counts.set(key, count + 1);
  written[target]++;
  writeFileSync(join(out, target, createHash('sha256').update(bytes).digest('hex').slice(0, 16)), bytes);
}

const shapeOf = (value) => JSON.stringify(value, (_, part) => (typeof part === 'object' ? part : typeof part));

for (const target of Object.keys(written)) {
  rmSync(join(out, target), { recursive: true, force: true });
  mkdirSync(join(out, target), { recursive: true });
}
const folder = join(tests, 'conformance', 'cases');
for (const file of readdirSync(folder).sort()) {
  for (const { steps } of JSON.parse(readFileSync(join(folder, file), 'utf8')).cases) {
    for (const step of steps) {
      const request = step.rpc === undefined ? requestOf(step) : protocolRequestOf(step);
      if (request !== undefined && methods.includes(request[0])) {
        const bytes = Buffer.concat([Buffer.from([methods.indexOf(request[0]), 0]), request[1]]);
        write('envelope_fuzzer', shapeOf({ ...step, expect: undefined }), bytes);
      }
      const frames = framesOf(step);
      if (frames !== undefined) write('frame_fuzzer', shapeOf(step.expect), frames);
    }
  }
}
for (const [target, count] of Object.entries(written)) console.log(`    ${count} seeds for ${target}`);
