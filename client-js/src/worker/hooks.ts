// Loader hooks of a worker; they run on the loader's own thread.
//
// `jsinterop/worker` means the running package from wherever it is imported, so that a module needs no
// node_modules to use it. A module that clients load is imported through a wrapper that only re-exports its
// namespace: import() of the module itself would await an export called `then`.

import type { LoadHook, ResolveHook } from 'node:module';

interface HookData {
  // The URL of `jsinterop/worker`.
  api: string;
  // The URL of the root, with a slash at its end. Packages are looked up from there.
  root: string;
}

let data: HookData | undefined;

export function initialize(given: HookData): void {
  data = given;
}

export const wrapperScheme = 'jsinterop-module:';

export const resolve: ResolveHook = (specifier, context, next) => {
  if (specifier === 'jsinterop/worker' && data !== undefined) {
    return { url: data.api, format: 'module', shortCircuit: true };
  }
  if (specifier.startsWith(wrapperScheme)) return { url: specifier, format: 'module', shortCircuit: true };
  if (context.parentURL?.startsWith(wrapperScheme) && data !== undefined) {
    return next(specifier, { ...context, parentURL: `${data.root}module.js` });
  }
  return next(specifier, context);
};

export const load: LoadHook = (url, context, next) => {
  if (!url.startsWith(wrapperScheme)) return next(url, context);
  const target = JSON.stringify(decodeURIComponent(url.slice(wrapperScheme.length)));
  return {
    format: 'module',
    source: `import * as namespace from ${target};\nexport { namespace };\n`,
    shortCircuit: true,
  };
};
