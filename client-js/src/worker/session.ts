// What one stream is served with: an outbox, a table of objects and a dispatcher of its own. A new stream
// begins with nothing.

import type { Welcome } from '../gen/jsinterop/v1/worker.js';
import { Paths } from '../reach/names.js';
import type { Reach } from '../reach/reach.js';
import type { DecodeOptions } from '../values/leaves.js';
import type { ResultContext } from '../values/results.js';
import type { Session } from './connection.js';
import { Dispatcher } from './dispatcher.js';
import type { Home } from './home.js';
import type { Loader } from './loader.js';
import type { Log } from './log.js';
import type { ModuleGuide } from './module_info.js';
import { Objects } from './objects.js';
import { type FrameWriter, Outbox } from './outbox.js';

// What all streams of a worker have in common.
export interface Realization {
  home: Home;
  loader: Loader;
  guide: ModuleGuide;
  reach: Reach;
  decoding: DecodeOptions;
  encoding: ResultContext;
  maxRunning: number;
  now: () => number;
  defer: (then: () => void) => void;
  log: Log;
}

// The largest frame of a broker that does not say: what gRPC takes by default.
const unsaidMaximum = 4 * 1024 * 1024;

export function beginSession(parts: Realization, welcome: Welcome, writer: FrameWriter): Session {
  const { home, loader, guide, reach, decoding, encoding, now, defer, maxRunning } = parts;
  const objects = new Objects(parts.log);
  const outbox = new Outbox(writer, welcome.maxMessageBytes === 0 ? unsaidMaximum : welcome.maxMessageBytes);
  const operations = reach.operations(home.exposed, (value) => objects.isOwned(value));
  const runner = { loader, guide, reach, operations, objects, paths: new Paths(), decoding, encoding };
  const dispatcher = new Dispatcher({ runner, objects, outbox, now, defer, maxRunning });
  home.stats = () => ({
    objects: objects.objectCount,
    grants: objects.grantedCount,
    runningCalls: dispatcher.runningCalls,
    outstandingCalls: dispatcher.outstandingCalls,
  });
  return {
    receive: (frame) => dispatcher.receive(frame),
    finish: (then) => dispatcher.finish(() => outbox.whenEmpty(then)),
    close: () => dispatcher.close(),
  };
}
