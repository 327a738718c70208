// The objects that users hold: proxies with the verbs, whose other members are called like local functions.

import { Operation } from '../gen/jsinterop/v1/interop.js';
import type { LiveParts } from '../values/context.js';
import {
  appearance,
  identity,
  identityOf,
  isLocal,
  memberAppearance,
  title,
  titleOf,
  titleOfAim,
} from './appearance.js';
import type { Aim } from './call.js';
import type { Core } from './core.js';
import { type CallOptions, refine, type Settings } from './options.js';
import { runCall } from './pending_call.js';
import type { ReferenceState } from './reference.js';

// What calls are made through: where they aim, and how they are made.
export interface View {
  core: Core;
  aim: Aim;
  settings: Settings;
}

// Of every proxy that stands for more than a path.
const views = new WeakMap<object, View>();

export function viewOf(value: unknown): View | undefined {
  return (typeof value === 'object' && value !== null) || typeof value === 'function' ? views.get(value) : undefined;
}

// Which parts of an argument stand for something in the worker. What is no reference has only a title, and is refused
// where the call is written.
export const liveParts: LiveParts = {
  isReference: (value) => views.has(value) || (typeof value === 'function' && titleOf(value) !== undefined),
  targetOf(value) {
    const aim = views.get(value)?.aim;
    return aim?.kind === 'reference' ? aim.state : titleOf(value);
  },
};

// What to do with a member.
export interface Deed {
  operation: Operation;
  awaits: boolean;
}

export const deeds = {
  invoke: { operation: Operation.CALL, awaits: false },
  invokeAsync: { operation: Operation.CALL, awaits: true },
  get: { operation: Operation.GET, awaits: false },
  getAsync: { operation: Operation.GET, awaits: true },
  set: { operation: Operation.SET, awaits: false },
  construct: { operation: Operation.CONSTRUCT, awaits: false },
  constructAsync: { operation: Operation.CONSTRUCT, awaits: true },
} as const satisfies Record<string, Deed>;

export function act(view: View, deed: Deed, member: string, args: readonly unknown[]): Promise<unknown> {
  const { core, aim, settings } = view;
  return runCall(core, { what: 'invoke', aim, member, args, settings, ...deed }, liveParts);
}

type Verb = (view: View) => unknown;

function acting(deed: Deed): Verb {
  return (view) =>
    (member: string = '', ...args: unknown[]) =>
      act(view, deed, member, args);
}

const callVerbs: Record<string, Verb> = {
  ...Object.fromEntries(Object.entries(deeds).map(([name, deed]) => [name, acting(deed)])),
  with: (view) => (options: CallOptions) => remoteOf({ ...view, settings: refine(view.settings, options) }),
};

const disposalVerbs: Record<PropertyKey, Verb> = {
  dispose: (view) => () => stateOf(view)!.dispose(view.settings),
  [Symbol.asyncDispose]: (view) => async () => {
    await stateOf(view)!
      .dispose(view.settings)
      .catch(() => undefined);
  },
};

// Without the prototype of objects, whose members are no verbs.
const verbsOfModules = bare(callVerbs);
const verbsOfReferences = bare({ ...callVerbs, ...disposalVerbs });

function bare(verbs: Record<PropertyKey, Verb>): Record<PropertyKey, Verb> {
  return Object.assign(Object.create(null) as object, verbs);
}

function stateOf({ aim }: View): ReferenceState | undefined {
  return aim.kind === 'reference' ? aim.state : undefined;
}

export function remoteOf(view: View): object {
  const proxy = new Proxy(targetFor(view), new RemoteHandler(view));
  views.set(proxy, view);
  return proxy;
}

// What can be called in the worker can be called here.
function targetFor(view: View): object {
  const kind = stateOf(view)?.kind;
  if (kind === 'function' || kind === 'class') {
    return Object.setPrototypeOf(function remote() {}, appearance) as object;
  }
  return Object.create(appearance, { [identity]: { value: identityOf(view.aim), enumerable: true } }) as object;
}

// What a proxy of either kind does not allow.
class Immutable {
  set(_target: object, name: PropertyKey): boolean {
    throw new TypeError(`Cannot assign to '${String(name)}' of a remote object: use await object.set('…', value).`);
  }

  defineProperty(): boolean {
    return false;
  }

  deleteProperty(): boolean {
    return false;
  }

  setPrototypeOf(): boolean {
    return false;
  }
}

// Its fields are private so that who looks behind proxies sees no token.
class RemoteHandler extends Immutable implements ProxyHandler<object> {
  readonly #view: View;
  readonly #verbs: Record<PropertyKey, Verb>;

  constructor(view: View) {
    super();
    this.#view = view;
    this.#verbs = view.aim.kind === 'reference' ? verbsOfReferences : verbsOfModules;
  }

  get(target: object, name: PropertyKey): unknown {
    const verb = this.#verbs[name];
    if (verb !== undefined) return verb(this.#view);
    if (!isLocal(name)) return memberOf(this.#view, name as string);
    return name === title ? titleOfAim(this.#view.aim) : Reflect.get(target, name);
  }

  apply(_target: object, _this: unknown, args: unknown[]): Promise<unknown> {
    return act(this.#view, deeds.invokeAsync, '', args);
  }

  construct(_target: object, args: unknown[]): Promise<unknown> {
    return act(this.#view, deeds.construct, '', args);
  }
}

// All members share it: it only says that a proxy can be called.
const memberTarget = Object.setPrototypeOf(function remoteMember() {}, memberAppearance) as object;

function memberOf(view: View, path: string): object {
  return new Proxy(memberTarget, new MemberHandler(view, path));
}

// A member, or a path of members: it can only be called. Nothing is sent before that.
class MemberHandler extends Immutable implements ProxyHandler<object> {
  readonly #view: View;
  readonly #path: string;

  constructor(view: View, path: string) {
    super();
    this.#view = view;
    this.#path = path;
  }

  get(target: object, name: PropertyKey): unknown {
    if (!isLocal(name)) return memberOf(this.#view, `${this.#path}.${name as string}`);
    return name === title ? this.#title : Reflect.get(target, name);
  }

  apply(_target: object, _this: unknown, args: unknown[]): Promise<unknown> {
    return act(this.#view, deeds.invokeAsync, this.#path, args);
  }

  construct(_target: object, args: unknown[]): Promise<unknown> {
    return act(this.#view, deeds.construct, this.#path, args);
  }

  // Seen by who forgot that reading is a call.
  get #title(): string {
    return `[remote member '${this.#path}': call it, or read it with get('${this.#path}')]`;
  }
}
