// How much a value may cost, in either direction. Each bound is checked before the cost arises.

export interface Budgets {
  // Nodes of one value: itself, and each place in it where a part stands (elements and holes, members, keys and values
  // of Maps, what errors, views and boxes are made of). However it is encoded, a value has as many. A million take
  // around 100 MB to build, which a worker can bear, and no page or price list comes near.
  nodes: number;

  // Levels of nesting of one value.
  depth: number;

  // Digits of one bigint. Reading and writing decimal takes time that grows with the square: 20,000 digits
  // (65,536 bits and a little) take about a millisecond.
  bigintDigits: number;

  // Bytes of one result, as written.
  bytes: number;
}

export const defaultBudgets: Budgets = {
  nodes: 1_000_000,
  depth: 10_000,
  bigintDigits: 20_000,
  bytes: 64 * 1024 * 1024,
};

// The smallest positive bigint with more digits than the bound. Comparing with it is cheap, where printing
// a large bigint is not.
export function bigintBound(digits: number): bigint {
  return 10n ** BigInt(digits);
}
