// Connecting to a broker.

import { type ChannelCredentials, type ChannelOptions, credentials } from '@grpc/grpc-js';
import { Core } from './core.js';
import type { Duration } from './durations.js';
import { checkNames, optional } from './options.js';
import { remoteOf } from './remote.js';
import { Runtime } from './runtime.js';
import { clientErrors } from './status.js';
import { realSystem, type System } from './system.js';
import { grpcTransport, type Transport } from './transport.js';

/** How to connect. Everything has a default. */
export interface ConnectOptions {
  /** How long calls wait for their answer, if they say nothing else. 30 s by default. */
  timeout?: Duration;

  /** The pool of workers for calls that say nothing else. */
  pool?: string;

  /**
   * The term to ask for the client's lease: how long objects stay alive after this process was last heard of. The
   * broker moves it into its own bounds, and takes 5 minutes if nothing is said.
   */
  leaseTtl?: Duration;

  /** How long `close` waits at most for the broker. 1 s by default. */
  closeTimeout?: Duration;

  /** How to secure the connection, by `@grpc/grpc-js`. By default not at all. */
  credentials?: ChannelCredentials;

  /** Further options of the gRPC channel. */
  channelOptions?: ChannelOptions;
}

/**
 * Connects to a broker. Nothing is sent before the first call, and an idle connection does not keep the process alive.
 *
 * ```js
 * import { connect } from 'jsinterop';
 *
 * const js = connect('127.0.0.1:7543');
 * const math = await js.import('./math.js');
 * console.log(await math.add(20, 22));
 * await js.close();
 * ```
 *
 * @param address - where the broker listens: `host:port`, or `unix:/run/jsinterop/client.sock`
 */
export function connect(address: string, options: ConnectOptions = {}): Runtime {
  if (typeof address !== 'string' || address === '') {
    throw clientErrors.badOption('address', "The address must be a text such as '127.0.0.1:7543'.");
  }
  checkNames(options, optionNames);
  const { credentials: security = credentials.createInsecure(), channelOptions = {}, ...rest } = options;
  // gRPC would look for a host of that name, and say for ever that it is not there just now.
  if (/^[a-z]+:\/\/[^/]/i.test(address)) {
    throw clientErrors.badOption('address', "The address must be without a scheme, such as '127.0.0.1:7543'.");
  }
  return runtimeOver(transportTo(address, security, channelOptions), rest, realSystem);
}

const optionNames = Object.keys({
  timeout: true,
  pool: true,
  leaseTtl: true,
  closeTimeout: true,
  credentials: true,
  channelOptions: true,
} satisfies Record<keyof ConnectOptions, true>);

function transportTo(...args: Parameters<typeof grpcTransport>): Transport {
  try {
    return grpcTransport(...args);
  } catch (error) {
    throw clientErrors.badOption('address', `The address cannot be used: ${(error as Error).message}`);
  }
}

// The same over any transport and machine.
export function runtimeOver(transport: Transport, options: ConnectOptions, system: System): Runtime {
  const core = new Core(
    transport,
    {
      timeout: optional.duration(options.timeout, 'timeout') ?? 30_000,
      pool: optional.text(options.pool, 'pool') ?? '',
      leaseTtl: optional.term(options.leaseTtl, 'leaseTtl'),
      closeTimeout: optional.duration(options.closeTimeout, 'closeTimeout') ?? 1000,
    },
    system,
  );
  core.present = (state) => remoteOf({ core, aim: { kind: 'reference', state }, settings: {} });
  return new Runtime(core, {});
}
