// An export that takes the module for a promise, if it is imported carelessly.
import { happened } from './canary.js';

export const then = (resolve) => {
  happened('the module was taken for a promise');
  resolve?.('hijacked');
};
export const value = 1;
export { then as constructor, then as toString, then as __proto__ };
