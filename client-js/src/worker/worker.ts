// A worker, put together: the only place where the parts meet the process, the clock and chance.

import { randomBytes } from 'node:crypto';
import { register } from 'node:module';
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Hello } from '../gen/jsinterop/v1/worker.js';
import { guardPrototypes } from '../intrinsics.js';
import { Reach } from '../reach/reach.js';
import { Specifiers } from '../reach/specifiers.js';
import { resultContext } from '../values/results.js';
import { type FindOrigin, stackCleaner } from '../values/stack.js';
import * as api from './api.js';
import { Backoff } from './backoff.js';
import { Connection } from './connection.js';
import { explain } from './explain/explain.js';
import type { Section } from './explain/report.js';
import { home } from './home.js';
import { wrapperScheme } from './hooks.js';
import { type Importer, Loader } from './loader.js';
import type { Log } from './log.js';
import { ModuleGuide } from './module_info.js';
import type { Options } from './options.js';
import { isTold } from './rejections.js';
import { beginSession, type Realization } from './session.js';
import { SourceMaps } from './source_maps.js';
import { dialGrpc } from './transport.js';
import { stripsTypes } from './typescript.js';

interface Worker {
  start(): void;
  stop(why: string): void;
}

// Makes `jsinterop/worker` mean this package, and lets modules be imported through wrappers.
// To be called once, before any user code is loaded.
export function installHooks(root: string): void {
  const folder = pathToFileURL(realpathSync(root)).href;
  register('./hooks.js', {
    parentURL: import.meta.url,
    data: { api: new URL('./api.js', import.meta.url).href, root: `${folder}/` },
  });
}

export const importWrapped: Importer = async (target) => {
  try {
    const wrapper = (await import(`${wrapperScheme}${encodeURIComponent(target)}`)) as { namespace: object };
    return { namespace: wrapper.namespace };
  } catch (error) {
    isTold(error);
    throw error;
  }
};

// Imports the modules that run before any client's call, and closes the prototypes of the language after
// them. Rejects with what such a module throws.
export async function preload(files: string[]): Promise<void> {
  for (const file of files) await importWrapped(pathToFileURL(file).href);
  guardPrototypes();
}

export function createWorker(options: Options, log: Log, over: (code: number, why: string) => void): Worker {
  const connection = new Connection({
    dial: dialGrpc(options.broker, options.maxMessageBytes),
    hello: helloOf(options),
    beginSession: beginSession.bind(undefined, realize(options, log)),
    backoff: new Backoff(Math.random),
    timers: {
      after: (milliseconds, then) => {
        const timer = setTimeout(then, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    log,
    over: (result, why) => over(result === 'stopped' ? 0 : 4, why),
  });
  return {
    start: () => connection.start(),
    stop: (why) => connection.stop(why, options.drainTimeoutMillis),
  };
}

// Tells what clients can reach. To be made before any user code has run, and called after preload.
export function createExplainer(options: Options): () => Promise<Section[]> {
  const root = realpathSync(options.root);
  const specifiers = new Specifiers(root, options.allowedPackages);
  const loader = new Loader(specifiers, root, importWrapped, stripsTypes(process));
  const reach = new Reach(options.reach, Object.values(api));
  const patience = () =>
    new Promise<'over'>((then) => {
      // It keeps the process alive where a module waits for what never comes.
      setTimeout(() => then('over'), loadMillis);
    });
  return () =>
    explain({ reach, specifiers, loader, exposed: home.exposed, root, packages: options.allowedPackages, patience });
}

// How long one module may take to load before what it exports is given up.
const loadMillis = 10_000;

function realize(options: Options, log: Log): Realization {
  const { budgets, reach: mode } = options;
  const root = realpathSync(options.root);
  const maps = new SourceMaps(root);
  const origin: FindOrigin = (...place) => (options.sourceMaps ? maps.originOf(...place) : undefined);
  const cleanStack = stackCleaner(root, new URL('../', import.meta.url).href, origin);
  const reach = new Reach(mode, Object.values(api));
  const mayGrant = (value: unknown) => reach.mayGrant(value);
  return {
    home,
    loader: new Loader(new Specifiers(root, options.allowedPackages), root, importWrapped, stripsTypes(process)),
    guide: new ModuleGuide(reach, cleanStack),
    reach,
    decoding: { budgets, allowRegexp: options.allowRegexp },
    encoding: resultContext(budgets, { markers: home.markers, mayGrant, cleanStack }),
    maxRunning: options.maxRunning,
    now: performance.now.bind(performance),
    defer: setImmediate,
    log,
  };
}

function helloOf(options: Options): Hello {
  return {
    protocolMin: 1,
    protocolMax: 1,
    workerId: options.name,
    incarnation: randomBytes(16),
    pool: options.pool,
    runtime: `node/${process.versions.node}`,
    window: options.window,
    maxRunning: options.maxRunning,
    maxMessageBytes: options.maxMessageBytes,
    secret: options.secret,
  };
}
