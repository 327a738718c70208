// The types of what users hold: references and modules, with their members as TypeScript sees them.

import type { CallOptions, ResultForm } from './options.js';

/** Whether `T` is `any`: then nothing is known of a member, and all are allowed. */
export type IsAny<T> = 0 extends 1 & T ? true : false;

/** Any function. */
export type Callable = (...args: never[]) => unknown;
/** Any class. */
export type Constructible = abstract new (...args: never[]) => unknown;

/** What `result` an option set asks for; `'default'` where it says nothing. */
export type Form = ResultForm | 'default';

/** The form that options ask for, or else what was asked for before; either, where the compiler cannot tell. */
export type FormOf<O extends CallOptions, Before extends Form> = 'result' extends keyof O
  ? Extract<O['result'], ResultForm> | (undefined extends O['result'] ? Before : never)
  : Before;

/** A live `T`, or `T` itself where it is a primitive and there is nothing to refer to. */
export type Live<T> = IsAny<T> extends true ? Remote<T> : T extends Callable | Constructible | object ? Remote<T> : T;

/** What a call gives whose function gave a `T`. */
export type Given<T, F extends Form> = F extends 'reference' ? Live<T> : F extends 'void' ? void : Awaited<T>;

/** The same for calls that await promises. */
export type GivenLater<T, F extends Form> = F extends 'reference'
  ? Live<Awaited<T>>
  : F extends 'void'
    ? void
    : Awaited<T>;

/** The same for `construct`, which gives a reference if nothing else is said. */
export type Constructed<T, F extends Form> = F extends 'value' ? T : F extends 'void' ? void : Remote<T>;

/** What is sent whole, and has no parts that could be references. */
export type Leaf = Date | RegExp | Error | ArrayBuffer | ArrayBufferView | Callable | Constructible;

/**
 * What may be sent where a function takes a `T`: a `T`, or a reference to one, also anywhere inside plain objects and
 * arrays.
 */
export type Sent<T> =
  IsAny<T> extends true
    ? any
    : T extends Leaf
      ? T | Reference<T>
      : T extends readonly unknown[]
        ? T | Reference<T> | (number extends T['length'] ? SentList<T[number]> : { [I in keyof T]: Sent<T[I]> })
        : T extends object
          ? T | Reference<T> | { [K in keyof T]: Sent<T[K]> }
          : T;

/** The same for an array. It is an interface, so that types which hold themselves have an end. */
export interface SentList<T> extends ReadonlyArray<Sent<T>> {}

/** The same for a list of parameters. */
export type SentAll<A extends readonly unknown[]> = { [I in keyof A]: Sent<A[I]> };

/** What the dotted path `P` leads to, starting at a `T`; `never` where it leads nowhere. */
export type At<T, P extends string> =
  IsAny<T> extends true
    ? any
    : P extends ''
      ? T
      : P extends keyof T
        ? T[P]
        : P extends `${infer First}.${infer Rest}`
          ? First extends keyof T
            ? At<T[First], Rest>
            : never
          : never;

/** The names of members of a `T`, for editors to offer; a dotted path is allowed too. */
export type Path<T> = (keyof T & string) | (string & {});

/** What nothing is: where a path leads nowhere, this is what the compiler shows. */
export interface NoSuchMember<P extends string> {
  /** What is wrong. */
  readonly error: `there is no '${P}'`;
}

/** Allows the path `P` only if it leads somewhere. */
export type Leading<T, P extends string> = [At<T, P>] extends [never] ? NoSuchMember<P> : unknown;

/** The arguments for what the path `P` of a `T` leads to. */
export type ArgumentsAt<T, P extends string> =
  IsAny<At<T, P>> extends true
    ? any[]
    : [At<T, P>] extends [never]
      ? [error: `there is no '${P}'`, never]
      : At<T, P> extends (...args: infer A) => unknown
        ? SentAll<A>
        : [error: `'${P}' is not a function`, never];

/** What the function at the path `P` of a `T` gives. */
export type ResultAt<T, P extends string> =
  IsAny<At<T, P>> extends true ? any : At<T, P> extends (...args: never[]) => infer R ? R : never;

/** The arguments of the constructor at the path `P` of a `T`. */
export type ConstructorArgumentsAt<T, P extends string> =
  IsAny<At<T, P>> extends true
    ? any[]
    : [At<T, P>] extends [never]
      ? [error: `there is no '${P}'`, never]
      : At<T, P> extends abstract new (...args: infer A) => unknown
        ? SentAll<A>
        : [error: `'${P}' is not a class`, never];

/** What the class at the path `P` of a `T` constructs. */
export type InstanceAt<T, P extends string> =
  IsAny<At<T, P>> extends true ? any : At<T, P> extends abstract new (...args: never[]) => infer I ? I : never;

/** What one can do with a live object or a module. Each verb takes the path to a member, with dots between names. */
export interface Verbs<T, F extends Form> {
  /**
   * Calls a function that finishes at once. If it returns a promise the call fails with `RETURNED_PROMISE`, unless
   * a reference is asked for. An empty path calls the object itself.
   */
  invoke<P extends Path<T>>(member: P, ...args: ArgumentsAt<T, P>): Promise<Given<ResultAt<T, P>, F>>;

  /** Calls a function, and waits for its promise if it returns one. */
  invokeAsync<P extends Path<T>>(member: P, ...args: ArgumentsAt<T, P>): Promise<GivenLater<ResultAt<T, P>, F>>;

  /** Reads a member. Without a path: the object itself, which gives a copy of it. */
  get<P extends Path<T> = ''>(member?: P & Leading<T, P>): Promise<Given<At<T, P>, F>>;

  /** Reads a member, and waits for it if it is a promise. Without a path: waits for the object itself. */
  getAsync<P extends Path<T> = ''>(member?: P & Leading<T, P>): Promise<GivenLater<At<T, P>, F>>;

  /** Sets a member. */
  set<P extends Path<T>>(member: P, value: Sent<At<T, P>>): Promise<void>;

  /** Constructs an instance of a class, and gives a reference to it. An empty path constructs the object itself. */
  construct<P extends Path<T>>(
    member: P,
    ...args: ConstructorArgumentsAt<T, P>
  ): Promise<Constructed<InstanceAt<T, P>, F>>;

  /** The same, and waits for what the constructor gives if that is a promise. */
  constructAsync<P extends Path<T>>(
    member: P,
    ...args: ConstructorArgumentsAt<T, P>
  ): Promise<Constructed<Awaited<InstanceAt<T, P>>, F>>;
}

/** The names that belong to this client: a member of such a name is reached by a verb. */
export type VerbName = keyof Verbs<unknown, Form> | 'with' | 'dispose';

/** The names that the language itself asks objects for: they are never members of a remote object. */
export type LocalName =
  'then' | 'toJSON' | 'prototype' | '__proto__' | 'asymmetricMatch' | keyof typeof Object.prototype;

/** A member as a function: what is called with it is called there. */
export type Member<T, F extends Form> = (T extends (...args: infer A) => infer R
  ? (...args: SentAll<A>) => Promise<GivenLater<R, F>>
  : unknown) &
  (T extends new (...args: infer A) => infer I ? new (...args: SentAll<A>) => Promise<Constructed<I, F>> : unknown) &
  Members<T, F, never>;

/** The members of a `T` that can be called, or that lead to some. */
export type Members<T, F extends Form, Hidden> = {
  readonly [
    K in Exclude<keyof T & string, Hidden | LocalName> as T[K] extends Callable | Constructible | object ? K : never
  ]: Member<T[K], F>;
};

/** The members of a live object, as one calls them; the object itself too, where it is a function or class. */
export type Sugar<T, F extends Form> = IsAny<T> extends true ? AnyMember : Member<T, F> & Members<T, F, VerbName>;

/** A member of which nothing is known. */
export interface AnyMember {
  (...args: any[]): Promise<any>;
  new (...args: any[]): Promise<any>;
  readonly [name: string]: any;
}

/**
 * A module that is named in each call. It need not be imported or disposed, and calls spread over all workers; so it
 * suits functions without state.
 */
export type Stateless<T = any, F extends Form = 'default'> = Verbs<T, F> & {
  /** The same module, with options for the calls that are made through it. */
  with<const O extends CallOptions>(options: O): Stateless<T, FormOf<O, F>>;
} & (IsAny<T> extends true ? AnyMember : Members<T, F, Exclude<VerbName, 'dispose'>>);

/**
 * A live object in a worker. Its verbs act on its members; for short, a member is called like a local function:
 * `await cart.total()` is `await cart.invokeAsync('total')`.
 *
 * It holds the object until {@link Reference.dispose}.
 */
export type Remote<T = any, F extends Form = 'default'> = Verbs<T, F> &
  Reference<T> & {
    /** The same object, with options for the calls that are made through it. Disposing either disposes both. */
    with<const O extends CallOptions>(options: O): Remote<T, FormOf<O, F>>;
  } & Sugar<T, F>;

declare const held: unique symbol;

/** A reference to a live `T`, without its members: what can be sent, and let go. */
export interface Reference<T> {
  /** Only for the compiler: it tells references to different things apart. There is no such member. */
  readonly [held]?: T;

  /**
   * Lets the object go, and waits until the broker has done so. True if it was held until now; false if it was gone
   * before (disposed, expired, lost with its worker). From here on the reference is of no use.
   *
   * Fails if the broker cannot be reached, but need not be tried again: this goes on in the background, and at last the
   * lease ends.
   */
  dispose(): Promise<boolean>;

  /** The same for `await using`; it does not fail if the broker cannot be reached. */
  [Symbol.asyncDispose](): Promise<void>;
}
