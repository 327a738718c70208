// The objects that clients hold. Each grant of an object is named by the call that made it and an index;
// an object is forgotten with its last grant.

import { apply, asyncDisposeSymbol, disposeSymbol, native, promiseThen } from '../intrinsics.js';
import { types } from 'node:util';
import { describe, type Log } from './log.js';

interface Entry {
  readonly value: unknown;
  grants: number;
  owned: boolean;
}

// The grants of a call by index. Most calls grant their result and nothing else, and then it stands alone.
type Grants = Entry | Map<number, Entry>;

export class Objects {
  private readonly entries = new Map<unknown, Entry>();
  private readonly calls = new Map<number, Grants>();
  private grantCount = 0;

  constructor(private readonly log: Log) {}

  get objectCount(): number {
    return this.entries.size;
  }

  get grantedCount(): number {
    return this.grantCount;
  }

  // Whether the object belongs to the client that holds it.
  isOwned(value: unknown): boolean {
    return this.entries.get(value)?.owned ?? false;
  }

  // Says that an object is not one client's after all.
  disown(value: unknown): void {
    const entry = this.entries.get(value);
    if (entry !== undefined) entry.owned = false;
  }

  // REQUIRES: this call has not granted this index before.
  grant(callId: number, index: number, value: unknown, ownership: 'owned' | 'shared'): void {
    const entry = this.entryOf(value);
    entry.grants++;
    if (ownership === 'owned') entry.owned = true;
    this.grantCount++;
    const present = this.calls.get(callId);
    if (present === undefined && index === 0) this.calls.set(callId, entry);
    else this.mapOf(callId, present).set(index, entry);
  }

  // Undefined if there is no such grant.
  get(callId: number, index: number): unknown {
    return this.find(callId, index)?.value;
  }

  // Forgets all that a call granted.
  releaseCall(callId: number): void {
    const grants = this.calls.get(callId);
    if (grants === undefined) return;
    this.calls.delete(callId);
    for (const entry of isMap(grants) ? grants.values() : [grants]) this.drop(entry);
  }

  // Forgets one grant. One that is not there is not an error.
  release(callId: number, index: number): void {
    const entry = this.find(callId, index);
    if (entry === undefined) return;
    const grants = this.calls.get(callId);
    if (isMap(grants)) grants.delete(index);
    if (!isMap(grants) || grants.size === 0) this.calls.delete(callId);
    this.drop(entry);
  }

  // Forgets everything, as at the end of a stream.
  releaseAll(): void {
    for (const callId of [...this.calls.keys()]) this.releaseCall(callId);
  }

  private find(callId: number, index: number): Entry | undefined {
    const grants = this.calls.get(callId);
    if (isMap(grants)) return grants.get(index);
    return index === 0 ? grants : undefined;
  }

  private entryOf(value: unknown): Entry {
    const present = this.entries.get(value);
    if (present !== undefined) return present;
    const entry = { value, grants: 0, owned: false };
    this.entries.set(value, entry);
    return entry;
  }

  private mapOf(callId: number, present: Grants | undefined): Map<number, Entry> {
    if (isMap(present)) return present;
    const map = new native.Map<number, Entry>();
    if (present !== undefined) map.set(0, present);
    this.calls.set(callId, map);
    return map;
  }

  private drop(entry: Entry): void {
    this.grantCount--;
    if (--entry.grants > 0) return;
    this.entries.delete(entry.value);
    if (entry.owned) this.dispose(entry.value);
  }

  // Runs the author's disposal hook. What it throws is nobody's answer, so it is logged.
  private dispose(value: unknown): void {
    const failed = (error: unknown) => this.log(`a disposal hook failed: ${describe(error)}`);
    try {
      const hooks = value as Record<symbol, unknown>;
      const hook = hooks[asyncDisposeSymbol] ?? hooks[disposeSymbol];
      if (typeof hook !== 'function') return;
      const result = apply(hook, value, []) as unknown;
      if (types.isPromise(result)) apply(promiseThen, result, [undefined, failed]);
    } catch (error) {
      failed(error);
    }
  }
}

function isMap(grants: Grants | undefined): grants is Map<number, Entry> {
  return grants instanceof native.Map;
}
