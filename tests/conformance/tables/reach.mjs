// The battery: what an attacker tries. Each attempt is refused with its typed error, or has the harmless outcome that
// its table says, and leaves the worker alive and the canary untouched.

import { open, strict } from './reach/changes.mjs';
import { constructors, platform } from './reach/kinds.mjs';
import { commonJs, exportsOfNode, granted, ways } from './reach/never.mjs';
import { coerced, reflective } from './reach/reflective.mjs';
import { modules, paths, protocol } from './reach/requests.mjs';
import { roundabout, roundaboutOpen } from './reach/roundabout.mjs';

export default [
  { name: 'reach.constructors', setting: 'strict', cases: constructors },
  { name: 'reach.platform', setting: 'strict', cases: platform },
  { name: 'reach.never', setting: 'strict', cases: granted },
  { name: 'reach.ways', setting: 'strict', cases: [...ways, ...commonJs] },
  { name: 'reach.exports', setting: 'strict', cases: exportsOfNode },
  { name: 'reach.reflective', setting: 'strict', cases: reflective },
  { name: 'reach.coerced', setting: 'strict', cases: coerced },
  { name: 'reach.changes', setting: 'strict', cases: strict },
  { name: 'reach.open', setting: 'open', cases: open },
  { name: 'reach.roundabout', setting: 'strict', cases: roundabout },
  { name: 'reach.roundabout.open', setting: 'open', cases: roundaboutOpen },
  { name: 'reach.requests', setting: 'strict', cases: [...modules, ...paths] },
  { name: 'reach.protocol', setting: 'strict', cases: protocol },
];
