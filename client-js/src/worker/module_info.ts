// What clients are told of a module, and of an error in one.

import { ExportKind } from '../gen/jsinterop/v1/interop.js';
import type { ModuleInfo } from '../gen/jsinterop/v1/worker.js';
import { isWellFormedText, keysOf } from '../intrinsics.js';
import { neverReached } from '../reach/names.js';
import type { Reach } from '../reach/reach.js';
import { exportKindOf } from './kinds.js';
import type { LoadedModule } from './loader.js';
import { adviceFor } from './typescript.js';

export class ModuleGuide {
  constructor(
    private readonly reach: Reach,
    // Removes the worker's own paths from a text.
    private readonly clean: (text: string) => string,
  ) {}

  describe({ namespace, version }: LoadedModule): ModuleInfo {
    const exports = exportNames(namespace)
      .map((name) => ({ name, kind: this.kindOf(namespace, name) }))
      .filter((entry): entry is { name: string; kind: ExportKind } => entry.kind !== undefined);
    return { exports, version };
  }

  // An error of Node's loader tells absolute paths in its message, which are none of a client's business, and
  // does not tell what to do about TypeScript.
  cleanLoadError(error: unknown): unknown {
    try {
      if (!(error instanceof Error)) return error;
      const advice = adviceFor(error);
      const message = this.clean(error.message) + (advice === '' ? '' : `. ${advice}`);
      return message === error.message ? error : (Object.create(error, { message: { value: message } }) as unknown);
    } catch {
      return error;
    }
  }

  // Undefined for an export that clients do not reach.
  private kindOf(namespace: object, name: string): ExportKind | undefined {
    if (neverReached.has(name) || !isWellFormedText(name)) return undefined;
    try {
      const value = (namespace as Record<string, unknown>)[name];
      return this.reach.mayGrant(value) ? exportKindOf(value) : undefined;
    } catch {
      return ExportKind.UNSPECIFIED;
    }
  }
}

// All names, even where an export is not initialised yet, which Object.keys would stumble over.
function exportNames(namespace: object): string[] {
  try {
    return keysOf(namespace);
  } catch {
    return Object.getOwnPropertyNames(namespace);
  }
}
