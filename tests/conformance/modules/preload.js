// Loaded before any call: exposes names to clients that name neither module nor reference.

import { expose } from 'jsinterop/worker';

expose({
  greeting: 'hello',
  add: (a, b) => a + b,
  later: async (value) => value,
  receiver() {
    return typeof this;
  },
  tools: {
    name: 'tools',
    double: (value) => value * 2,
    ownName() {
      return this.name;
    },
    Box: class Box {
      constructor(value) {
        this.value = value;
      }
    },
  },
});
