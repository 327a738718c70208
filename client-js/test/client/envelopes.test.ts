// The client's own form of messages and the public one are the same on the wire.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AnswerEnvelope, InvokeEnvelope } from '#dist/gen/envelopes.js';
import { InvokeRequest, InvokeResponse } from '#dist/gen/jsinterop/v1/interop.js';
import { Exception, Value } from '#dist/gen/jsinterop/v1/value.js';
import { number, string } from '../support/calls.js';
import { leaseState } from './support/fake_interop.js';
import { typesAgree } from './support/types.js';

typesAgree<keyof InvokeEnvelope, keyof InvokeRequest>();
typesAgree<keyof AnswerEnvelope, keyof InvokeResponse>();

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const reference = { token: 't', kind: 1, className: 'C' };

it('a request is written as the public message says, with each argument written on its own', () => {
  const request: InvokeRequest = {
    target: { $case: 'reference', value: reference },
    member: 'a.b',
    operation: 2,
    arguments: [number(1), string('x')],
    references: [reference, reference],
    result: 3,
    encoding: 2,
    lease: 'l',
    pool: 'p',
    nonce: new Uint8Array([1, 2]),
  };
  for (const target of [request.target, { $case: 'module', value: './m.js' } as const, undefined]) {
    const list = request.arguments.map((value) => Value.encode(value).finish());
    const envelope = InvokeEnvelope.encode({ ...request, target, arguments: list }).finish();
    assert.equal(hex(envelope), hex(InvokeRequest.encode({ ...request, target }).finish()));
  }
});

it('an answer is read as the public message says, whatever came of the call', () => {
  const outcomes: InvokeResponse['outcome'][] = [
    { $case: 'value', value: string('x') },
    { $case: 'reference', value: reference },
    { $case: 'exception', value: { ...Exception.decode(new Uint8Array(0)), name: 'E' } },
    { $case: 'completed', value: {} },
    undefined,
  ];
  for (const outcome of outcomes) {
    const written = InvokeResponse.encode({ outcome, references: [reference], lease: leaseState('l') }).finish();
    const answer = AnswerEnvelope.decode(written);
    assert.equal(hex(AnswerEnvelope.encode(answer).finish()), hex(written));
    if (answer.outcome?.$case === 'value') assert.deepEqual(Value.decode(answer.outcome.value), string('x'));
  }
});
