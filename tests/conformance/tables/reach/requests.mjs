// Names of modules, paths, and messages that no good client writes.

import { importing, module, number, rpc, rpcBytes, target, text } from '../../lib/steps.mjs';
import { absent, attempt, protocolAttempt, refused } from './attempt.mjs';

const noModule = (specifier) => [
  importing(specifier).fails('MODULE_NOT_FOUND'),
  module(specifier).call('x').fails('MODULE_NOT_FOUND'),
];

const specifiers = {
  parent: '../conformance/modules/same.js',
  'parent.inside': './reach/../same.js',
  'parent.deep': './reach/../../../../../../../../etc/passwd',
  'parent.encoded': './%2e%2e/same.js',
  'parent.encoded-twice': './%252e%252e/same.js',
  'parent.encoded-slash': './reach%2f..%2fsame.js',
  'parent.backslash': '.\\..\\same.js',
  'parent.mixed': './reach\\../same.js',
  'here.doubled': './/same.js',
  'here.again': './././same.js',
  absolute: '/etc/passwd',
  'absolute.module': '/tmp/x.js',
  'file-url': 'file:///etc/passwd',
  'data-url': 'data:text/javascript,process.exit()',
  'http-url': 'http://127.0.0.1/x.js',
  'wrapper-url': 'jsinterop-module:node%3Afs',
  builtin: 'node:fs',
  'builtin.bare': 'fs',
  'builtin.sub': 'fs/promises',
  api: 'jsinterop/worker',
  'own-file': '../../client-js/dist/worker/main.js',
  package: 'protobufjs',
  'package.folder': './node_modules/protobufjs/index.js',
  query: './same.js?1',
  fragment: './same.js#1',
  tab: './sa\tme.js',
  'line-end': './same.js\n',
  'line-end.before': '\n./same.js',
  nul: './same.js\0.js',
  'nul.hides-suffix': './data.json\0.js',
  blank: './same.js ',
  control: './same\u0001.js',
  bidi: './same\u202e.js',
  'full-width': './same．js',
  'hidden.folder': './reach/.hidden/module.js',
  'hidden.file': './reach/.dotfile.js',
  folder: './reach/folder.js',
  json: './reach/data.json',
  text: './reach/notes.txt',
  'no-suffix': './same',
  'other-case': './SAME.JS',
  'slash-after': './same.js/',
  'below-a-file': './same.js/x.js',
  long: `./${'a'.repeat(500)}.js`,
  deep: `./${'reach/'.repeat(80)}x.js`,
  template: './${process.pid}.js',
  quote: `./";import('node:fs');".js`,
  windows: 'C:\\windows\\x.js',
  tilde: '~/x.js',
  glob: './*.js',
};

export const modules = [
  ...Object.entries(specifiers).map(([name, specifier]) => attempt(`module.${name}`, noModule(specifier))),
  attempt('module.empty', importing('').fails('INVALID_FIELD')),
  attempt('module.in-odd-folder', module('./reach/folder.js/inside.js').get('here').toNothing().completes()),
  attempt('module.thenable', [
    importing('./reach/thenable.js').as('it').refers({ kind: 'MODULE' }),
    target('it').get('value').later().gives(number(1)),
    target('it').get('').later().byReference().refers({ kind: 'MODULE' }),
    refused(target('it').get('constructor').byReference()),
    refused(target('it').call('__proto__')),
  ]),
];

const kinds = module('./reach/kinds.js');
const badPath = (path) => kinds.get(path).fails('INVALID_FIELD');

export const paths = [
  attempt('path.too-long', badPath('a'.repeat(1025))),
  attempt('path.too-many-names', badPath(Array(40).fill('a').join('.'))),
  attempt('path.empty-name', badPath('plain..text')),
  attempt('path.dot-before', badPath('.plain')),
  attempt('path.dot-after', badPath('plain.')),
  attempt('path.only-dots', badPath('...')),
  attempt('path.brackets', absent(kinds.get('plain["text"]'))),
  attempt('path.index-in-brackets', absent(kinds.get('array[0]'))),
  attempt('path.call', absent(kinds.get('fn()'))),
  attempt('path.optional', absent(kinds.get('plain?.text'))),
  attempt('path.symbol', absent(kinds.call('array.Symbol(Symbol.iterator)'))),
  attempt('path.negative-index', absent(kinds.get('array.-1'))),
  attempt('path.index-with-blank', absent(kinds.get('array. 0'))),
  attempt('path.index-as-power', absent(kinds.get('array.0e0'))),
  attempt('path.index-of-text', absent(kinds.get('string.0'))),
  attempt('path.view-index-huge', absent(kinds.get('typedArray.4294967296'))),
  attempt('path.constructor.nul', absent(kinds.get('plain.constructor\0'))),
  attempt('path.constructor.blank', absent(kinds.get('plain. constructor'))),
  attempt('path.constructor.case', absent(kinds.get('plain.Constructor'))),
  attempt('path.constructor.homoglyph', absent(kinds.get('plain.cоnstructor'))),
  attempt('path.constructor.combining', absent(kinds.get('plain.constructor\u200b'))),
  attempt('path.constructor.escaped', absent(kinds.get('plain.\\u0063onstructor'))),
  attempt('path.constructor.bracketed', absent(kinds.get("plain['constructor']"))),
  attempt('path.default-export-of-builtin', absent(kinds.get('default'))),
  attempt('path.through-primitive', absent(kinds.call('number.toFixed.constructor', text('return 1')))),
  attempt('path.through-nothing', absent(kinds.get('weakRef2.target'))),
  attempt('path.inherited-getter', refused(kinds.get('typedArray.__proto__.buffer'))),
  attempt('path.exposed', module('./reach/kinds.js').get('expose').fails('MEMBER_NOT_FOUND')),
  attempt('path.import-meta', absent(kinds.get('import.meta'))),
  attempt('path.this', absent(kinds.get('this'))),
  attempt('path.global', absent(kinds.get('globalThis'))),
];

const invoke = (request) => rpc('Invoke', { module: './reach/kinds.js', member: 'fn', ...request });
const graph = (nodes) => ({ arguments: [{ graph: { nodes } }] });
const leaf = (value) => ({ leaf: value });

export const protocol = [
  protocolAttempt('value.no-kind', invoke({ arguments: [{}] }).fails('MALFORMED_VALUE')),
  protocolAttempt('value.reference-outside-table', invoke({ arguments: [{ reference: 0 }] }).fails('MALFORMED_VALUE')),
  protocolAttempt(
    'value.reference-far-outside',
    invoke({ arguments: [{ reference: 4294967295 }] }).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt('value.graph-empty', invoke(graph([])).fails('MALFORMED_VALUE')),
  protocolAttempt(
    'value.node-outside',
    invoke(graph([{ object: { properties: [{ key: 'a', value: 9 }] } }])).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.node-zero',
    invoke(graph([{ object: { properties: [{ key: 'a', value: 0 }] } }])).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.node-unreached',
    invoke(graph([leaf({ number: 1 }), leaf({ number: 2 })])).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.key-twice',
    invoke(
      graph([
        {
          object: {
            properties: [
              { key: 'a', value: 2 },
              { key: 'a', value: 2 },
            ],
          },
        },
        leaf({ number: 1 }),
      ]),
    ).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.proto-twice',
    invoke(
      graph([
        {
          object: {
            properties: [
              { key: '__proto__', value: 2 },
              { key: '__proto__', value: 2 },
            ],
          },
        },
        leaf({ number: 1 }),
      ]),
    ).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.array-longer-than-budget',
    invoke(graph([{ array: { length: 4294967295 } }])).fails('REQUEST_TOO_LARGE'),
  ),
  protocolAttempt(
    'value.array-shorter-than-items',
    invoke(graph([{ array: { length: 0, items: [2] } }, leaf({ number: 1 })])).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.view-beyond-buffer',
    invoke(
      graph([
        { view: { type: 'TYPE_UINT8', buffer: 2, byte_offset: 0, length: 4294967295 } },
        { array_buffer: 'AAA=' },
      ]),
    ).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.view-offset-wraps',
    invoke(
      graph([
        { view: { type: 'TYPE_FLOAT64', buffer: 2, byte_offset: 4294967288, length: 2 } },
        { array_buffer: 'AAA=' },
      ]),
    ).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.view-of-no-buffer',
    invoke(graph([{ view: { type: 'TYPE_UINT8', buffer: 2, length: 1 } }, leaf({ number: 1 })])).fails(
      'MALFORMED_VALUE',
    ),
  ),
  protocolAttempt(
    'value.view-unknown-class',
    invoke(graph([{ view: { type: 99, buffer: 2, length: 1 } }, { array_buffer: 'AAA=' }])).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.map-odd',
    invoke(graph([{ map: { entries: [2] } }, leaf({ number: 1 })])).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt('value.boxed-object', invoke(graph([{ boxed: 2 }, { object: {} }])).fails('MALFORMED_VALUE')),
  protocolAttempt('value.boxed-itself', invoke(graph([{ boxed: 1 }])).fails('MALFORMED_VALUE')),
  protocolAttempt('value.regexp', invoke(graph([{ regexp: { source: '(a+)+$', flags: '' } }])).fails('UNSUPPORTED')),
  protocolAttempt('value.error-name-chosen', [
    invoke(graph([{ error: { name: 'constructor' } }])).answers({ value: { string: 'fn' } }),
  ]),
  protocolAttempt('value.bigint-not-decimal', invoke({ arguments: [{ bigint: '0x10' }] }).fails('MALFORMED_VALUE')),
  protocolAttempt(
    'value.bigint-of-code',
    invoke({ arguments: [{ bigint: '1;process.exit()' }] }).fails('MALFORMED_VALUE'),
  ),
  protocolAttempt(
    'value.bigint-huge',
    invoke({ arguments: [{ bigint: '9'.repeat(30_000) }] }).fails('REQUEST_TOO_LARGE'),
  ),
  protocolAttempt('value.json-of-code', invoke({ arguments: [{ json: '(()=>process)()' }] }).fails('MALFORMED_VALUE')),
  protocolAttempt(
    'value.json-deep',
    invoke({ arguments: [{ json: '['.repeat(20_000) + ']'.repeat(20_000) }] }).fails('REQUEST_TOO_LARGE'),
  ),
  protocolAttempt('value.utf16-odd', invoke({ arguments: [{ utf16: 'AAAA' }] }).fails('MALFORMED_VALUE')),
  protocolAttempt('value.date-beyond', invoke({ arguments: [{ date: 1e300 }] }).fails('MALFORMED_VALUE')),
  protocolAttempt('value.callback', invoke({ arguments: [{ callback: 0 }] }).fails('UNSUPPORTED')),
  protocolAttempt('value.stream', invoke({ arguments: [{ stream: 0 }] }).fails('UNSUPPORTED')),
  protocolAttempt(
    'reference.forged',
    rpc('Invoke', { reference: { token: 'A'.repeat(43) }, member: 'x' }).expect({
      error: { code: 'FAILED_PRECONDITION' },
    }),
  ),
  protocolAttempt(
    'reference.empty',
    rpc('Invoke', { reference: { token: '' }, member: 'x' }).expect({ error: { executed: 'NO' } }),
  ),
  protocolAttempt(
    'reference.long',
    rpc('Invoke', { reference: { token: 'A'.repeat(5000) }, member: 'x' }).expect({ error: { executed: 'NO' } }),
  ),
  protocolAttempt(
    'reference.with-line-ends',
    rpc('Invoke', { reference: { token: 'a\r\ngrpc-status: 0\r\n' }, member: 'x' }).expect({
      error: { executed: 'NO' },
    }),
  ),
  protocolAttempt('reference.kind-chosen', [
    rpc('Invoke', {
      module: './reach/kinds.js',
      member: 'instance',
      operation: 'OPERATION_GET',
      result: 'RESULT_MODE_REFERENCE',
    })
      .binds({ r: 'reference.token' })
      .answers({ reference: '*' }),
    rpc('Invoke', {
      reference: { token: '${r}', kind: 'OBJECT_KIND_FUNCTION', class_name: 'Function' },
      member: '',
    }).fails('NOT_A_FUNCTION'),
  ]),
  protocolAttempt('operation.unknown', invoke({ operation: 77 }).expect({ error: { executed: 'NO' } })),
  protocolAttempt('result-mode.unknown', invoke({ result: 77 }).expect({ error: { executed: 'NO' } })),
  protocolAttempt('encoding.unknown', invoke({ encoding: 77 }).expect({ error: { executed: 'NO' } })),
  protocolAttempt(
    'get.with-arguments',
    invoke({ operation: 'OPERATION_GET', arguments: [{ number: 1 }] }).fails('INVALID_FIELD'),
  ),
  protocolAttempt('no-target', rpc('Invoke', { member: 'toString' }).fails('MEMBER_NOT_FOUND')),
  protocolAttempt(
    'no-target.constructor',
    rpc('Invoke', { member: 'constructor.constructor', arguments: [{ string: 'return 1' }] }).fails('MEMBER_NOT_FOUND'),
  ),
  protocolAttempt('no-target.proto', rpc('Invoke', { member: '__proto__' }).fails('MEMBER_NOT_FOUND')),
  protocolAttempt(
    'no-target.set',
    rpc('Invoke', { member: 'fresh', operation: 'OPERATION_SET', arguments: [{ number: 1 }] }).expect({
      error: { executed: 'NO' },
    }),
  ),
  protocolAttempt('no-target.no-member', rpc('Invoke', {}).expect({ error: { executed: 'NO' } })),
  protocolAttempt(
    'message.not-a-message',
    rpcBytes('Invoke', 'ffffffffff').expect({ error: { code: 'INVALID_ARGUMENT', executed: 'NO' } }),
  ),
  protocolAttempt(
    'message.text-not-utf8',
    rpcBytes('Invoke', '120280c0').expect({ error: { code: 'INVALID_ARGUMENT', executed: 'NO' } }),
  ),
  protocolAttempt(
    'message.nested-groups',
    rpcBytes('Invoke', '0b'.repeat(200)).expect({ error: { code: 'INVALID_ARGUMENT', executed: 'NO' } }),
  ),
  protocolAttempt('pool.odd', invoke({ pool: '../../etc' }).expect({ error: { executed: 'NO' } })),
  protocolAttempt('lease.forged', invoke({ lease: 'A'.repeat(43) }).expect({ error: { executed: 'NO' } })),
];
