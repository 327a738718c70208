// Which modules there are, what they export, and what becomes of those that do not load.

import { importing, module, number, reference, target, testCase, text, TRUE } from '../lib/steps.mjs';

const imported = [
  testCase('exports', [
    importing('./imported.js').expect({
      exports: [
        ['Class', 'CLASS'],
        ['default', 'FUNCTION'],
        ['fn', 'FUNCTION'],
        ['nothing', 'PRIMITIVE'],
        ['object', 'OBJECT'],
        ['primitive', 'PRIMITIVE'],
      ],
    }),
  ]),
  testCase('reference', importing('./imported.js').refers({ kind: 'MODULE' })),
  testCase('module-as-target', [
    importing('./imported.js').as('m'),
    target('m').call('fn', number(2)).gives(number(3)),
  ]),
  testCase('default-function', module('./imported.js').call('default').gives(text('by default'))),
  testCase('common-js', module('./common.cjs').call('double', number(2)).gives(number(4))),
  testCase('common-js-default', module('./common.cjs').call('default.double', number(2)).gives(number(4))),
  testCase('extension-mjs', module('./folder/inner.mjs').get('where').gives(text('inner'))),
  testCase('awaits-at-its-top-level', module('./awaits.js').get('ready').gives(TRUE)),
  testCase('loaded-once', [
    module('./awaits.js').call('count').gives(number(1)),
    importing('./awaits.js').as('m'),
    target('m').call('count').gives(number(1)),
  ]),
  testCase('the-same-namespace-again', [
    importing('./imported.js').as('one'),
    importing('./imported.js').as('other'),
    module('./objects.js').call('isSame', reference('one'), reference('other')).gives(TRUE),
  ]),
  testCase(
    'looks-like-a-promise',
    importing('./exports_then.js').expect({
      exports: [
        ['other', 'PRIMITIVE'],
        ['then', 'FUNCTION'],
      ],
    }),
  ),
  testCase('export-not-ready-yet', importing('./circular.js').refers({ kind: 'MODULE' })),
  ...[
    ['absent', './absent.js'],
    ['above-the-root', './../README.js'],
    ['absolute', '/etc/hosts.js'],
    ['without-dot', 'imported.js'],
    ['package', 'lodash'],
    ['node-module', 'node:fs'],
    ['bare-node-module', 'fs'],
    ['url', 'file:///etc/hosts.js'],
    ['data-url', 'data:text/javascript,export default 1'],
    ['other-extension', './data.json'],
    ['query', './imported.js?x'],
    ['fragment', './imported.js#x'],
    ['escaped', './%69mported.js'],
    ['back-slash', '.\\imported.js'],
    ['two-slashes', './/imported.js'],
    ['hidden', './.hidden.js'],
    ['folder', './folder'],
    ['dot-segment', './folder/../imported.js'],
    ['node-modules', './node_modules/x.js'],
  ].map(([name, specifier]) =>
    testCase(
      `not-found.${name}`,
      importing(specifier).fails('MODULE_NOT_FOUND', { message: `Could not find module '${specifier}'.` }),
    ),
  ),
  testCase(
    'not-found-in-a-call',
    module('./absent.js').call('f').fails('MODULE_NOT_FOUND', { message: "Could not find module './absent.js'." }),
  ),
  testCase(
    'syntax-error',
    importing('./syntax_error.js').throws({ name: 'SyntaxError', stackHasNot: '/conformance/modules' }),
  ),
  testCase(
    'throws-while-loading',
    importing('./throws_at_load.js').throws({
      name: 'RangeError',
      message: 'not today',
      stackHas: 'throws_at_load.js',
      stackHasNot: 'file://',
    }),
  ),
  testCase('throws-while-loading-for-a-call', module('./throws_at_load.js').call('f').throws({ message: 'not today' })),
  testCase('throws-again', [
    importing('./throws_at_load.js').throws({ message: 'not today' }),
    importing('./throws_at_load.js').throws({ message: 'not today' }),
  ]),
  testCase('imports-what-is-absent', importing('./imports_absent.js').throws({ code: 'ERR_MODULE_NOT_FOUND' })),
];

export default [{ name: 'import', setting: 'strict', cases: imported }];
