// Whether one value is a true copy of another, part by part and alias by alias: told without the codec, and apart from
// assert's own comparison, which overlooks aliases, the order of keys, and what surrounds a view.

import { types } from 'node:util';

// What differs, or undefined. `copy` must have no object of `original`.
export function differenceOf(copy: unknown, original: unknown): string | undefined {
  return new Comparison().of(copy, original, 'value');
}

class Comparison {
  private readonly copies = new Map<object, object>();
  private readonly originals = new Map<object, object>();

  of(copy: unknown, original: unknown, path: string): string | undefined {
    if (!isObject(original) || !isObject(copy)) {
      return Object.is(copy, original) ? undefined : `${path}: ${show(copy)} for ${show(original)}`;
    }
    if (this.copies.has(original) || this.originals.has(copy)) {
      const isSame = this.copies.get(original) === copy && this.originals.get(copy) === original;
      return isSame ? undefined : `${path}: another alias`;
    }
    this.copies.set(original, copy);
    this.originals.set(copy, original);
    if (copy === original) return `${path}: the very same object`;
    if (Object.getPrototypeOf(copy) !== Object.getPrototypeOf(original)) return `${path}: another class`;
    return this.members(copy, original, path) ?? this.content(copy, original, path);
  }

  private members(copy: object, original: object, path: string): string | undefined {
    const keys = ArrayBuffer.isView(original) ? [] : Object.keys(original);
    const found = ArrayBuffer.isView(copy) ? [] : Object.keys(copy);
    if (JSON.stringify(found) !== JSON.stringify(keys)) return `${path}: keys ${show(found)} for ${show(keys)}`;
    for (const key of keys) {
      const step = `${path}[${JSON.stringify(key)}]`;
      const difference = this.of((copy as Bag)[key], (original as Bag)[key], step);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  private content(copy: object, original: object, path: string): string | undefined {
    if (Array.isArray(original)) return this.of((copy as unknown[]).length, original.length, `${path}.length`);
    if (types.isDate(original)) return this.of((copy as Date).getTime(), original.getTime(), path);
    if (types.isRegExp(original)) return this.of(String(copy), String(original), path);
    if (types.isBoxedPrimitive(original)) return this.of(copy.valueOf(), original.valueOf(), path);
    if (types.isArrayBuffer(original)) return this.of(hex(copy as ArrayBuffer), hex(original), path);
    if (types.isMap(original))
      return this.list([...(copy as Map<unknown, unknown>)].flat(), [...original].flat(), path);
    if (types.isSet(original)) return this.list([...(copy as Set<unknown>)], [...original], path);
    if (ArrayBuffer.isView(original)) return this.fields(copy, original, path, ['buffer', 'byteOffset', 'byteLength']);
    if (types.isNativeError(original)) return this.error(copy as Error, original, path);
    return undefined;
  }

  private error(copy: Error, original: Error, path: string): string | undefined {
    const hidden = ['message', 'cause', 'stack'];
    const differing = hidden.find(
      (key) => key !== 'stack' && Object.hasOwn(copy, key) !== Object.hasOwn(original, key),
    );
    if (differing !== undefined) return `${path}: another ${differing}`;
    return this.fields(copy, original, path, hidden);
  }

  private fields(copy: object, original: object, path: string, names: string[]): string | undefined {
    for (const name of names) {
      const difference = this.of((copy as Bag)[name], (original as Bag)[name], `${path}.${name}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  private list(copy: unknown[], original: unknown[], path: string): string | undefined {
    if (copy.length !== original.length) return `${path}: ${copy.length} entries for ${original.length}`;
    for (const [index, part] of original.entries()) {
      const difference = this.of(copy[index], part, `${path}(${index})`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
}

type Bag = Record<string, unknown>;

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function hex(buffer: ArrayBuffer): string {
  return Buffer.from(buffer).toString('hex');
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
}
