// An attempt: what an attacker does, between marking the canary and asking it.

import { module, rpc, testCase, text } from '../../lib/steps.mjs';

const canary = module('./reach/canary.js');

// `steps` are one step or a list, each with the outcome that it must have.
export const attempt = (name, steps, more = {}) =>
  testCase(name, [canary.call('mark'), ...[steps].flat(), canary.call('check').gives(text('untouched'))], more);

const asking = (member) => rpc('Invoke', { module: './reach/canary.js', member });

// The same in steps of the protocol.
export const protocolAttempt = (name, steps, more = {}) =>
  testCase(
    name,
    [asking('mark').answers({}), ...[steps].flat(), asking('check').answers({ value: { string: 'untouched' } })],
    more,
  );

// The name of a member, or of a kind, as part of a case's name.
export const spelled = (name) =>
  name
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/_/g, '-')
    .replace(/[^a-z0-9.-]/g, '')
    .replace(/^-+/, '');

// Refused before anything ran, and refused as a result.
export const refused = (step) => step.fails('NOT_REACHABLE');
export const withheld = (step) => step.fails('NOT_REACHABLE', { executed: 'YES' });
export const absent = (step) => step.fails('MEMBER_NOT_FOUND');
