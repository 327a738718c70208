// What worker code says about the objects that it returns: "by reference" inside a tree, and "handed over".

export class Markers {
  private readonly targets = new WeakMap<object, unknown>();
  private readonly handedOver = new WeakSet<object>();
  private used = false;

  // Makes a stand-in for a live object, to be put into a tree that is returned.
  reference(target: unknown): object {
    const marker = Object.freeze(Object.create(null) as object);
    this.targets.set(marker, target);
    this.used = true;
    return marker;
  }

  isReference(value: object): boolean {
    return this.used && this.targets.has(value);
  }

  // REQUIRES: isReference(marker)
  targetOf(marker: object): unknown {
    return this.targets.get(marker);
  }

  transfer(target: object): void {
    this.handedOver.add(target);
  }

  // Whether the object is handed over with the grant that is now made of it.
  takeTransfer(target: object): boolean {
    return this.handedOver.delete(target);
  }
}
