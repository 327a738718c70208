// How a worker writes results: the context of what it encodes.

import { failures } from '../errors.js';
import type { Budgets } from './budgets.js';
import type { EncodeContext, Refusals } from './context.js';
import type { Markers } from './markers.js';
import { uncopyable } from './exotic.js';

export interface ResultContext extends EncodeContext {
  markers: Markers;
}

const refuse: Refusals = {
  uncopyable: failures.resultNotSerializable,
  tooLarge: failures.resultTooLarge,
  unreachable: failures.resultNotReachable,
};

type Surroundings = Pick<ResultContext, 'markers' | 'mayGrant' | 'cleanStack'>;

export function resultContext(budgets: Budgets, surroundings: Surroundings): ResultContext {
  return { root: 'result', budgets, refuse, uncopyable, ...surroundings };
}
