// A shopping cart that lives in the worker. A client constructs one, keeps the reference, and calls its
// methods; when the client disposes the reference or its lease ends, the cart is closed.
//
// Money is in whole cents, so that nothing is ever rounded by accident.

import { setTimeout as pause } from 'node:timers/promises';

let opened = 0;

export class EmptyCartError extends Error {
  name = 'EmptyCartError';
  code = 'CART_EMPTY';
}

export class PaymentError extends Error {
  name = 'PaymentError';
  code = 'PAYMENT_DECLINED';

  constructor(method, cents) {
    super(`The ${method} payment of ${cents} cents was declined`);
    this.method = method;
    this.cents = cents;
  }
}

export class Cart {
  #lines = new Map();
  #currency;
  #number = ++opened;

  constructor({ currency = 'EUR' } = {}) {
    this.#currency = currency;
  }

  get currency() {
    return this.#currency;
  }

  get count() {
    return [...this.#lines.values()].reduce((sum, line) => sum + line.quantity, 0);
  }

  // Adds a product, or more of it. Returns the new total.
  add({ sku, name, cents, quantity = 1 }) {
    if (!Number.isSafeInteger(cents) || cents < 0) throw new RangeError(`cents must be a whole number, not ${cents}`);
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new RangeError(`quantity must be at least 1`);
    const line = this.#lines.get(sku) ?? { sku, name, cents, quantity: 0 };
    line.quantity += quantity;
    this.#lines.set(sku, line);
    return this.total();
  }

  // Removes a product. Says whether it was there.
  remove(sku) {
    return this.#lines.delete(sku);
  }

  lines() {
    return [...this.#lines.values()].map((line) => ({ ...line, total: line.cents * line.quantity }));
  }

  total() {
    return this.lines().reduce((sum, line) => sum + line.total, 0);
  }

  // Pays, and empties the cart. `payment`: { method }.
  async checkout({ method }) {
    if (this.count === 0) throw new EmptyCartError('There is nothing to pay for');
    const total = this.total();
    await pause(5);
    if (method === 'declined') throw new PaymentError(method, total);
    const receipt = { lines: this.lines(), total, currency: this.#currency, method, paidAt: new Date() };
    this.#lines.clear();
    return receipt;
  }

  [Symbol.dispose]() {
    console.error(`cart ${this.#number} closed with ${this.count} items in it`);
  }
}
