// Found below another module's namespace.

export const leaf = 'nested';

export function receiver() {
  return typeof this;
}

export { then } from './exports_then.js';
export * as innermost from './exports_then.js';
