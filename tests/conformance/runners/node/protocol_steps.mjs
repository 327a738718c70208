// Steps of the protocol: messages as the cases write them, sent without any client library.

import { grpc } from './packages.mjs';
import { errorOf } from './errors.mjs';
import { schema, toBytes, toJson } from './schema.mjs';

const service = schema.lookupService('jsinterop.v1.Interop');

// The broker's limits are what is tested, not those of the library.
const options = { 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 };
const deadlineMillis = 30_000;

export class Protocol {
  #target;
  #channels = new Map();

  constructor(target) {
    this.#target = target;
  }

  begin() {
    return new Play((name) => this.#channel(name));
  }

  close() {
    for (const channel of this.#channels.values()) channel.close();
  }

  #channel(name) {
    const present = this.#channels.get(name);
    if (present !== undefined) return present;
    const pool = { 'grpc.use_local_subchannel_pool': 1 };
    const made = new grpc.Client(this.#target, grpc.credentials.createInsecure(), { ...options, ...pool });
    this.#channels.set(name, made);
    return made;
  }
}

// One case.
class Play {
  #channel;
  #bound = new Map();

  constructor(channel) {
    this.#channel = channel;
  }

  async play({ rpc, request, bytes, connection = 'first' }) {
    const method = service.methods[rpc].resolve();
    const message =
      bytes === undefined ? toBytes(method.resolvedRequestType, this.#filled(request)) : Buffer.from(bytes, 'hex');
    try {
      const answer = await unary(this.#channel(connection), `/jsinterop.v1.Interop/${rpc}`, message);
      return { response: toJson(method.resolvedResponseType, answer) };
    } catch (error) {
      if (error.metadata === undefined) throw error;
      return { error: errorOf(error) };
    }
  }

  keep({ bind = {} }, { response }) {
    for (const [name, path] of Object.entries(bind)) {
      this.#bound.set(
        name,
        path.split('.').reduce((part, key) => part?.[key], response),
      );
    }
  }

  end() {}

  // The request with what earlier steps bound.
  #filled(part) {
    if (typeof part === 'string') return part.replace(/\$\{(\w+)\}/g, (_, name) => this.#bound.get(name));
    if (Array.isArray(part)) return part.map((one) => this.#filled(one));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, this.#filled(one)]));
  }
}

const asTheyAre = (bytes) => bytes;

function unary(channel, path, message) {
  const deadline = Date.now() + deadlineMillis;
  return new Promise((resolve, reject) => {
    channel.makeUnaryRequest(path, asTheyAre, asTheyAre, message, { deadline }, (error, answer) =>
      error === null ? resolve(answer) : reject(error),
    );
  });
}
