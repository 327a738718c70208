// The types of the client, held by the compiler: none of this runs.

import { it } from 'node:test';
import type { LeaseHandle, Remote, Runtime, Stateless } from '#dist/client/index.js';
import { isOfType, typesAgree } from './support/types.js';

interface Line {
  sku: string;
  cents: number;
}

declare class Cart {
  #secret: number;
  constructor(currency?: string);
  static open(name: string): Cart;
  count: number;
  readonly owner: Promise<string>;
  lines: { first: Line; last(): Line };
  add(line: Line): number;
  total(): number;
  checkout(method: string): Promise<{ total: number; paidAt: Date }>;
  merge(other: Cart): void;
  // The names of verbs.
  get(key: string): string;
  dispose(hard: boolean): number;
}

interface Shop {
  pi: number;
  add(a: number, b: number): number;
  later(text: string): Promise<string>;
  makeAdder(a: number): (b: number) => number;
  open(): Cart;
  openLater(): Promise<Cart>;
  store(cart: Cart, all?: { carts: Cart[]; at: Date }): void;
  Cart: typeof Cart;
  format: { currency(cents: number): string; deep: { er(x: bigint): bigint } };
}

async function references(js: Runtime): Promise<void> {
  const shop = await js.import<Shop>('./shop.js');
  isOfType<Remote<Shop>>()(shop);

  // Calls.
  isOfType<number>()(await shop.add(1, 2));
  isOfType<string>()(await shop.later('x'));
  isOfType<string>()(await shop.format.currency(5));
  isOfType<bigint>()(await shop.format.deep.er(5n));
  isOfType<number>()(await shop.invoke('add', 1, 2));
  isOfType<string>()(await shop.invokeAsync('later', 'x'));
  isOfType<bigint>()(await shop.invoke('format.deep.er', 1n));
  // @ts-expect-error: a number is wanted
  await shop.add('1', 2);
  // @ts-expect-error: too few
  await shop.add(1);
  // @ts-expect-error: no such function
  await shop.substract(1, 2);
  // @ts-expect-error: no such function
  await shop.invoke('substract', 1, 2);
  // @ts-expect-error: a number is wanted
  await shop.invoke('add', '1', 2);
  // @ts-expect-error: not a function
  await shop.invoke('pi');
  // @ts-expect-error: no such path
  await shop.invoke('format.nothing', 1);
  // @ts-expect-error: a primitive cannot be called: get it
  await shop.pi();
  // @ts-expect-error: nothing is a promise that is no call
  shop.add.then;

  // Members.
  isOfType<number>()(await shop.get('pi'));
  isOfType<Shop>()(await shop.get());
  isOfType<void>()(await shop.set('pi', 3));
  // @ts-expect-error: a number is wanted
  await shop.set('pi', '3');
  // @ts-expect-error: no such member
  await shop.get('tau');
  // @ts-expect-error: no such member
  await shop.get('format.nothing');
  // @ts-expect-error: no such member
  await shop.set('tau', 6);

  // Objects.
  const cart = await shop.construct('Cart', 'EUR');
  isOfType<Remote<Cart>>()(cart);
  isOfType<Remote<Cart>>()(await new shop.Cart('EUR'));
  isOfType<number>()(await cart.add({ sku: 'tea', cents: 5 }));
  isOfType<Line>()(await cart.get('lines.first'));
  isOfType<Line>()(await cart.lines.last());
  isOfType<string>()(await cart.getAsync('owner'));
  isOfType<{ total: number; paidAt: Date }>()(await cart.checkout('card'));
  // @ts-expect-error: not a class
  await shop.construct('add');
  // @ts-expect-error: a string is wanted
  await shop.construct('Cart', 5);
  // @ts-expect-error: cents are missing
  await cart.add({ sku: 'tea' });
  isOfType<Remote<Cart>>()(await shop.with({ result: 'reference' }).Cart.open('mine'));

  // Names of verbs are the verbs; what the object has of that name is reached by a verb.
  isOfType<boolean>()(await cart.dispose());
  isOfType<string>()(await cart.invoke('get', 'key'));
  isOfType<number>()(await cart.invoke('dispose', true));
  // @ts-expect-error: no promise
  cart.then;

  // References as arguments, anywhere.
  await shop.store(cart, { carts: [cart], at: new Date() });
  await cart.merge(cart);
  await cart.set('count', 5);
  // @ts-expect-error: a reference to something else
  await cart.merge(shop);

  {
    await using scoped = await shop.construct('Cart');
    isOfType<Remote<Cart>>()(scoped);
  }
}

async function forms(js: Runtime): Promise<void> {
  const shop = await js.import<Shop>('./shop.js');
  const live = shop.with({ result: 'reference', timeout: '2s', signal: AbortSignal.timeout(5) });
  isOfType<Remote<Cart>>()(await live.open());
  isOfType<Remote<Cart>>()(await live.openLater());
  isOfType<Remote<Cart>>()(await live.invokeAsync('openLater'));
  isOfType<Remote<Promise<Cart>>>()(await live.invoke('openLater'));
  // What cannot be referred to comes as it is.
  isOfType<number>()(await live.add(1, 2));
  const adder = await live.makeAdder(5);
  isOfType<number>()(await adder(3));
  // @ts-expect-error: a number is wanted
  await adder('3');
  isOfType<Remote<Cart>>()(await live.construct('Cart'));
  isOfType<number>()(await live.with({ result: 'value' }).get('pi'));

  const silent = shop.with({ result: 'void' });
  isOfType<void>()(await silent.add(1, 2));
  isOfType<void>()(await silent.construct('Cart'));
  isOfType<Cart>()(await shop.with({ result: 'value' }).construct('Cart'));
  // Options that say nothing of the result leave it as it was.
  isOfType<void>()(await silent.with({ pool: 'p' }).add(1, 2));
  // @ts-expect-error: no such form
  shop.with({ result: 'copy' });
  // @ts-expect-error: no such option
  shop.with({ timeOut: 5 });
  // @ts-expect-error: a handle is wanted
  shop.with({ lease: 'id' });
}

async function stateless(js: Runtime): Promise<void> {
  const shop = js.module<Shop>('./shop.js');
  isOfType<Stateless<Shop>>()(shop);
  isOfType<number>()(await shop.add(1, 2));
  isOfType<Remote<Cart>>()(await shop.with({ result: 'reference' }).open());
  // @ts-expect-error: there is nothing to dispose
  await shop.dispose();

  isOfType<number>()(await js.invoke<number>({ module: './math.js', member: 'add' }, 1, 2));
  isOfType<number>()(await js.invokeAsync<number>('prices.of', 'tea'));
  isOfType<Remote<Cart>>()(await js.construct<Cart>({ module: './cart.js', member: 'Cart' }));
  isOfType<Remote<Cart>>()(await js.with({ result: 'reference' }).get<Cart>('current'));
  isOfType<void>()(await js.with({ result: 'void' }).construct<Cart>('Cart'));
  isOfType<Cart>()(await js.with({ result: 'value' }).constructAsync<Cart>('Cart'));
  const perhaps: { result?: 'reference' } = {};
  isOfType<Cart | Remote<Cart>>()(await js.with(perhaps).invoke<Cart>('current'));
  isOfType<Cart>()(await js.with({ timeout: 5, result: undefined }).invoke<Cart>('current'));
  const lamp = js.module<{ dispose(at: number): string }>('./lamp.js');
  isOfType<string>()(await lamp.dispose(5));
  isOfType<LeaseHandle>()(await js.grantLease({ ttl: '1m' }));
  typesAgree<ReturnType<Runtime['close']>, Promise<void>>();
  // @ts-expect-error: a member is missing
  await js.invoke({ module: './math.js' }, 1);
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Odd {
  json(value: Json): Json;
  echo<T>(value: T): T;
  rest(first: string, second?: number, ...more: Date[]): void;
  table(rows: ReadonlyMap<string, Cart>, bytes: Uint8Array): Map<string, number>;
  either(value: string | { cart: Cart } | null): string | null;
  list(): readonly string[];
  unknown: unknown;
  maybe?: (x: number) => number;
}

async function oddTypes(js: Runtime, cart: Remote<Cart>): Promise<void> {
  const odd = await js.import<Odd>('./odd.js');
  isOfType<Json>()(await odd.json({ a: [1, { b: null }] }));
  isOfType<unknown>()(await odd.echo(5));
  await odd.rest('a');
  await odd.rest('a', 1, new Date(), new Date());
  // @ts-expect-error: a date is wanted
  await odd.rest('a', 1, 'date');
  isOfType<Map<string, number>>()(await odd.table(new Map<string, Cart>(), Buffer.from('x')));
  isOfType<string | null>()(await odd.either({ cart }));
  isOfType<string | null>()(await odd.either(null));
  // @ts-expect-error: neither
  await odd.either(5);
  isOfType<readonly string[]>()(await odd.list());
  isOfType<unknown>()(await odd.get('unknown'));
  const live = odd.with({ result: 'reference' });
  const table = await live.table(new Map(), new Uint8Array());
  isOfType<number | undefined>()(await table.invoke('get', 'key'));
  isOfType<boolean>()(await table.has('key'));
  isOfType<number>()(await table.get('size'));
  const list = await live.list();
  isOfType<string[]>()(await list.slice(1));
}

async function untyped(js: Runtime): Promise<void> {
  const any = await js.import('./anything.js');
  isOfType<Remote>()(any);
  const result: string = await any.whatever(1).catch(() => 'x');
  const other: number = await any.deep.er.still(1, 'two');
  const thing = await any.construct('Thing', 1, 2, 3);
  const count: number = await thing.get('count');
  const live = await any.with({ result: 'reference' }).make();
  await live.dispose();
  await thing[Symbol.asyncDispose]();
  void [result, other, count];
  const free: string = await js.invoke('name', 1, 'two');
  void free;
}

it('types are held by the compiler', () => void [references, forms, stateless, oddTypes, untyped]);
