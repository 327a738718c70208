// The notation of values in cases (see README.md): from JavaScript values, and to them.
//
// This is the suite's own reading of JavaScript, beside the worker's and the clients'. The generator holds the
// tables against it, and the Node runner writes with it what it got.

import { types } from 'node:util';

const wellFormed = (text) => !/\p{Surrogate}/u.test(text);

const codeUnits = (text) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

const hex = (bytes) => Buffer.from(bytes).toString('hex');

const isIndex = (key) => /^(?:0|[1-9][0-9]{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;

const viewClasses = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
  DataView,
];

const errorClasses = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

// --- Writing ----------------------------------------------------------------------------------------------

export const writeText = (text) => (wellFormed(text) ? ['string', text] : ['utf16', codeUnits(text)]);

const writeKey = (key) => (wellFormed(key) ? key : ['utf16', codeUnits(key)]);

export const writeNumber = (number) => ['number', Object.is(number, -0) ? '-0' : String(number)];

// Gives a value in notation. `referenceOf` gives the second part of a `reference` for a client's references, and
// undefined for all other objects.
export function write(value, referenceOf = () => undefined) {
  const writer = new Writer(referenceOf);
  writer.count(value);
  return writer.write(value);
}

class Writer {
  #meetings = new Map();
  #labels = new Map();
  #referenceOf;

  constructor(referenceOf) {
    this.#referenceOf = referenceOf;
  }

  // How often each object is met, by which it has a label or none.
  count(value) {
    if (!isObject(value)) return;
    const met = (this.#meetings.get(value) ?? 0) + 1;
    this.#meetings.set(value, met);
    if (met > 1) return;
    if (ArrayBuffer.isView(value)) this.count(value.buffer);
    else this.#open(value, (part) => this.count(part));
  }

  write(value) {
    if (!isObject(value)) return writePrimitive(value);
    if (this.#meetings.get(value) === 1) return this.#object(value);
    const known = this.#labels.get(value);
    if (known !== undefined) return ['@', known];
    const label = this.#labels.size + 1;
    this.#labels.set(value, label);
    return ['#', label, this.#object(value)];
  }

  #object(value) {
    return this.#open(value, (part) => this.write(part));
  }

  // The one place that knows the parts of each kind, and their order: `part` is given each of them.
  #open(value, part) {
    const reference = this.#referenceOf(value);
    if (reference !== undefined) return ['reference', reference];
    if (Array.isArray(value)) return openArray(value, part);
    if (types.isDate(value)) return ['date', writeNumber(value.getTime())[1]];
    if (types.isMap(value)) return ['map', [...value].map(([key, item]) => [part(key), part(item)])];
    if (types.isSet(value)) return ['set', [...value].map(part)];
    if (types.isAnyArrayBuffer(value)) return ['array_buffer', hex(new Uint8Array(value))];
    if (ArrayBuffer.isView(value)) return this.#openView(value, part);
    if (types.isRegExp(value)) return ['regexp', value.source, value.flags];
    if (types.isNativeError(value)) return openError(value, part);
    if (types.isBoxedPrimitive(value)) return ['boxed', part(value.valueOf())];
    if (typeof value === 'function') throw new TypeError('a function has no notation');
    return ['object', Object.keys(value).map((key) => [writeKey(key), part(value[key])])];
  }

  #openView(view, part) {
    const { buffer, byteOffset } = view;
    const whole = view instanceof Uint8Array && view.byteLength === buffer.byteLength;
    if (whole && this.#meetings.get(buffer) === 1) return ['bytes', hex(view)];
    const name = viewClasses.find((viewClass) => view instanceof viewClass).name;
    return ['view', name, part(buffer), byteOffset, view.length ?? view.byteLength];
  }
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function writePrimitive(value) {
  switch (typeof value) {
    case 'undefined':
      return ['undefined'];
    case 'boolean':
      return ['boolean', value];
    case 'number':
      return writeNumber(value);
    case 'bigint':
      return ['bigint', String(value)];
    case 'string':
      return writeText(value);
    case 'object':
      return ['null'];
    default:
      throw new TypeError(`a ${typeof value} has no notation`);
  }
}

function openArray(array, part) {
  let end = array.length;
  while (end > 0 && !Object.hasOwn(array, end - 1)) end--;
  const items = Array.from({ length: end }, (_, at) => (Object.hasOwn(array, at) ? part(array[at]) : ['hole']));
  const further = Object.keys(array).filter((key) => !isIndex(key));
  const extras = {};
  if (array.length > end) extras.length = array.length;
  if (further.length > 0) extras.properties = further.map((key) => [writeKey(key), part(array[key])]);
  return Object.keys(extras).length === 0 ? ['array', items] : ['array', items, extras];
}

function openError(error, part) {
  const known = errorClasses.some(({ name }) => name === error.name);
  const content = { name: known ? error.name : 'Error' };
  if (Object.hasOwn(error, 'message')) content.message = error.message;
  if (Object.hasOwn(error, 'cause')) content.cause = part(error.cause);
  return ['error', content];
}

// --- Reading ----------------------------------------------------------------------------------------------

// Builds the value that a notation stands for. `referenced` gives the client's reference of a name, and `json` what
// the client takes for JSON text.
export function read(notation, { referenced, json } = {}) {
  return new Reader(referenced, json).read(notation);
}

class Reader {
  #labels = new Map();
  #referenced;
  #json;

  constructor(referenced, json) {
    this.#referenced = referenced;
    this.#json = json;
  }

  read(notation) {
    if (notation[0] === '@') return this.#labels.get(notation[1]);
    if (notation[0] !== '#') return this.#make(notation, () => {});
    const [, label, labelled] = notation;
    return this.#make(labelled, (made) => this.#labels.set(label, made));
  }

  // `made` is told an object before its parts are read, since they may name it.
  #make(notation, made) {
    const [kind, first, second] = notation;
    switch (kind) {
      case 'array':
        return this.#array(first, second, made);
      case 'object':
        return this.#properties(told({}, made), first);
      case 'map': {
        const map = told(new Map(), made);
        for (const [key, item] of first) map.set(this.read(key), this.read(item));
        return map;
      }
      case 'set': {
        const set = told(new Set(), made);
        for (const item of first) set.add(this.read(item));
        return set;
      }
      case 'error':
        return this.#error(first, made);
      case 'view':
        return told(this.#view(notation), made);
      case 'boxed':
        return told(Object(this.read(first)), made);
      case 'reference':
        return this.#referenced(first);
      case 'json':
        return this.#json(first);
      default:
        return told(readSimple(kind, first, second), made);
    }
  }

  #array(items, { length, properties } = {}, made) {
    const array = told([], made);
    items.forEach((item, at) => {
      if (item[0] !== 'hole') array[at] = this.read(item);
    });
    array.length = length ?? items.length;
    return this.#properties(array, properties ?? []);
  }

  #properties(object, properties) {
    for (const [key, value] of properties) {
      define(object, readKey(key), this.read(value), true);
    }
    return object;
  }

  #error({ name, message, cause }, made) {
    const error = told(new (errorClasses.find((errorClass) => errorClass.name === name))(), made);
    if (message !== undefined) define(error, 'message', message, false);
    if (cause !== undefined) define(error, 'cause', this.read(cause), false);
    return error;
  }

  #view([, name, buffer, offset, length]) {
    const viewClass = viewClasses.find((candidate) => candidate.name === name);
    return new viewClass(this.read(buffer), offset, length);
  }
}

function told(object, made) {
  made(object);
  return object;
}

// Own data whatever the key is called.
function define(object, key, value, enumerable) {
  Object.defineProperty(object, key, { value, enumerable, writable: true, configurable: true });
}

const readKey = (key) => (typeof key === 'string' ? key : String.fromCharCode(...key[1]));

function readSimple(kind, first, second) {
  switch (kind) {
    case 'undefined':
      return undefined;
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return first;
    case 'number':
      return Number(first);
    case 'bigint':
      return BigInt(first);
    case 'utf16':
      return String.fromCharCode(...first);
    case 'date':
      return new Date(Number(first));
    case 'bytes':
      return bytesOf(first);
    case 'array_buffer':
      return bytesOf(first).buffer;
    case 'regexp':
      return new RegExp(first, second);
    default:
      throw new TypeError(`unknown notation '${kind}'`);
  }
}

// Over a buffer of its own, where a Buffer would share Node's pool.
const bytesOf = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
