#!/usr/bin/env node
/**
 * Starts the command line. The rest of it is in a file of its own: the version is printed without loading that, and Node
 * keeps what it has compiled of it (from 22.1 on).
 */
import nodeModule from 'node:module';
import { join } from 'node:path';
import { version } from '../../package.json';

/** Absent from Node 20, whose types these are. */
const { enableCompileCache } = nodeModule as unknown as { readonly enableCompileCache?: () => unknown };

const [first, ...more] = process.argv.slice(2);
if (more.length === 0 && (first === '--version' || first === '-v')) process.stdout.write(`${version}\n`);
else {
  enableCompileCache?.();
  require(join(__dirname, 'command.js'));
}
