export * from './circular_other.js';
export const here = 1;
