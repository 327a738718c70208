// Holds the broker's rooms to the table below, in two ways: no file of a room includes what the room may not, and the
// build itself gives a room no sight of the headers of a room that it may not include.
//
//   node rooms.mjs REPO BUILD

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

// For each room, the other rooms and the libraries that it may include. Every room may include the standard library,
// the system's headers and Abseil. `messages` are the generated classes of the broker's own schema, `protobuf` is the
// library beneath them.
const table = {
  base: { rooms: [], libraries: [] },
  wire: { rooms: ['base'], libraries: ['messages', 'protobuf'] },
  lease: { rooms: ['base'], libraries: [] },
  router: { rooms: ['base', 'wire', 'lease'], libraries: ['messages'] },
  session: { rooms: ['base', 'wire', 'lease', 'router'], libraries: ['messages'] },
  rpc: { rooms: ['base', 'wire'], libraries: ['messages', 'protobuf', 'grpc'] },
  front: { rooms: ['base', 'wire', 'lease', 'router', 'session', 'rpc'], libraries: ['messages', 'protobuf', 'grpc'] },
  link: { rooms: ['base', 'wire', 'lease', 'router', 'rpc'], libraries: ['messages', 'protobuf', 'grpc'] },
  supervisor: { rooms: ['base'], libraries: [] },
  admin: {
    rooms: ['base', 'wire', 'lease', 'router', 'session', 'rpc', 'supervisor'],
    libraries: ['messages', 'protobuf', 'grpc'],
  },
  server: {
    rooms: ['base', 'wire', 'lease', 'router', 'session', 'rpc', 'front', 'link', 'supervisor', 'admin'],
    libraries: ['messages', 'protobuf', 'grpc', 'process'],
  },
};

const libraries = [
  { name: 'grpc', pattern: /^grpc(pp)?\/|\.grpc\.pb\.h$/ },
  { name: 'messages', pattern: /\.pb\.h$/ },
  { name: 'protobuf', pattern: /^google\/protobuf\// },
  { name: 'process', pattern: /^(spdlog|CLI|prometheus)\// },
];

const [repo, build] = process.argv.slice(2);
const service = join(repo, 'service');
const findings = [];

const folders = readdirSync(service).filter((name) => statSync(join(service, name)).isDirectory());

function sourcesOf(room) {
  return readdirSync(join(service, room), { recursive: true })
    .filter((name) => /\.(h|cc|inc)$/.test(name))
    .map((name) => join(service, room, name));
}

function headersOf(room) {
  return sourcesOf(room).filter((file) => file.endsWith('.h')).map((file) => relative(service, file));
}

// --- What the files say ----------------------------------------------------------------------------------------

function checkIncludes(room, { rooms, libraries: allowed }) {
  for (const file of sourcesOf(room)) {
    const includes = readFileSync(file, 'utf8').matchAll(/^\s*#\s*include\s+["<]([^">]+)[">]/gm);
    for (const [, header] of includes) {
      const other = header.split('/')[0];
      const library = libraries.find(({ pattern }) => pattern.test(header))?.name;
      const where = `${relative(repo, file)} includes ${header}`;
      if (header.startsWith('.')) findings.push(`${where}: name the room`);
      else if (folders.includes(other) && other !== room && !rooms.includes(other)) findings.push(`${where}: another room`);
      else if (library !== undefined && !allowed.includes(library)) findings.push(`${where}: ${library}`);
    }
  }
}

// --- What the build lets them see -------------------------------------------------------------------------------

// The preprocessor's answer to which rooms a file of this room could include, with the flags that the build uses.
function visibleRooms(command) {
  const [compiler, ...rest] = command.split(' ').filter((word) => word !== '' && !word.endsWith('ccache'));
  const flags = rest.filter((word, i) => /^-(I|D|std)/.test(word) || word === '-isystem' || rest[i - 1] === '-isystem');
  const withHeaders = folders.filter((room) => headersOf(room).length > 0);
  const questions = withHeaders.map((room) => `#if __has_include("${headersOf(room)[0]}")\nsees ${room}\n#endif\n`);
  const answer = execFileSync(compiler, [...flags.map((flag) => flag.replaceAll('\\"', '"')), '-E', '-P', '-x', 'c++', '-'], {
    input: questions.join(''),
    encoding: 'utf8',
    cwd: build,
  });
  return [...answer.matchAll(/^sees (\w+)$/gm)].map(([, room]) => room);
}

function checkBuild(room, { rooms }, commands) {
  const command = commands.find(({ file }) => file.startsWith(`${join(service, room)}/`))?.command;
  if (command === undefined) return;
  const visible = visibleRooms(command);
  if (!visible.includes(room)) findings.push(`service/${room}: the check of what the build lets it see does not work`);
  for (const other of visible) {
    if (other !== room && !rooms.includes(other)) findings.push(`service/${room}: the build would let it include ${other}`);
  }
}

const commands = JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'));
for (const room of folders) {
  const rule = table[room];
  if (rule === undefined) {
    findings.push(`service/${room} is not in the table of tests/lint/rooms.mjs`);
    continue;
  }
  checkIncludes(room, rule);
  checkBuild(room, rule, commands);
}
for (const finding of findings) console.log(`    ${finding}`);
console.log(`    ${folders.length} rooms, ${findings.length} findings`);
process.exit(findings.length === 0 && folders.length > 0 ? 0 : 1);
