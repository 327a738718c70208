// One grant of a live object: what all proxies for it share.

import { type Export, ExportKind, ObjectKind, type Reference } from '../gen/jsinterop/v1/interop.js';
import type { Lease } from './lease.js';
import type { Settings } from './options.js';

/** What a live object was when it was granted; a hint, not a promise. */
export type RemoteKind = 'object' | 'function' | 'class' | 'array' | 'promise' | 'module' | 'symbol' | 'unknown';

/** One export of a module. */
export interface ModuleExport {
  /** Its name; a default export is called `default`. */
  readonly name: string;
  /** What it was when the module was imported. */
  readonly kind: 'function' | 'class' | 'object' | 'primitive' | 'unknown';
}

// What is known of a module beside its reference.
export interface ModuleFacts {
  specifier: string;
  exports: readonly ModuleExport[];
  version: string;
}

// Whom a reference is let go through.
export interface Keeper {
  letGo(state: ReferenceState, settings: Settings): Promise<boolean>;
}

let count = 0;

export class ReferenceState {
  // Tells it from all others of this process, and is no secret.
  readonly number = ++count;
  readonly token: string;
  readonly kind: RemoteKind;
  readonly className: string;
  // Set when letting go has begun: the object is of no use any more.
  disposal: Promise<boolean> | undefined;

  // `lease` is undefined if it is not known.
  constructor(
    readonly keeper: Keeper,
    { token, kind, className }: Reference,
    readonly lease: Lease | undefined,
    readonly module: ModuleFacts | undefined,
  ) {
    this.token = token;
    this.kind = kinds[kind] ?? 'unknown';
    this.className = className;
    lease?.addReference();
  }

  // Lets the object go, once. Whether it was held until now.
  dispose(settings: Settings): Promise<boolean> {
    if (this.disposal !== undefined) return this.disposal.catch(() => false).then(() => false);
    this.disposal = this.keeper.letGo(this, settings);
    // Who does not wait for it does not mind either.
    this.disposal.catch(() => undefined);
    return this.disposal;
  }

  // For messages.
  get title(): string {
    if (this.module !== undefined) return `module '${this.module.specifier}'`;
    const name = this.className === '' ? '' : ` ${this.className}`;
    return `${this.kind === 'unknown' ? 'object' : this.kind}${name}`;
  }
}

const kinds: Readonly<Record<number, RemoteKind>> = {
  [ObjectKind.OBJECT]: 'object',
  [ObjectKind.FUNCTION]: 'function',
  [ObjectKind.CLASS]: 'class',
  [ObjectKind.ARRAY]: 'array',
  [ObjectKind.PROMISE]: 'promise',
  [ObjectKind.MODULE]: 'module',
  [ObjectKind.SYMBOL]: 'symbol',
};

const exportKinds: Readonly<Record<number, ModuleExport['kind']>> = {
  [ExportKind.FUNCTION]: 'function',
  [ExportKind.CLASS]: 'class',
  [ExportKind.OBJECT]: 'object',
  [ExportKind.PRIMITIVE]: 'primitive',
};

export function exportOf({ name, kind }: Export): ModuleExport {
  return { name, kind: exportKinds[kind] ?? 'unknown' };
}
