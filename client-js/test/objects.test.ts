// The table of what clients hold.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Objects } from '#dist/worker/objects.js';

let objects: Objects;
beforeEach(() => {
  objects = new Objects((text) => assert.fail(text));
});

describe('objects that clients hold', () => {
  it('are found by their call and index as long as that is granted', () => {
    const [one, two] = [{}, Symbol('two')];
    objects.grant(1, 0, one, 'shared');
    objects.grant(2, 1, one, 'shared');
    objects.grant(2, 2, two, 'shared');
    objects.grant(3, 0, one, 'shared');
    objects.grant(3, 1, two, 'shared');
    const all = () =>
      [
        [1, 0],
        [1, 1],
        [2, 0],
        [2, 1],
        [2, 2],
        [3, 0],
        [3, 1],
      ].map(([id, at]) => objects.get(id!, at!));
    assert.deepEqual(all(), [one, undefined, undefined, one, two, one, two]);
    objects.release(2, 1);
    objects.release(2, 1);
    objects.release(1, 1);
    objects.release(3, 0);
    assert.deepEqual(all(), [one, undefined, undefined, undefined, two, undefined, two]);
    assert.deepEqual([objects.objectCount, objects.grantedCount], [2, 3]);
    objects.releaseCall(1);
    objects.release(2, 2);
    objects.release(3, 1);
    assert.deepEqual([objects.objectCount, objects.grantedCount], [0, 0]);
  });

  it('that one call granted are released one by one in time that grows with their number', () => {
    const count = 100_000;
    for (let index = 1; index <= count; index++) objects.grant(1, index, {}, 'shared');
    const start = performance.now();
    for (let index = 1; index <= count; index++) objects.release(1, index);
    const took = performance.now() - start;
    assert.equal(objects.grantedCount, 0);
    assert.ok(took < 1000, `${took} ms`);
  });
});
