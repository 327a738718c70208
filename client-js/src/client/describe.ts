// Looks at references without calling anything.

import type { ModuleExport, RemoteKind } from './reference.js';
import { viewOf } from './remote.js';

/** What is known of a live object here; see {@link describe}. */
export interface Description {
  /** What the object was when it was granted. */
  readonly kind: RemoteKind;
  /** The name of its class (`Map`, `Cart`); empty if it has none. */
  readonly className: string;
  /** Whether it was disposed here. */
  readonly disposed: boolean;
  /** For an imported module: what it exports and clients may reach, alphabetically. Else empty. */
  readonly exports: readonly ModuleExport[];
  /** For an imported module: which text of it was loaded, as a hash, or as name and version of a package. Else empty. */
  readonly version: string;
}

/** Whether a value is a reference to a live object: what `import` and `construct` give. */
export function isRemote(value: unknown): boolean {
  return viewOf(value)?.aim.kind === 'reference';
}

/** Tells what is known of a live object, without a call. Throws a TypeError if `remote` is no reference. */
export function describe(remote: object): Description {
  const aim = viewOf(remote)?.aim;
  if (aim?.kind !== 'reference') throw new TypeError('describe() takes a reference to a live object.');
  const { kind, className, disposal, module } = aim.state;
  const { exports = [], version = '' } = module ?? {};
  return { kind, className, disposed: disposal !== undefined, exports, version };
}
