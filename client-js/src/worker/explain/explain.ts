// `--explain-reach`: loads every module that clients may load, and tells what they reach there.

import { readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CallFailure } from '../../errors.js';
import { Reason } from '../../gen/jsinterop/v1/error.js';
import type { Reach } from '../../reach/reach.js';
import type { Specifiers } from '../../reach/specifiers.js';
import { type Entry, Surface } from '../../reach/surface.js';
import type { Exposed } from '../exposed.js';
import type { Loader } from '../loader.js';
import { notKnown, type Section } from './report.js';

export interface ExplainParts {
  reach: Reach;
  specifiers: Specifiers;
  loader: Loader;
  exposed: Exposed;
  root: string;
  packages: readonly string[];
  // Settles when a module has had its time to load.
  patience: () => Promise<'over'>;
}

const exposedTitle = '(exposed names)';

export async function explain(parts: ExplainParts): Promise<Section[]> {
  const sections: Section[] = [];
  const modules = [...modulesBelow(parts.root, parts.specifiers), ...parts.packages].sort();
  for (const module of modules) sections.push({ module, entries: await entriesOf(module, parts) });
  const exposed = new Surface(parts.reach);
  for (const [name, value] of parts.exposed.entries()) exposed.add(name, value, 'exposed');
  const entries = exposed.list();
  return entries.length === 0 ? sections : [...sections, { module: exposedTitle, entries }];
}

async function entriesOf(module: string, { reach, loader, patience }: ExplainParts): Promise<Entry[]> {
  const self = (why: string): Entry => ({ path: '(module)', verbs: ['IMPORT'], why });
  try {
    const loaded = await Promise.race([loader.load(module), patience()]);
    if (loaded === 'over') return [self(`it takes too long to load; ${notKnown}`)];
    const surface = new Surface(reach);
    surface.addNamespace(loaded.namespace);
    return [self(module.startsWith('.') ? 'a file below the root' : 'a package that is allowed'), ...surface.list()];
  } catch (error) {
    return [self(`it does not load (${wordsFor(error)}); ${notKnown}`)];
  }
}

// What user code throws may say anything, so that only its kind is told; what the worker says itself is told as it is.
function wordsFor(error: unknown): string {
  if (CallFailure.is(error)) return `${Reason[error.reason]}: ${error.message}`;
  return error instanceof Error ? error.name : 'it throws';
}

// Every file that a client could name, links included.
function modulesBelow(root: string, specifiers: Specifiers): string[] {
  const found: string[] = [];
  const walk = (folder: string, above: readonly string[]) => {
    const real = realpathSync(join(root, folder));
    // A link to a folder above would go on for ever.
    if (above.includes(real)) return;
    for (const entry of readdirSync(real, { withFileTypes: true })) {
      const specifier = `./${join(folder, entry.name).split(sep).join('/')}`;
      if (isModule(specifier, specifiers)) found.push(specifier);
      else if (mayBeFolder(entry)) walkQuietly(() => walk(join(folder, entry.name), [...above, real]));
    }
  };
  walk('', []);
  return found;
}

function mayBeFolder(entry: { name: string; isDirectory(): boolean; isSymbolicLink(): boolean }): boolean {
  if (entry.name.startsWith('.') || entry.name === 'node_modules') return false;
  return entry.isDirectory() || entry.isSymbolicLink();
}

// What cannot be listed cannot be named by a client either.
function walkQuietly(walk: () => void): void {
  try {
    walk();
  } catch {
    // Not a folder, or not readable.
  }
}

function isModule(specifier: string, specifiers: Specifiers): boolean {
  try {
    specifiers.locate(specifier);
    return true;
  } catch {
    return false;
  }
}
