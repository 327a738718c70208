// Makes src/gen from the protocol with protoc and ts-proto, and does nothing if it is up to date.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const protocol = join(dirname(here), 'proto');
const out = join(here, 'src', 'gen');
const own = ['envelopes.proto', 'frames.proto'];
const stamp = join(out, '.stamp');

const options = [
  'oneof=unions-value',
  'forceLong=number',
  'esModuleInterop=true',
  'importSuffix=.js',
  'outputServices=false',
  'outputJsonMethods=false',
  'outputPartialMethods=false',
  'outputClientImpl=false',
  'unrecognizedEnum=false',
  'removeEnumPrefix=true',
];

function inputs() {
  const folder = join(protocol, 'jsinterop', 'v1');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.proto'))
    .map((name) => join(folder, name));
  return [...files, ...own.map((name) => join(here, 'proto', name))];
}

function fingerprint(files) {
  const hash = createHash('sha256').update(options.join());
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function previous() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return '';
  }
}

const files = inputs();
const wanted = fingerprint(files);
if (previous() !== wanted) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const plugin = join(here, 'node_modules', '.bin', 'protoc-gen-ts_proto');
  execFileSync(
    'protoc',
    [
      `--plugin=protoc-gen-ts_proto=${plugin}`,
      `--ts_proto_opt=${options.join()}`,
      `--ts_proto_out=${out}`,
      `-I${protocol}`,
      `-I${join(here, 'proto')}`,
      ...files,
    ],
    { stdio: 'inherit' },
  );
  writeFileSync(stamp, wanted);
}
