// Runs clang-tidy on the broker and the C++ client (tests would take as long again), two files at a time, and only on
// those that have changed since it last found nothing in them: the file, a header of ours that it includes, its flags,
// or the rules.
//
//   node tidy.mjs REPO BUILD [PART OF A PATH …]

import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';

const [repo, build, ...wanted] = process.argv.slice(2);
const tidy = 'clang-tidy-14';
const stamps = join(build, 'lint', 'tidy');
const rules = execFileSync(tidy, ['--version'], { encoding: 'utf8' }) + readFileSync(join(repo, '.clang-tidy'), 'utf8');

const isOurs = (path) => path.startsWith(`${repo}/`) && !path.startsWith(`${build}/`);
const isProduct = (path) => path.startsWith(`${repo}/service/`) || path.startsWith(`${repo}/client-cpp/`);

// What each object file was made from, as ninja noted it at the build.
function dependencies() {
  const all = new Map();
  let current;
  for (const line of execFileSync('ninja', ['-C', build, '-t', 'deps'], { encoding: 'utf8', maxBuffer: 1 << 30 }).split('\n')) {
    const head = /^(\S+): #deps \d+, .*\((VALID|STALE)\)$/.exec(line);
    if (head) all.set(head[1], (current = []));
    else if (line.startsWith('    ')) current.push(line.trim());
  }
  return all;
}

const hashes = new Map();

function hashOf(path) {
  if (!hashes.has(path)) hashes.set(path, createHash('sha256').update(readFileSync(path)).digest('hex'));
  return hashes.get(path);
}

// Rooms are seen through links in the build folder, so a header's place there says little.
function ourHeaders(files) {
  const real = files.map((file) => resolve(build, file)).filter((file) => existsSync(file)).map((file) => realpathSync(file));
  return [...new Set(real.filter(isOurs))].sort();
}

function keyOf(entry, deps) {
  const hash = createHash('sha256').update(rules).update(entry.command);
  for (const file of [entry.file, ...ourHeaders(deps.get(entry.output) ?? [])]) hash.update(file).update(hashOf(file));
  return hash.digest('hex');
}

function check(file) {
  return new Promise((done) => {
    const child = spawn(tidy, ['--quiet', '-p', build, file], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('close', (code) => done({ clean: code === 0, output }));
  });
}

const deps = dependencies();
const commands = JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'));
const ours = commands.filter(({ file }) => isProduct(file) && (wanted.length === 0 || wanted.some((part) => file.includes(part))));
mkdirSync(stamps, { recursive: true });
const known = new Set(readdirSync(stamps));
const keys = new Map(ours.map((entry) => [entry, keyOf(entry, deps)]));
const todo = ours.filter((entry) => !known.has(keys.get(entry)));

let checked = 0;
const dirty = [];

async function work() {
  for (let entry = todo.pop(); entry !== undefined; entry = todo.pop()) {
    const name = relative(repo, entry.file);
    const { clean, output } = await check(entry.file);
    console.log(`    [${++checked}/${total}] ${name}`);
    if (clean) {
      writeFileSync(join(stamps, keys.get(entry)), name);
    } else {
      dirty.push(name);
      console.log(output.replace(/^\d+ warnings? .*\n/gm, ''));
    }
  }
}

const total = todo.length;
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
// What no file needs any more.
if (wanted.length === 0) {
  const needed = new Set(keys.values());
  for (const stamp of known) if (!needed.has(stamp)) rmSync(join(stamps, stamp));
}
console.log(`    ${ours.length} files, ${total} of them looked at anew, ${dirty.length} with findings`);
process.exit(dirty.length === 0 && ours.length > 0 ? 0 : 1);
