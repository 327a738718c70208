// A module whose namespace looks like a promise.

export function then(resolve) {
  resolve?.('hijacked');
  return 'called as a function';
}

export const other = 'other';
