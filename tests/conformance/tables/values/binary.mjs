// Bytes, buffers, and windows on them. Each entry: name, JavaScript, notation.

const all = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('');
const sixteen = '000102030405060708090a0b0c0d0e0f';
const buffer16 = '(() => new Uint8Array(Array.from({ length: 16 }, (_, i) => i)).buffer)()';

// Class, size of an element, some elements and their bytes.
const kinds = [
  ['Int8Array', 1, '[-128, -1, 0, 127]', '80ff007f'],
  ['Uint8ClampedArray', 1, '[-5, 0, 255, 300]', '0000ffff'],
  ['Int16Array', 2, '[-32768, -1, 1]', '0080ffff0100'],
  ['Uint16Array', 2, '[1, 65535]', '0100ffff'],
  ['Int32Array', 4, '[-2, 3]', 'feffffff03000000'],
  ['Uint32Array', 4, '[4294967295]', 'ffffffff'],
  ['BigInt64Array', 8, '[-1n, 2n]', 'ffffffffffffffff0200000000000000'],
  ['BigUint64Array', 8, '[2n ** 64n - 1n]', 'ffffffffffffffff'],
  ['Float32Array', 4, '[1.5, -0, Infinity]', '0000c03f000000800000807f'],
  ['Float64Array', 8, '[0.1, -0]', '9a9999999999b93f0000000000000080'],
];

export default [
  ['bytes.empty', 'new Uint8Array(0)', ['bytes', '']],
  ['bytes.some', 'new Uint8Array([0, 127, 128, 255])', ['bytes', '007f80ff']],
  ['bytes.all', 'new Uint8Array(Array.from({ length: 256 }, (_, i) => i))', ['bytes', all]],
  ['bytes.not-utf8', 'new Uint8Array([0xc3, 0x28, 0xff])', ['bytes', 'c328ff']],

  ['array-buffer.empty', 'new ArrayBuffer(0)', ['array_buffer', '']],
  ['array-buffer.some', 'new Uint8Array([1, 2, 3]).buffer', ['array_buffer', '010203']],
  ['array-buffer.in-an-object', '{ b: new ArrayBuffer(2) }', ['object', [['b', ['array_buffer', '0000']]]]],

  ...kinds.map(([name, size, elements, bytes]) => [
    `view.${name.toLowerCase()}`,
    `new ${name}(${elements})`,
    ['view', name, ['array_buffer', bytes], 0, bytes.length / 2 / size],
  ]),
  ...[...kinds, ['Uint8Array', 1]].map(([name, size]) => [
    `view.${name.toLowerCase()}-with-offset`,
    `new ${name}(${buffer16}, ${size}, 1)`,
    ['view', name, ['array_buffer', sixteen], size, 1],
  ]),
  [
    'view.dataview',
    'new DataView(new Uint8Array([1, 2, 3]).buffer)',
    ['view', 'DataView', ['array_buffer', '010203'], 0, 3],
  ],
  [
    'view.dataview-with-odd-offset',
    `new DataView(${buffer16}, 3, 5)`,
    ['view', 'DataView', ['array_buffer', sixteen], 3, 5],
  ],
  ['view.empty-dataview', 'new DataView(new ArrayBuffer(0))', ['view', 'DataView', ['array_buffer', ''], 0, 0]],
  [
    'view.empty-at-the-end',
    `new Uint16Array(${buffer16}, 16, 0)`,
    ['view', 'Uint16Array', ['array_buffer', sixteen], 16, 0],
  ],
  ['view.empty-typed-array', 'new Float64Array(0)', ['view', 'Float64Array', ['array_buffer', ''], 0, 0]],
  [
    'view.uint8array-without-its-last-byte',
    `new Uint8Array(${buffer16}, 0, 15)`,
    ['view', 'Uint8Array', ['array_buffer', sixteen], 0, 15],
  ],
  [
    'view.with-a-nan-of-another-kind',
    'new Float64Array(new Uint8Array([1, 0, 0, 0, 0, 0, 0xf8, 0xff]).buffer)',
    ['view', 'Float64Array', ['array_buffer', '010000000000f8ff'], 0, 1],
  ],
  ['view.in-an-array', '[new Int8Array([1])]', ['array', [['view', 'Int8Array', ['array_buffer', '01'], 0, 1]]]],
];
