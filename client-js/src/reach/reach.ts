// What clients can reach, put together.

import { Callables } from './callables.js';
import { Fields, type Mode } from './fields.js';
import { Members } from './members.js';
import { Operations, type Names } from './operations.js';
import { Realm } from './realm.js';

export class Reach {
  readonly realm = new Realm();
  readonly fields: Fields;
  readonly members: Members;
  readonly callables: Callables;

  // `own` is what the worker itself offers to modules, and is never a client's.
  // To be made before any user code has run.
  constructor(
    readonly mode: Mode,
    own: Iterable<unknown> = [],
  ) {
    this.realm.deny(own);
    this.fields = new Fields(this.realm, mode);
    this.members = new Members(this.realm, this.fields);
    this.callables = new Callables(this.realm);
  }

  // `isOwned` says whether an object belongs to the client that holds it.
  operations(exposed: Names, isOwned: (value: unknown) => boolean): Operations {
    return new Operations(this, exposed, isOwned);
  }

  // Whether clients may have a value at all, by reference or as a copy.
  mayGrant(value: unknown): boolean {
    return !this.realm.isDenied(value);
  }

  // A field of an object that clients may not have and that a copy of it would show.
  // REQUIRES: it is no Proxy.
  closedIn(value: object, asJson: boolean): string | undefined {
    return this.fields.closedIn(value, asJson);
  }
}
