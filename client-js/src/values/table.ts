// The table of nodes of a Graph that is being made, and what it may still cost.

import type { Node } from '../gen/jsinterop/v1/value.js';
import type { EncodeContext } from './context.js';
import { stepOf } from './paths.js';

// A place in a value, for messages: a key or index, or the text of another kind of step.
export type Step = string | number | { text: string };

export class NodeTable {
  readonly nodes: Node[] = [];
  // Per node: the number of its parent, and how deep it is.
  private readonly parents: number[] = [];
  private readonly depths: number[] = [];
  // The value itself, and the places where parts stand.
  private count = 1;
  private bytes = 0;

  constructor(private readonly context: EncodeContext) {}

  // Adds a node and gives its number. `parent` is 0 for the first.
  push(node: Node, parent: number): number {
    const depth = parent === 0 ? 1 : this.depths[parent - 1]! + 1;
    const { budgets } = this.context;
    if (depth > budgets.depth) throw this.context.refuse.tooLarge(`it is nested deeper than ${budgets.depth}`);
    this.parents.push(parent);
    this.depths.push(depth);
    return this.nodes.push(node);
  }

  at(number: number): Node {
    return this.nodes[number - 1]!;
  }

  // Refuses before `more` parts are looked at.
  afford(more: number): void {
    const { nodes } = this.context.budgets;
    if (this.count + more > nodes) {
      throw this.context.refuse.tooLarge(`it has more than ${nodes} nodes`);
    }
  }

  // Counts a place where a part stands, whether that is new, has a node already or is a hole: each takes room with
  // whoever reads it.
  addPlace(): void {
    this.afford(1);
    this.count++;
  }

  spend(bytes: number): void {
    this.mayHold(bytes);
    this.bytes += bytes;
  }

  // Refuses before `more` bytes are looked at.
  mayHold(more: number): void {
    const limit = this.context.budgets.bytes;
    if (this.bytes + more > limit) throw this.context.refuse.tooLarge(`it has more than ${limit} bytes`);
  }

  // What is thrown for a part of a node that has no copy. `step` leads from the parent to it.
  uncopyable(what: string, parent: number, step: Step): unknown {
    return this.context.refuse.uncopyable(this.pathTo(parent, step), what);
  }

  // The same for a node itself.
  uncopyableNode(what: string, number: number): unknown {
    return this.context.refuse.uncopyable(this.pathOf(number), what);
  }

  private pathTo(parent: number, step: Step): string {
    const text = typeof step === 'object' ? step.text : stepOf(step);
    return parent === 0 ? this.context.root : this.pathOf(parent) + text;
  }

  // Names need not be kept for it: a parent is whole before its children are opened.
  private pathOf(number: number): string {
    const steps: string[] = [];
    for (let child = number; this.parents[child - 1] !== 0; child = this.parents[child - 1]!) {
      steps.push(stepBetween(this.at(this.parents[child - 1]!), child));
    }
    return this.context.root + steps.reverse().join('');
  }
}

function stepBetween({ kind }: Node, child: number): string {
  switch (kind?.$case) {
    case 'array': {
      const index = kind.value.items.indexOf(child);
      return index === -1 ? stepAmong(kind.value.properties, child) : stepOf(index);
    }
    case 'object':
      return stepAmong(kind.value.properties, child);
    case 'map':
      return entryStep(kind.value.entries.indexOf(child));
    case 'set':
      return itemStep(kind.value.items.indexOf(child));
    case 'error':
      return '.cause';
    case 'view':
      return '.buffer';
    default:
      return '';
  }
}

function stepAmong(properties: readonly { key: string; value: number }[], child: number): string {
  return stepOf(properties.find(({ value }) => value === child)?.key ?? '');
}

// `place` counts keys and values by turns.
export function entryStep(place: number): string {
  return `.${place % 2 === 0 ? 'key' : 'value'}(${place >> 1})`;
}

export function itemStep(place: number): string {
  return `.item(${place})`;
}
