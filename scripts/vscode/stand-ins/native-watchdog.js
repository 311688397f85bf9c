/**
 * Stands in for the native module that ends an extension host whose event loop hangs after its parent has gone.
 * VS Code polls for its parent as well, and our runner ends the whole process tree.
 */
exports.start = () => {};
exports.exit = (code) => process.exit(code);
