// What JavaScript threw, as the client tells it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { JsException } from '#dist/client/index.js';
import { Exception } from '#dist/gen/jsinterop/v1/value.js';
import { invoked } from './support/fake_interop.js';
import { failureOf, fixture } from './support/fixture.js';

describe('what JavaScript threw', () => {
  const blank = Exception.decode(new Uint8Array(0));
  const answering = async (exception: Partial<Exception>) => {
    const { js, interop } = fixture();
    interop.answers.InvokeAsync = () => invoked({ $case: 'exception', value: { ...blank, ...exception } });
    return failureOf<JsException>(js.module('./a.js').fail());
  };

  it('is an error of the same name, message and code, with where it was thrown and who called', async () => {
    const error = await answering({
      name: 'PaymentError',
      message: 'declined',
      code: 'PAYMENT_DECLINED',
      stack: 'PaymentError: declined\n    at pay (cart.js:7:1)',
      properties: [
        { key: 'cents', value: { kind: { $case: 'number', value: 5 } } },
        { key: '__proto__', value: { kind: { $case: 'number', value: 1 } } },
      ],
    });
    assert.ok(error instanceof JsException && error instanceof Error);
    assert.deepEqual(
      [error.name, error.message, error.code, error.truncated],
      ['PaymentError', 'declined', 'PAYMENT_DECLINED', false],
    );
    assert.deepEqual(Object.entries(error.properties), [
      ['cents', 5],
      ['__proto__', 1],
    ]);
    assert.match(error.stack!, /^PaymentError: declined\n    at pay \(cart\.js:7:1\)\n    called from\n[^]*failureOf/);
    assert.equal(error.remoteStack, 'PaymentError: declined\n    at pay (cart.js:7:1)');
    assert.deepEqual(['errors' in error, 'cause' in error, 'thrown' in error], [false, false, false]);
  });

  it('has its causes and its errors', async () => {
    const inner = { ...blank, name: 'TypeError', message: 'inner' };
    const error = await answering({
      name: 'AggregateError',
      cause: { ...inner, cause: inner },
      errors: [inner, inner],
    });
    assert.ok(error.cause instanceof JsException);
    assert.deepEqual([error.cause.name, error.cause.cause?.message], ['TypeError', 'inner']);
    assert.deepEqual(
      error.errors?.map(({ message }) => message),
      ['inner', 'inner'],
    );
  });

  it('may be no error at all', async () => {
    const error = await answering({ message: 'no', thrown: { kind: { $case: 'json', value: '{"a":[1]}' } } });
    assert.deepEqual([error.name, error.thrown], ['', { a: [1] }]);
    const nothing = await answering({ message: 'undefined', thrown: { kind: { $case: 'undefined', value: {} } } });
    assert.ok('thrown' in nothing && nothing.thrown === undefined);
    const unreadable = await answering({ message: 'x', thrown: { kind: { $case: 'json', value: '{' } } });
    assert.ok(!('thrown' in unreadable));
  });

  it('is printed with what it says, and no more', async () => {
    const error = await answering({ name: 'E', message: 'm', stack: 'E: m\n    at f (a.js:1:1)' });
    assert.ok(inspect(error).endsWith(error.stack!.split('\n').at(-1)!));
    const telling = await answering({ name: 'E', code: 'C', truncated: true });
    assert.ok(inspect(telling).endsWith("{\n  code: 'C'\n}"));
  });
});
