// A CommonJS module that exports what it has at hand.

exports.self = function () {
  return this;
};
exports.require = require;
exports.module = module;
exports.moduleRequire = module.require;
exports.main = require.main;
exports.extensions = require.extensions;
exports.resolve = require.resolve;
exports.children = module.children;
exports.named = function () {};
exports.named.self = exports.self;
