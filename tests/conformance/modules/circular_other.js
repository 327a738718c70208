import './circular.js';
export const there = 2;
