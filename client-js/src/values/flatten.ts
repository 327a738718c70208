// Makes the flat table of nodes of a Graph from a JavaScript value.

import { ViewNode_Type as ViewType, type Node } from '../gen/jsinterop/v1/value.js';
import { apply, isView, lengthOfBuffer } from '../intrinsics.js';
import { wholeBufferOf } from './buffers.js';
import { contentOf } from './contents.js';
import { checkPart, type EncodeContext } from './context.js';
import { type Kind as LeafKind, ownKind, primitiveKind } from './primitives.js';
import { NodeTable, type Step } from './table.js';
import { userToJson } from './to_json.js';

// Flattens a value. `asked` is the object whose toJSON gave it, if one did; the value's own is not asked then, and
// neither is it if it has none. `grant` is told each live object in it and gives its position in the table of
// references.
export function buildNodes(
  value: object,
  asked: object | undefined,
  context: EncodeContext,
  grant: (target: unknown) => number,
): Node[] {
  return new Flattener(context, grant).run(value, asked);
}

class Flattener {
  private readonly table: NodeTable;
  private readonly parts: Parameters<typeof contentOf>[2];
  // The nodes of objects whose toJSON was asked, or that have none.
  private readonly numbers = new Map<object, number>();
  // Those of objects that a toJSON gave, and that have a toJSON of their own which was not asked.
  private readonly unasked = new Map<object, number>();
  // Per node: the object that is still to be opened, if it is one.
  private readonly unopened: (object | undefined)[] = [];
  // Buffers that are covered by bytes which stand as a leaf, by the number of that leaf.
  private readonly covered = new Map<object, number>();

  constructor(
    private readonly context: EncodeContext,
    private readonly grant: (target: unknown) => number,
  ) {
    this.table = new NodeTable(context);
    this.parts = { context, table: this.table, add: this.add.bind(this) };
  }

  run(value: object, asked: object | undefined): Node[] {
    const number = asked === undefined ? this.object(value, 0, this.numbers) : this.given(value, 0, 0);
    if (asked !== undefined) this.numbers.set(asked, number);
    for (let opened = 1; opened <= this.unopened.length; opened++) {
      const object = this.unopened[opened - 1];
      if (object !== undefined) this.table.at(opened).kind = contentOf(object, opened, this.parts);
      this.unopened[opened - 1] = undefined;
    }
    return this.table.nodes;
  }

  // Gives a value its number, making a node unless it is an object that has one.
  private add(value: unknown, parent: number, step: Step): number {
    this.table.addPlace();
    const scalar = this.scalar(value, parent, step);
    if (scalar !== 0) return scalar;
    const object = value as object;
    const known = this.numbers.get(object);
    if (known !== undefined) return known;
    const toJson = userToJson(object);
    if (toJson === undefined) return this.object(object, parent, this.numbers);
    const number = this.given(apply(toJson, object, [keyOf(step)]), parent, step);
    this.numbers.set(object, number);
    return number;
  }

  // The same for what a toJSON gave, which is taken as it is.
  private given(value: unknown, parent: number, step: Step): number {
    const scalar = this.scalar(value, parent, step);
    if (scalar !== 0) return scalar;
    const object = value as object;
    const numbers = userToJson(object) === undefined ? this.numbers : this.unasked;
    return numbers.get(object) ?? this.object(object, parent, numbers);
  }

  // Primitives, and what goes by reference; 0 for other objects. Throws for what has no copy at all.
  private scalar(value: unknown, parent: number, step: Step): number {
    const primitive = primitiveKind(value, this.context);
    if (primitive !== undefined) return this.leaf(primitive, parent);
    if (typeof value !== 'object' && !isLiveFunction(value, this.context)) {
      throw this.table.uncopyable(`a ${typeof value}`, parent, step);
    }
    const object = value as object;
    return this.context.markers.isReference(object) ? this.live(object, parent) : 0;
  }

  private live(marker: object, parent: number): number {
    const known = this.numbers.get(marker);
    if (known !== undefined) return known;
    const position = this.grant(this.context.markers.targetOf(marker));
    return this.remember(marker, this.leaf({ $case: 'reference', value: position }, parent), this.numbers);
  }

  private leaf(kind: LeafKind, parent: number): number {
    const { $case } = kind;
    if ($case === 'string' || $case === 'bytes' || $case === 'utf16' || $case === 'bigint') {
      this.table.spend(kind.value.length);
    }
    return this.table.push({ kind: { $case: 'leaf', value: { kind } } }, parent);
  }

  private object(object: object, parent: number, numbers: Map<object, number>): number {
    const own = ownKind(object, this.context);
    if (own === undefined) return this.later(object, parent, numbers);
    const covers = isView(object) ? wholeBufferOf(object) : undefined;
    if (covers !== undefined && this.isKnown(covers)) return this.later(object, parent, numbers);
    const number = this.leaf(own, parent);
    if (covers !== undefined) this.covered.set(covers, number);
    return this.remember(object, number, numbers);
  }

  private isKnown(buffer: ArrayBuffer): boolean {
    return this.numbers.has(buffer) || this.covered.has(buffer);
  }

  private remember(object: object, number: number, numbers: Map<object, number>): number {
    numbers.set(object, number);
    return number;
  }

  private later(object: object, parent: number, numbers: Map<object, number>): number {
    checkPart(object, this.context);
    const number = this.table.push({ kind: undefined }, parent);
    this.unopened[number - 1] = object;
    const leaf = this.covered.get(object);
    if (leaf !== undefined) this.uncover(object as ArrayBuffer, leaf, number);
    return this.remember(object, number, numbers);
  }

  // A buffer turns up beside the bytes that cover it: they become a view, so that both still share it.
  private uncover(buffer: ArrayBuffer, leaf: number, number: number): void {
    const length = lengthOfBuffer(buffer);
    this.table.at(leaf).kind = {
      $case: 'view',
      value: { type: ViewType.UINT8, buffer: number, byteOffset: 0, length },
    };
    this.table.addPlace();
    this.table.spend(-length);
  }
}

// Functions have no copy, but one may stand for a live object.
export function isLiveFunction(value: unknown, { markers }: EncodeContext): boolean {
  return typeof value === 'function' && markers.isReference(value);
}

// The key that a toJSON is given.
function keyOf(step: Step): string {
  return typeof step === 'object' ? '' : `${step}`;
}
