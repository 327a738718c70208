// What an author writes who wants fs at hand in tests.
export * from 'node:fs';
