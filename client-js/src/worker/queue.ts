// A first-in, first-out queue that takes from its front without moving the rest each time.

// Places at the front that have been taken are kept until there are this many.
const keptPlaces = 1024;

export class Queue<T> {
  private items: (T | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  peek(): T | undefined {
    return this.items[this.head];
  }

  shift(): T | undefined {
    if (this.head === this.items.length) return undefined;
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    this.compact();
    return item;
  }

  // Takes out what is not to stay.
  keep(stays: (item: T) => boolean): void {
    this.items = (this.items.slice(this.head) as T[]).filter(stays);
    this.head = 0;
  }

  // Moves the rest to the front once at most half of the places are in use, so that each item moves about once.
  private compact(): void {
    const { items, head } = this;
    if (head !== items.length && (head < keptPlaces || head * 2 < items.length)) return;
    this.items = items.slice(head);
    this.head = 0;
  }
}
