// Where a path leads, and what is said when it leads nowhere.

import {
  array,
  importing,
  module,
  number,
  object,
  target,
  testCase,
  text,
  TRUE,
  UNDEFINED,
  NULL,
} from '../lib/steps.mjs';

const paths = module('./paths.js');

const reads = (name, path, value) => testCase(name, paths.get(path).gives(value));

// The text of the error is a promise: it names the step at which the path broke.
const absent = (name, path, step, was) =>
  testCase(
    name,
    paths.get(path).fails('MEMBER_NOT_FOUND', { message: `Could not find '${path}' ('${step}' was ${was}).` }),
  );

const closed = (name, path) => testCase(name, paths.get(path).fails('NOT_REACHABLE'));

const deep = (levels) => ['chain', ...Array.from({ length: levels - 2 }, () => 'n'), 'depth'].join('.');
const long = 'x'.repeat(1024);

const found = [
  reads('export', 'one', number(1)),
  reads('export-null', 'nothing', NULL),
  reads('export-undefined', 'missing', UNDEFINED),
  reads('member', 'tree.leaf', text('leaf')),
  reads('member-null', 'tree.nothing', NULL),
  reads('member-undefined', 'tree.missing', UNDEFINED),
  reads('member-bigint', 'tree.big', ['bigint', '1']),
  reads('deeper', 'tree.branch.leaf', text('deeper')),
  reads('name-with-space', 'tree.two words', text('spaced')),
  reads('name-in-cyrillic', 'tree.ключ', text('cyrillic')),
  reads('name-astral', 'tree.🎈', text('astral')),
  reads('name-a-digit', 'tree.0', text('zero')),
  reads('name-a-dollar', 'tree.$', text('dollar')),
  reads('element', 'tree.list.0', number(10)),
  reads('element-of-an-element', 'tree.list.2.0', number(20)),
  reads('member-of-an-element', 'tree.list.1.deep', text('deep')),
  reads('length-of-an-array', 'tree.list.length', number(3)),
  reads('whole-object', 'tree.list', array(number(10), object({ deep: text('deep') }), array(number(20)))),
  reads('through-a-getter', 'tree.computed.leaf', text('computed')),
  reads('object-without-prototype', 'bare.member', text('of no prototype')),
  reads('default-export', 'default.leaf', text('of the default export')),
  reads('nested-namespace', 'nested.leaf', text('nested')),
  reads('namespace-in-a-namespace', 'nested.innermost.other', text('other')),
  reads('member-of-a-function', 'attached.member', text('of a function')),
  reads('static', 'Shape.unit', text('cm')),
  reads('static-getter', 'Shape.kind', text('shape')),
  reads('inherited-static', 'Square.unit', text('cm')),
  reads('own-static-called-name', 'Square.name', text('a static called name')),
  reads('field-of-an-instance', 'instance.corners', number(4)),
  testCase('method-of-the-default-export', paths.call('default.greet', text('you')).gives(text('hello you'))),
  testCase('method-of-a-branch', paths.call('tree.branch.holder').gives(TRUE)),
  testCase('inherited-method', paths.call('instance.name').gives(text('shape'))),
  testCase('method-of-a-function', paths.call('attached.method').gives(text('of a function too'))),
  testCase(
    'static-method',
    paths.call('Square.make').byReference().refers({ kind: 'OBJECT', class_name: 'a static called name' }),
  ),
  testCase('export-called-then', module('./exports_then.js').call('then').gives(text('called as a function'))),
  testCase('beside-an-export-called-then', module('./exports_then.js').get('other').gives(text('other'))),
  testCase('thirty-two-names', paths.get(deep(32)).gives(number(30))),
  testCase('longest-path', paths.get(`wide.${long.slice(5)}`).gives(text('at the end of a long path'))),
  testCase('from-a-reference', [
    importing('./paths.js').as('m'),
    target('m').get('tree.branch').byReference().as('branch'),
    target('branch').get('leaf').gives(text('deeper')),
  ]),
  testCase('the-target-itself', [
    paths.get('tree.list').byReference().as('list'),
    target('list')
      .get('')
      .gives(array(number(10), object({ deep: text('deep') }), array(number(20)))),
  ]),
  testCase('the-module-itself', paths.get('').byReference().refers({ kind: 'MODULE' })),
  testCase(
    'getters-are-asked-once',
    [
      paths.construct('Asked').byReference().as('asked'),
      target('asked').get('member.count').gives(number(1)),
      target('asked').call('member.method').gives(number(2)),
    ],
    { about: 'Each of the two steps asks the getter once.' },
  ),
];

const notFound = [
  absent('absent-export', 'absent', 'absent', 'undefined'),
  absent('absent-member', 'tree.absent', 'absent', 'undefined'),
  absent('below-absent', 'tree.absent.leaf', 'absent', 'undefined'),
  absent('through-null', 'tree.nothing.leaf', 'nothing', 'null'),
  absent('through-null-export', 'nothing.leaf', 'nothing', 'null'),
  absent('through-undefined', 'tree.missing.leaf', 'missing', 'undefined'),
  absent('through-a-number', 'one.toFixed', 'one', 'a number'),
  absent('through-a-string', 'text.length', 'text', 'a string'),
  absent('through-a-boolean', 'tree.flag.valueOf', 'flag', 'a boolean'),
  absent('through-a-bigint', 'tree.big.toString', 'big', 'a bigint'),
  absent('through-a-symbol', 'tree.mark.description', 'mark', 'a symbol'),
  absent('beyond-an-array', 'tree.list.3', '3', 'undefined'),
  absent('not-quite-an-index', 'tree.list.00', '00', 'undefined'),
  absent('other-case', 'Tree', 'Tree', 'undefined'),
  absent('white-space', ' one', ' one', 'undefined'),
  testCase(
    'call-absent',
    paths.call('absent').fails('MEMBER_NOT_FOUND', { message: "Could not find 'absent' ('absent' was undefined)." }),
  ),
  testCase('construct-absent', paths.construct('tree.absent').fails('MEMBER_NOT_FOUND')),
  testCase('getter-that-throws', paths.get('tree.failing').throws({ name: 'RangeError', message: 'the getter fails' })),
  testCase('through-a-getter-that-throws', paths.get('tree.failing.leaf').throws({ name: 'RangeError' })),
  testCase('below-a-reference', [
    paths.get('tree').byReference().as('tree'),
    target('tree')
      .get('nothing.leaf')
      .fails('MEMBER_NOT_FOUND', { message: "Could not find 'nothing.leaf' ('nothing' was null)." }),
  ]),
  closed('constructor', 'tree.constructor'),
  closed('prototype', 'Shape.prototype'),
  closed('inherited-from-object', 'tree.hasOwnProperty'),
  closed('inherited-from-function', 'attached.call'),
  closed('through-a-proxy', 'proxied.member'),
];

const malformed = [
  ['empty-name', 'tree..leaf'],
  ['dot-at-the-start', '.tree'],
  ['dot-at-the-end', 'tree.'],
  ['only-a-dot', '.'],
  ['thirty-three-names', deep(33)],
  ['too-long', `wide.${long.slice(4)}`],
].map(([name, path]) => testCase(name, paths.get(path).fails('INVALID_FIELD')));

const noMember = [
  testCase('call-the-module', paths.call('').fails('NOT_A_FUNCTION')),
  testCase('construct-the-module', paths.construct('').fails('NOT_A_FUNCTION')),
];

export default [{ name: 'paths', setting: 'strict', cases: [...found, ...notFound, ...malformed, ...noMember] }];
