// Authors' helpers that walk by text or make code of it, and data that makes the language call what it holds.

import {
  NULL,
  UNDEFINED,
  array,
  json,
  module,
  number,
  object,
  reference,
  rpc,
  target,
  text,
} from '../../lib/steps.mjs';
import { attempt, protocolAttempt, refused, withheld } from './attempt.mjs';

const helper = module('./reach/reflective.js');

const invoking = (request) => rpc('Invoke', { module: './reach/reflective.js', ...request });

const none = object({});
const noCode = { name: 'EvalError' };
const typeError = { name: 'TypeError' };
const polluted = object({ polluted: text('yes') });

const secretly = helper.get('secret').byReference().as('secret').refers({ kind: 'FUNCTION' });
const held = reference('secret');

export const reflective = [
  attempt('get.constructor', withheld(helper.call('get', none, text('constructor')).byReference())),
  attempt('get.function', withheld(helper.call('get', none, text('constructor.constructor')).byReference())),
  attempt('get.prototype', withheld(helper.call('get', none, text('constructor.prototype')).byReference())),
  attempt('get.array-prototype', withheld(helper.call('get', array(), text('constructor.prototype')).byReference())),
  attempt('get.proto', helper.call('get', none, text('__proto__.constructor')).gives(UNDEFINED)),
  attempt('get.lookup-getter', withheld(helper.call('get', none, text('__lookupGetter__')).byReference())),
  attempt(
    'invoke.function',
    helper.call('invoke', none, text('constructor.constructor'), text('return process')).throws(noCode),
  ),
  attempt(
    'invoke.function.of-string',
    helper.call('invoke', text('x'), text('at.constructor'), text('return 1')).throws(noCode),
  ),
  attempt(
    'invoke.function.of-number',
    helper.call('invoke', number(1), text('toFixed.constructor'), text('1')).throws(noCode),
  ),
  attempt(
    'invoke.function.of-bytes',
    helper.call('invoke', ['bytes', '00'], text('at.constructor'), text('1')).throws(noCode),
  ),
  attempt(
    'invoke.prototype-of',
    withheld(helper.call('invoke', none, text('constructor.getPrototypeOf'), none).byReference()),
  ),
  attempt(
    'invoke.prototype-of.array',
    withheld(helper.call('invoke', none, text('constructor.getPrototypeOf'), array()).byReference()),
  ),
  attempt('invoke.descriptors', [
    helper.call('invoke', none, text('constructor.getOwnPropertyDescriptors'), none).byReference().as('all').refers(),
    refused(target('all').get('constructor').byReference()),
  ]),
  attempt('invoke.descriptor', [
    secretly,
    helper
      .call('invoke', none, text('constructor.getOwnPropertyDescriptor'), none, text('constructor'))
      .gives(UNDEFINED),
  ]),
  attempt(
    'invoke.define-getter',
    helper.call('invoke', none, text('__defineGetter__'), text('x'), text('y')).throws(typeError),
  ),
  attempt(
    'invoke.push-on-prototype',
    helper.call('invoke', array(), text('constructor.prototype.push'), number(1)).throws(typeError),
  ),
  attempt('invoke.assign-to-prototype', [
    withheld(helper.call('prototypeOf', none).byReference()),
    helper.call('invoke', none, text('constructor.assign'), none, polluted).gives(polluted),
  ]),
  attempt(
    'set.prototype',
    helper.call('set', none, text('constructor.prototype.polluted'), text('yes')).throws(typeError),
  ),
  attempt(
    'set.prototype.method',
    helper.call('set', none, text('constructor.prototype.toString'), text('x')).throws(typeError),
  ),
  attempt(
    'set.prototype.value-of',
    helper.call('set', none, text('constructor.prototype.valueOf'), NULL).throws(typeError),
  ),
  attempt('set.prototype.has-own', [
    secretly,
    helper.call('set', none, text('constructor.prototype.hasOwnProperty'), held).throws(typeError),
  ]),
  attempt(
    'set.function-prototype',
    helper.call('set', none, text('constructor.constructor.prototype.polluted'), NULL).throws(typeError),
  ),
  attempt('set.function-prototype.call', [
    secretly,
    helper.call('set', none, text('constructor.constructor.prototype.call'), held).throws(typeError),
  ]),
  attempt(
    'set.array-prototype',
    helper.call('set', array(), text('constructor.prototype.polluted'), NULL).throws(typeError),
  ),
  attempt(
    'set.promise-prototype',
    helper.call('set', none, text('constructor.prototype.__proto__.x'), NULL).throws(typeError),
  ),
  attempt('set.proto', helper.call('set', none, text('__proto__.polluted'), text('yes')).toNothing().completes()),
  attempt('merge.proto', helper.call('merge', none, json('{"__proto__":{"polluted":"yes"}}')).toNothing().completes()),
  attempt(
    'merge.prototype',
    helper.call('merge', none, json('{"constructor":{"prototype":{"polluted":1}}}')).throws(typeError),
  ),
  attempt(
    'merge.prototype.method',
    helper.call('merge', none, json('{"constructor":{"prototype":{"toString":1}}}')).throws(typeError),
  ),
  attempt(
    'merge.list.prototype',
    helper.call('mergeList', json('{"constructor":{"prototype":{"polluted":1}}}')).throws(typeError),
  ),
  attempt(
    'merge.graph.prototype',
    helper.call('merge', none, object({ constructor: object({ prototype: polluted }) })).throws(typeError),
  ),
  attempt('assign.prototype', withheld(helper.call('prototypeOf', ['map', []]).byReference())),
  attempt('create.inherits-nothing-more', helper.call('create', NULL).gives(object({}))),
  attempt('template', helper.call('template', text('{process.env.HOME}'), none).throws(noCode)),
  attempt('template.with-imports', helper.call('templateWith', text('${process.pid}'), none).throws(noCode)),
  attempt('parse.as-code', helper.call('parse', text('process.exit()')).throws(noCode)),
  attempt(
    'timer.with-code',
    helper.call('compileLater', text('process.exit()')).throws({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }),
  ),
  attempt(
    'construct-by-name.function',
    helper.call('constructByName', text('Function'), text('return process')).throws(noCode),
  ),
  attempt('construct-by-name.proxy', helper.call('constructByName', text('Proxy'), none, none).byReference().refers()),
  attempt('prototype-of.function', [secretly, withheld(helper.call('prototypeOf', held).byReference())]),
  attempt('importing', withheld(helper.call('importing', text('node:child_process')).later().byReference())),
];

const at = (key) => [
  secretly,
  helper
    .call('waitFor', object({ [key]: held }))
    .later()
    .fails('MALFORMED_VALUE'),
];

export const coerced = [
  ...['then', 'toString', 'valueOf', 'constructor'].map((key) =>
    attempt(`function-under.${key.toLowerCase()}`, at(key)),
  ),
  protocolAttempt('function-under.to-json', [
    invoking({ member: 'secret', operation: 'OPERATION_GET', result: 'RESULT_MODE_REFERENCE' })
      .binds({ r: 'reference.token' })
      .answers({ reference: { kind: 'OBJECT_KIND_FUNCTION' } }),
    invoking({
      member: 'stringify',
      arguments: [
        {
          graph: { nodes: [{ object: { properties: [{ key: 'toJSON', value: 2 }] } }, { leaf: { reference: 0 } }] },
        },
      ],
      references: [{ token: '${r}' }],
    }).fails('MALFORMED_VALUE'),
  ]),
  attempt('function-under.then.deep', [
    secretly,
    helper.call('identity', array(object({ a: object({ then: held }) }))).fails('MALFORMED_VALUE'),
  ]),
  attempt('function-under.then.of-array', [
    secretly,
    helper.call('waitFor', ['array', [], { properties: [['then', held]] }]).fails('MALFORMED_VALUE'),
  ]),
  attempt('function-under.then.in-map', [
    secretly,
    helper.call('identity', ['map', [[text('k'), object({ then: held })]]]).fails('MALFORMED_VALUE'),
  ]),
  attempt('species.of-array', [
    helper.get('Money').byReference().as('money').refers({ kind: 'CLASS' }),
    helper
      .call('mapped', ['array', [number(1)], { properties: [['constructor', reference('money')]] }])
      .fails('MALFORMED_VALUE'),
  ]),
  attempt(
    'species.as-data',
    helper.call('mapped', ['array', [number(1)], { properties: [['constructor', text('x')]] }]).throws(typeError),
  ),
  attempt('clone.constructor-as-data', helper.call('clone', object({ constructor: text('x') })).throws(typeError)),
  attempt(
    'thenable.as-data',
    helper
      .call('waitFor', object({ then: text('x') }))
      .later()
      .gives(object({ then: text('x') })),
  ),
  attempt(
    'thenable.nested-objects',
    helper
      .call('waitFor', object({ then: object({}) }))
      .later()
      .gives(object({ then: object({}) })),
  ),
  attempt('to-string.as-data', helper.call('describe', object({ toString: text('x') })).throws(typeError)),
  attempt(
    'to-string.all-as-data',
    helper.call('describe', object({ toString: NULL, valueOf: NULL })).throws(typeError),
  ),
  attempt(
    'value-of.as-data',
    helper.call('sum', object({ valueOf: number(1) }), number(1)).gives(text('[object Object]1')),
  ),
  attempt('key.as-data', helper.call('keyed', object({ toString: number(1), valueOf: number(1) })).throws(typeError)),
  attempt('proto.as-key', helper.call('keyed', text('__proto__')).gives(object({ ['__proto__']: number(1) }))),
  attempt('to-json.as-data', helper.call('stringify', object({ toJSON: text('x') })).gives(text('{"toJSON":"x"}'))),
  attempt(
    'compare.objects',
    helper.call('compare', object({ valueOf: number(1) }), number(1)).gives(['boolean', false]),
  ),
  attempt('length.as-data', helper.call('mapped', object({ length: number(4294967295) })).throws(typeError)),
  attempt('join.as-data', helper.call('joined', object({ length: number(1e9), join: text('x') })).throws(typeError)),
  attempt(
    'iterator.as-data',
    helper.call('spread', object({ 'Symbol.iterator': text('x'), '@@iterator': text('x') })).throws(typeError),
  ),
  attempt('number.as-data', helper.call('asNumber', object({ '@@toPrimitive': text('x') })).gives(number(NaN))),
  attempt('regexp.bad', helper.call('regexpOf', text('(')).throws({ name: 'SyntaxError' })),
  attempt('this.borrowed', [
    helper.get('secret').byReference().as('secret').refers(),
    refused(target('secret').call('call', object({}))),
    refused(target('secret').call('apply', object({}))),
    refused(target('secret').call('bind', object({}))),
  ]),
  attempt('callback.class', [
    helper.get('Money').byReference().as('money').refers(),
    helper.call('each', array(number(1)), reference('money')).throws(typeError),
  ]),
  attempt('callback.intrinsic', [
    helper.get('settings.list').byReference().as('list').refers({ kind: 'ARRAY' }),
    target('list').get('map').byReference().as('map').refers({ kind: 'FUNCTION' }),
    target('map').call('').throws(typeError),
    target('list').call('map', reference('map')).throws(typeError),
    helper.call('each', array(number(1)), reference('map')).throws(typeError),
  ]),
  attempt('callback.intrinsic.constructor', [
    helper.get('settings.list').byReference().as('list').refers(),
    target('list').get('map').byReference().as('map').refers(),
    refused(target('map').call('constructor', text('return 1'))),
    refused(target('map').call('call', array(), reference('map'))),
  ]),
];
