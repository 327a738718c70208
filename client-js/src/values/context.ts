// What every writer of values is given: its bounds, what may be in a value, and how to say no. Workers write results
// with it, and clients write arguments.

import type { Budgets } from './budgets.js';

export interface EncodeContext {
  // What the value is called in messages: `result`.
  root: string;
  budgets: Budgets;
  markers: LiveParts;
  refuse: Refusals;
  // Says whether the other side may have an object at all, by reference or as a copy.
  mayGrant(value: unknown): boolean;
  // Throws for an object that may be granted and of which there may be no copy. JSON asks with `asJson`.
  checkCopy?(value: object, asJson: boolean): void;
  // What an object is, if it is of a kind that has no copy: `a promise`.
  uncopyable(value: object): string | undefined;
  // Removes paths that are nobody's business from a stack.
  cleanStack(stack: string): string;
}

// Throws unless the other side may have a copy of an object.
export function checkPart(value: object, context: EncodeContext, asJson = false): void {
  if (!context.mayGrant(value)) throw context.refuse.unreachable();
  context.checkCopy?.(value, asJson);
}

// The objects in a value that go by reference.
export interface LiveParts {
  isReference(value: object): boolean;
  // REQUIRES: isReference(value)
  targetOf(value: object): unknown;
}

// Makes what is thrown for a value that is refused.
export interface Refusals {
  uncopyable(path: string, what: string): unknown;
  tooLarge(why: string): unknown;
  unreachable(): unknown;
}
