// Values on the wire, in ProtoJSON.

import { rpc } from './steps.mjs';

export const base64 = (...bytes) => Buffer.from(bytes).toString('base64');

export const echo = (value, more = {}) =>
  rpc('Invoke', { module: './values.js', member: 'echo', arguments: [value], ...more });

export const graph = (...nodes) => ({ graph: { nodes } });

export const one = { leaf: { number: 1 } };

export const text = (string) => ({ leaf: { string } });

export const property = (value, key = 'a') => ({ key, value });
