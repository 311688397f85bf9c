/** What the command line asks for. */
import { parseArgs } from 'node:util';
import { version } from '../../package.json';

export const USAGE = `Usage: mail-config-lint [--format pretty|json] [--fix] [PATH...]

Finds insecure and broken mail settings in nodemailer code, .env files, YAML and Postfix.
A PATH is a file, or a folder that is searched as a workspace of its own; without PATH it is the working directory.

  --format pretty|json   how findings are written (pretty)
  --fix                  apply the safe fixes, then tell what is left
  --version              print the version
  --help                 print this text

Exit status: 0 clean, 1 findings, 2 wrong use, 3 failure.
`;

export const FORMATS = ['pretty', 'json'] as const;

export interface LintOptions {
  readonly kind: 'lint';
  readonly format: (typeof FORMATS)[number];
  readonly fix: boolean;
  readonly paths: readonly string[];
}

export type Options =
  | LintOptions
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'wrong'; readonly because: string };

export function readOptions(args: readonly string[]): Options {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return { kind: 'wrong', because: error instanceof Error ? error.message : String(error) };
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'print', text: USAGE };
  if (values.version) return { kind: 'print', text: `${version}\n` };
  const format = FORMATS.find((name) => name === values.format);
  if (!format)
    return { kind: 'wrong', because: `there is no format '${values.format}'; use one of ${FORMATS.join(', ')}` };
  return { kind: 'lint', format, fix: values.fix, paths: positionals.length > 0 ? positionals : ['.'] };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'pretty' },
      fix: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
}
