// What nobody gets, asked for by a result, and one of them by every way that there is.

import { UNDEFINED, importing, module, target, text } from '../../lib/steps.mjs';
import { attempt, refused, spelled, withheld } from './attempt.mjs';

const never = module('./reach/never.js');

const names = [
  'Function AsyncFunction GeneratorFunction AsyncGeneratorFunction evaluate globalThis process environment report exit',
  'kill binding dlopen mainModule require moduleRequire compile loaders Reflect Proxy Object WebAssembly compileWasm',
  'ObjectPrototype FunctionPrototype ArrayPrototype MapPrototype PromisePrototype IteratorPrototype call bind applyTo',
  'constructWith defineProperty setPrototypeOf assign hasOwn fs promises realpathNative exec vm log fetch',
  'ForeignFunction foreignEval foreignReflect foreignAsyncFunction foreignProxy foreignPrototype transfer importMeta',
].flatMap((line) => line.split(' '));

const notAFunction = [
  'globalThis process environment report loaders Reflect WebAssembly ObjectPrototype ArrayPrototype MapPrototype',
  'PromisePrototype IteratorPrototype fs promises vm importMeta',
].flatMap((line) => line.split(' '));

const granted = names.map((name) =>
  attempt(spelled(name), [
    withheld(never.call('give', text(name)).byReference()),
    withheld(never.get(`holder.${name}`).byReference()),
    notAFunction.includes(name)
      ? never.call(`holder.${name}`).fails('NOT_A_FUNCTION')
      : refused(never.call(`holder.${name}`, text('1'))),
    refused(never.get(`holder.${name}.name`).byReference()),
  ]),
);

const process = text('process');
const uncopyable = (step) => step.fails('RESULT_NOT_SERIALIZABLE');

const ways = [
  attempt('way.copy', [
    withheld(never.call('give', process)),
    withheld(never.call('give', process).encoded('JSON')),
    withheld(never.call('give', process).encoded('STRUCTURED')),
  ]),
  attempt('way.in-array', withheld(never.call('inArray', process))),
  attempt('way.in-array.json', withheld(never.call('inArray', process).encoded('JSON'))),
  attempt('way.in-object', withheld(never.call('inObject', text('globalThis')))),
  attempt('way.in-map', withheld(never.call('inMap', process))),
  attempt('way.as-map-key', withheld(never.call('asKey', process))),
  attempt('way.in-set', withheld(never.call('inSet', text('environment')))),
  attempt('way.as-cause', withheld(never.call('asCause', process))),
  attempt('way.live', withheld(never.call('live', process))),
  attempt('way.live.by-reference', withheld(never.call('live', text('Function')).byReference())),
  attempt('way.live-inside', withheld(never.call('liveInside', text('require')))),
  attempt('way.owned', withheld(never.call('owned', process).byReference())),
  attempt('way.awaited', [
    withheld(never.call('later', process).later()),
    withheld(never.call('later', text('evaluate')).later().byReference()),
  ]),
  attempt('way.thenable', withheld(never.call('thenable', process).later().byReference())),
  attempt('way.thrown', never.call('thrown', process).throws({ message: 'an object', truncated: true })),
  attempt('way.rejected', never.call('rejected', text('globalThis')).later().throws({ truncated: true })),
  attempt('way.to-json', withheld(never.call('jsonOf', process))),
  attempt('way.iterator', [
    never.call('iterated', process).byReference().as('it').refers(),
    withheld(target('it').call('next')),
  ]),
  attempt('way.generator', [
    never.call('yielded', text('Function')).byReference().as('it').refers(),
    target('it').call('next').byReference().as('step').refers(),
    withheld(target('step').get('value').byReference()),
    refused(target('step').call('value', text('return 1'))),
  ]),
  attempt('way.getter', [
    withheld(never.get('withGetter.process').byReference()),
    refused(never.get('withGetter.process.pid')),
    refused(never.call('withGetter.process.exit')),
  ]),
  attempt('way.getter-of-itself', never.get('withGetter.itself.itself.itself').byReference().refers()),
  attempt('way.array-of-references', [
    never.call('inArray', text('Function')).byReference().as('box').refers({ kind: 'ARRAY' }),
    withheld(target('box').get('0').byReference()),
    refused(target('box').call('0', text('return 1'))),
    refused(target('box').construct('0', text('return 1'))),
    withheld(target('box').call('at', ['number', '0']).byReference()),
  ]),
  attempt('way.map-of-references', [
    never.call('inMap', text('evaluate')).byReference().as('box').refers(),
    withheld(target('box').call('get', text('k')).byReference()),
  ]),
  attempt('way.constructed', refused(never.construct('holder.Function', text('return process')))),
  attempt('way.wrapped-in-proxy', [
    refused(never.call('holder.wrapped', text('return process'))),
    refused(never.construct('holder.wrapped', text('return process'))),
    never.call('give', text('wrapped')).byReference().as('wrapped').refers(),
    refused(target('wrapped').call('', text('return process'))),
    never.call('inArray', text('globalThis')).byReference().as('list').refers(),
    refused(target('list').call('map', ['reference', 'wrapped'])),
    refused(target('list').call('find', ['reference', 'wrapped'])),
    refused(target('list').call('reduce', ['reference', 'wrapped'], text('x'))),
  ]),
  attempt('way.void', never.call('give', process).toNothing().completes()),
  attempt('way.undefined-name', never.call('give', text('nothing')).gives(UNDEFINED)),
];

const common = module('./reach/common.cjs');

// A function of CommonJS that is called with no object has the global one for `this`.
const commonJs = [
  attempt('common.self', [withheld(common.call('self').byReference()), withheld(common.call('self'))]),
  attempt('common.self.as-method', common.call('named.self').byReference().refers({ kind: 'FUNCTION' })),
  attempt('common.self.by-reference', [
    common.get('self').byReference().as('self').refers(),
    withheld(target('self').call('').byReference()),
  ]),
  attempt('common.require', [refused(common.call('require', text('fs'))), refused(common.get('require.cache'))]),
  attempt('common.require.main', refused(common.get('require.main').byReference())),
  attempt('common.module', [refused(common.call('module.require', text('fs'))), refused(common.get('module.exports'))]),
  attempt('common.module.paths', refused(common.get('module.paths'))),
  attempt('common.module.filename', refused(common.get('module.filename'))),
  attempt('common.module-require', [
    refused(common.call('moduleRequire', text('child_process'))),
    refused(common.call('moduleRequire', text('/etc/passwd'))),
  ]),
  attempt('common.resolve', [
    refused(common.call('resolve', text('/etc/passwd'))),
    withheld(common.get('resolve').byReference()),
    refused(common.call('default.resolve.paths', text('x'))),
  ]),
  attempt('common.children', refused(common.call('children.push', text('x')))),
  attempt('common.extensions', withheld(common.get('extensions').byReference())),
  attempt('common.default', [
    refused(common.call('default.require', text('fs'))),
    withheld(common.get('default.require').byReference()),
  ]),
];

const careless = module('./reach/namespaces.js');

const functions = [
  'readFileSync exec spawnSync fork runInThisContext createContext createRequire register writeHeapSnapshot',
  'setFlagsFromString createServer lookup userInfo inspect inherits promisify getEventListeners once pipeline',
  'executionAsyncResource subscribe setEngine expose transfer reference stringify captureStackTrace later repeatedly',
  'soon clone',
].flatMap((line) => line.split(' '));

const exportsOfNode = [
  ...functions.map((name) =>
    attempt(spelled(`export.${name}`), [
      refused(careless.call(name, text('x'))),
      withheld(careless.get(name).byReference()),
    ]),
  ),
  ...['Script', 'Module', 'Worker', 'Session'].map((name) =>
    attempt(spelled(`export.class.${name}`), refused(careless.construct(name, text('1')))),
  ),
  ...['fs.readFileSync', 'childProcess.execSync', 'util.inspect', 'http.request'].map((path) =>
    attempt(spelled(`namespace.${path}`), [
      refused(careless.call(path, text('/etc/passwd'))),
      withheld(careless.get(path.split('.')[0]).byReference()),
    ]),
  ),
  attempt('namespace.api.expose', refused(careless.call('api.expose', ['object', [['greet', text('mine')]]]))),
  attempt('namespace.api.transfer', refused(careless.call('api.transfer', ['object', []]))),
  attempt('namespace.of-author', refused(careless.call('kinds.contextGlobal.eval', text('1')))),
  attempt('namespace.of-itself', refused(careless.get('self.self.fs.promises').byReference())),
  attempt('namespace.promises', refused(careless.call('promises.readFile', text('/etc/passwd')).later())),
  attempt('export.pure', careless.call('join', text('a'), text('../b')).gives(text('b'))),
  attempt('whole.esm', [
    refused(module('./reach/whole_fs.mjs').call('readFileSync', text('/etc/passwd'), text('utf8'))),
    refused(module('./reach/whole_fs.mjs').construct('WriteStream', text('/tmp/x'))),
    importing('./reach/whole_fs.mjs').as('fs').refers({ kind: 'MODULE' }),
    refused(target('fs').call('promises.readFile', text('/etc/passwd'))),
    refused(target('fs').get('constants.O_RDONLY')),
  ]),
  attempt('whole.common-js', [
    refused(module('./reach/whole_fs.cjs').call('readFileSync', text('/etc/passwd'), text('utf8'))),
    refused(module('./reach/whole_fs.cjs').call('default.readFileSync', text('/etc/passwd'), text('utf8'))),
  ]),
];

export { granted, ways, commonJs, exportsOfNode };
