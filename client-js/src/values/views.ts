// The classes of views, by their number on the wire and by their name.

import { ViewNode_Type as ViewType } from '../gen/jsinterop/v1/value.js';
import { byteLengthOf, typedArrayName } from '../intrinsics.js';

type ViewClass = {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): ArrayBufferView;
  readonly BYTES_PER_ELEMENT?: number;
};

const classes: ReadonlyMap<number, ViewClass> = new Map<number, ViewClass>([
  [ViewType.INT8, Int8Array],
  [ViewType.UINT8, Uint8Array],
  [ViewType.UINT8_CLAMPED, Uint8ClampedArray],
  [ViewType.INT16, Int16Array],
  [ViewType.UINT16, Uint16Array],
  [ViewType.INT32, Int32Array],
  [ViewType.UINT32, Uint32Array],
  [ViewType.BIG_INT64, BigInt64Array],
  [ViewType.BIG_UINT64, BigUint64Array],
  [ViewType.FLOAT32, Float32Array],
  [ViewType.FLOAT64, Float64Array],
  [ViewType.DATA_VIEW, DataView],
]);

const numbers: ReadonlyMap<string, ViewType> = new Map(
  [...classes].map(([type, viewClass]) => [viewClass.name, type as ViewType]),
);

export function viewClassOf(type: number): ViewClass | undefined {
  return classes.get(type);
}

export function elementSizeOf(viewClass: ViewClass): number {
  return viewClass.BYTES_PER_ELEMENT ?? 1;
}

// How many elements a view has; of a DataView, bytes.
export function elementsOf(view: ArrayBufferView): number {
  const viewClass = classes.get(numbers.get(typedArrayName(view) ?? 'DataView') ?? ViewType.DATA_VIEW);
  return byteLengthOf(view) / elementSizeOf(viewClass!);
}

// The number of a class of views; undefined for a class that came later than this protocol.
export function viewTypeNamed(name: string): ViewType | undefined {
  return numbers.get(name);
}
