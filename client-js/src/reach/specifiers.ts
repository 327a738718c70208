// Which modules clients may load, and where each of them is.

import { realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { failures } from '../errors.js';

const longest = 512;
const segment = '[A-Za-z0-9_@-][A-Za-z0-9._@-]*';
const grammar = new RegExp(`^\\./(?:${segment}/)*${segment}\\.[mc]?[jt]s$`);
const hidden = /(?:^|\/)node_modules(?:\/|$)/;

// A module that clients may load: a file below the root, or a package by its bare name.
export type Place = { kind: 'file'; file: string; url: string } | { kind: 'package'; name: string };

export class Specifiers {
  private readonly root: string;
  private readonly packages: ReadonlySet<string>;

  // REQUIRES: `root` is a folder that exists.
  constructor(root: string, packages: Iterable<string>) {
    this.root = realpathSync(root);
    this.packages = new Set(packages);
  }

  // Throws MODULE_NOT_FOUND for what is absent and for what is denied, in the same words.
  locate(specifier: string): Place {
    if (this.packages.has(specifier)) return { kind: 'package', name: specifier };
    if (!isAllowed(specifier)) throw failures.moduleNotFound(specifier);
    const file = this.fileOf(specifier);
    if (file === undefined) throw failures.moduleNotFound(specifier);
    return { kind: 'file', file, url: pathToFileURL(file).href };
  }

  // The file with all links followed, if it is one that could have been named directly.
  private fileOf(specifier: string): string | undefined {
    try {
      const file = realpathSync(join(this.root, specifier));
      const inside = relative(this.root, file).split(sep).join('/');
      return isAllowed(`./${inside}`) && statSync(file).isFile() ? file : undefined;
    } catch {
      return undefined;
    }
  }
}

function isAllowed(specifier: string): boolean {
  return specifier.length <= longest && grammar.test(specifier) && !hidden.test(specifier);
}
