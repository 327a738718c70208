// The queue keeps its order, and nothing of what it has given.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serialize } from 'node:v8';
import { Queue } from '#dist/worker/queue.js';

describe('a queue', () => {
  it('gives in order what was put in, however pushes and shifts are mixed', () => {
    const queue = new Queue<number>();
    let [pushed, shifted] = [0, 0];
    for (let round = 0; round < 200; round++) {
      for (let count = 0; count < 37; count++) queue.push(pushed++);
      for (let count = 0; count < 31; count++) {
        assert.equal(queue.peek(), shifted);
        assert.equal(queue.shift(), shifted++);
      }
      assert.equal(queue.length, pushed - shifted);
    }
    while (queue.length > 0) assert.equal(queue.shift(), shifted++);
    assert.equal(shifted, pushed);
    assert.deepEqual([queue.peek(), queue.shift(), queue.length], [undefined, undefined, 0]);
  });

  it('keeps the order of what stays when others leave it', () => {
    const queue = new Queue<number>();
    for (let next = 0; next < 10; next++) queue.push(next);
    queue.shift();
    queue.keep((item) => item % 3 === 0);
    assert.equal(queue.length, 3);
    assert.deepEqual([queue.shift(), queue.shift(), queue.shift(), queue.shift()], [3, 6, 9, undefined]);
    queue.keep(() => false);
    queue.push(1);
    assert.deepEqual([queue.length, queue.shift()], [1, 1]);
  });

  it('does not grow with what has passed through it, even if it is never empty', () => {
    const queue = new Queue<number>();
    queue.push(0);
    for (let next = 1; next <= 1e6; next++) {
      queue.push(next);
      assert.equal(queue.shift(), next - 1);
    }
    assert.equal(queue.length, 1);
    assert.ok(serialize(queue).length < 100_000, `${serialize(queue).length} bytes`);
  });
});
