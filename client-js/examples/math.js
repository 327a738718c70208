// Arithmetic: the smallest things to call.

import { setTimeout as sleep } from 'node:timers/promises';

export const pi = Math.PI;

export function add(a, b) {
  return a + b;
}

export function divide(a, b) {
  if (b === 0) throw new RangeError('Division by zero');
  return a / b;
}

// Exact at any size: give and get bigints.
export function factorial(n) {
  let result = 1n;
  for (let factor = 2n; factor <= BigInt(n); factor++) result *= factor;
  return result;
}

export function* fibonacci() {
  for (let [a, b] = [0, 1]; ; [a, b] = [b, a + b]) yield a;
}

export async function delayedAdd(a, b, milliseconds = 10) {
  await sleep(milliseconds);
  return a + b;
}

// Gathers numbers and describes them. Construct it, and use the reference.
export class Statistics {
  #numbers = [];

  push(...numbers) {
    this.#numbers.push(...numbers);
    return this.#numbers.length;
  }

  get count() {
    return this.#numbers.length;
  }

  get mean() {
    return this.#numbers.reduce(add, 0) / this.count;
  }

  summary() {
    return { count: this.count, mean: this.mean, least: Math.min(...this.#numbers), most: Math.max(...this.#numbers) };
  }
}
