// Loads the modules that clients ask for, each once.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failures } from '../errors.js';
import type { Place, Specifiers } from '../reach/specifiers.js';
import { parseJson } from '../intrinsics.js';
import { isTypeScript, remedies } from './typescript.js';

export interface LoadedModule {
  readonly namespace: object;
  // See ImportResponse.version.
  readonly version: string;
}

// Imports a URL or a package and gives its namespace without awaiting it.
export type Importer = (target: string) => Promise<{ readonly namespace: object }>;

export class Loader {
  private readonly loaded = new Map<string, LoadedModule>();
  private readonly loading = new Map<string, Promise<LoadedModule>>();

  constructor(
    private readonly specifiers: Specifiers,
    private readonly root: string,
    private readonly importer: Importer,
    // Whether this Node loads modules in TypeScript.
    private readonly stripsTypes: boolean,
  ) {}

  // A module that has been loaded under this specifier.
  get(specifier: string): LoadedModule | undefined {
    return this.loaded.get(specifier);
  }

  // Throws MODULE_NOT_FOUND and UNSUPPORTED at once; rejects with what the module throws while it loads. A module that threw
  // is asked of Node again by the next call, and Node gives the same error again until the process ends.
  load(specifier: string): Promise<LoadedModule> {
    const present = this.loading.get(specifier);
    if (present !== undefined) return present;
    const promise = this.begin(specifier, this.locate(specifier)).finally(() => {
      this.loading.delete(specifier);
    });
    this.loading.set(specifier, promise);
    return promise;
  }

  // What is absent or denied reads the same in every language: this is told only of what could be loaded.
  private locate(specifier: string): Place {
    const place = this.specifiers.locate(specifier);
    if (!this.stripsTypes && place.kind === 'file' && isTypeScript(place.file)) {
      throw failures.typeScriptNotTaken(specifier, remedies);
    }
    return place;
  }

  private async begin(specifier: string, place: Place): Promise<LoadedModule> {
    const version = place.kind === 'file' ? versionOfFile(place.file) : versionOfPackage(this.root, place.name);
    const { namespace } = await this.importer(place.kind === 'file' ? place.url : place.name);
    // In an object of its own, since a promise would await a namespace that exports `then`.
    const module = { namespace, version };
    this.loaded.set(specifier, module);
    return module;
  }
}

function versionOfFile(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}

// Looked for where Node looks for packages of a module in the root.
function versionOfPackage(root: string, specifier: string): string {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  for (let folder = root; ; folder = dirname(folder)) {
    const version = versionIn(join(folder, 'node_modules', name, 'package.json'));
    if (version !== undefined) return `${name}@${version}`;
    if (folder === dirname(folder)) return name;
  }
}

function versionIn(file: string): string | undefined {
  try {
    const { version } = parseJson(readFileSync(file, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
