// Says what types are; the compiler checks it.

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only if both types are exactly the same. */
export function typesAgree<A, B>(...proof: Same<A, B> extends true ? [] : [not: 'the same type']): void {
  void proof;
}

/** Compiles only if `value` is exactly of type `T`. */
export function isOfType<T>() {
  return <V>(value: V, ...proof: Same<V, T> extends true ? [] : [not: 'of this type']): void => {
    void value;
    void proof;
  };
}
