// Steps of a client, by the Node client as its users know it.

import { read, write } from '../../lib/notation.mjs';
import { CallError, connect, describe, isRemote, JsException, JsonText } from './packages.mjs';

// One connection for all cases.
export class Clients {
  #js;

  constructor(target) {
    this.#js = connect(target, { timeout: '30s' });
  }

  begin() {
    return new Play(this.#js);
  }

  close() {
    return this.#js.close();
  }
}

// Verbs that the client has no word for.
const unspeakable = {
  'invokeAsync SET': 'this client sets by Invoke only',
};

// One case.
class Play {
  #js;
  #named = new Map();
  // All references that the case was given.
  #held = [];

  constructor(js) {
    this.#js = js;
  }

  async play(step) {
    try {
      return await this.#perform(step);
    } catch (error) {
      if (error instanceof JsException) return { exception: exceptionOf(error) };
      if (!(error instanceof CallError)) throw error;
      const { code, reason, executed, message } = error;
      return { error: { code, reason, executed, message } };
    }
  }

  keep({ as }, { result }) {
    if (as !== undefined) this.#named.set(as, result);
  }

  async end() {
    await Promise.all(this.#held.map((remote) => remote.dispose()));
  }

  async #perform(step) {
    if ('import' in step) return this.#imported(await this.#js.import(step.import.module));
    if ('dispose' in step) {
      await this.#named.get(step.dispose).dispose();
      return { completed: true };
    }
    const call = step.invoke ?? step.invokeAsync;
    const result = await this.#call(call, step.invoke === undefined ? 'invokeAsync' : 'invoke');
    return call.result === 'VOID' ? { completed: true } : this.#outcomeOf(result);
  }

  #imported(remote) {
    this.#held.push(remote);
    const exports = describe(remote).exports.map(({ name, kind }) => [name, kind.toUpperCase()]);
    return { result: remote, reference: hintOf(remote), exports };
  }

  #outcomeOf(result) {
    if (!isRemote(result)) return { value: this.#written(result) };
    this.#held.push(result);
    return { result, reference: hintOf(result) };
  }

  #written(value) {
    return write(value, (object) => {
      if (!isRemote(object)) return undefined;
      this.#held.push(object);
      return hintOf(object);
    });
  }

  #call(call, verb) {
    const { member = '', operation = 'CALL', arguments: values = [], result = 'VALUE', encoding = 'AUTO' } = call;
    const skip = unspeakable[`${verb} ${operation}`];
    if (skip !== undefined) throw { skip };
    const place = this.#placeOf(call).with({ result: result.toLowerCase(), encoding: encoding.toLowerCase() });
    const args = values.map((value) => this.#argument(value));
    switch (operation) {
      case 'GET':
        return verb === 'invoke' ? place.get(member) : place.getAsync(member);
      case 'SET':
        return place.set(member, ...args);
      case 'CONSTRUCT':
        return verb === 'invoke' ? place.construct(member, ...args) : place.constructAsync(member, ...args);
      default:
        return place[verb](member, ...args);
    }
  }

  #placeOf({ target, module }) {
    if (target !== undefined) return this.#named.get(target);
    return module === undefined ? this.#js.exposed() : this.#js.module(module);
  }

  #argument(notation) {
    const referenced = (name) => this.#named.get(name);
    return read(notation, { referenced, json: (text) => new JsonText(text) });
  }
}

function hintOf(remote) {
  const { kind, className } = describe(remote);
  return { kind: kind.toUpperCase(), class_name: className };
}

function exceptionOf(exception) {
  const { name, message, code, remoteStack, cause, errors = [], properties, truncated } = exception;
  return {
    name,
    message,
    code,
    stack: remoteStack,
    truncated,
    errors: errors.map(exceptionOf),
    properties: Object.entries(properties).map(([key, value]) => [key, write(value)]),
    ...(cause !== undefined && { cause: exceptionOf(cause) }),
    ...('thrown' in exception && { thrown: write(exception.thrown) }),
  };
}
