/**
 * `submission/inet/smtpd_tls_security_level=encrypt`: options of services as `postconf -P` takes them, one a line. A file
 * of such lines changes a master.cf that is not at hand (docker-mailserver's `postfix-master.cf`).
 */
import type { Edit, Span } from '../model';
import type { Field, Override, ServiceEntry } from './master-cf-tree';
import { contentEnd, endOfLine, type LogicalLine, lineBreakOf, removeLine, spanOf, trimmed } from './postfix-lines';
import { isTemplateText } from './postfix-templates';

const PATCH = /^([\w.:[\]-]+)\/(inet|unix|unix-dgram|fifo|pass)\/([^\s=/]+)\s*=/;

/** The program that a service surely runs: mail programs speak to smtpd, and port 25 may be that of postscreen. */
const programOf = (service: string, type: string): string =>
  type === 'inet' && /^(?:submissions?|smtps|587|465)$/.test(service) ? 'smtpd' : '';

interface Patch {
  readonly service: Field;
  readonly type: Field;
  readonly override: Override;
}

function readPatch(line: LogicalLine, text: string, uri: string): Patch | undefined {
  const [head, service = '', type = '', name = ''] = PATCH.exec(line.text) ?? [];
  if (head === undefined || line.pieces.length > 1) return undefined;
  const field = (word: string, from: number): Field => ({ text: word, span: spanOf(line, from, from + word.length) });
  const from = service.length + type.length + 2;
  const { start, end } = trimmed(line.text, head.length, line.text.length);
  const nameSpan = spanOf(line, from, from + name.length);
  const at: Span = spanOf(line, start, end);
  return {
    service: field(service, 0),
    type: field(type, service.length + 1),
    override: {
      name,
      nameSpan,
      value: line.text.slice(start, end),
      at,
      line,
      position: start,
      certain: !line.conditional && !line.interrupted && !isTemplateText(line.text),
      option: spanOf(line, 0, end),
      editable: {
        replace: (next) => writable(String(next), (value) => ({ uri, span: at, text: value })),
        remove: () => removeLine(text, uri, line),
        rename: (next) => ({ uri, span: nameSpan, text: next }),
      },
    },
  };
}

/** `postconf -P` takes no blanks in a value; a list goes without. */
function writable(value: string, edit: (value: string) => Edit): Edit | undefined {
  const compact = value.replace(/,\s+/g, ',');
  return /\s/.test(compact) ? undefined : edit(compact);
}

/** The services that the lines speak of, with what they set; undefined where some line is in another form. */
export function patchedServices(lines: readonly LogicalLine[], text: string, uri: string): ServiceEntry[] | undefined {
  const patches = lines.map((line) => readPatch(line, text, uri));
  if (patches.length === 0 || patches.some((patch) => !patch)) return undefined;
  const services = new Map<string, [Patch, ...Patch[]]>();
  for (const patch of patches as Patch[]) {
    const key = `${patch.service.text}/${patch.type.text}`;
    const earlier = services.get(key);
    if (earlier) earlier.push(patch);
    else services.set(key, [patch]);
  }
  return [...services].map(([key, own]) => serviceOf(key, own, text, uri));
}

function serviceOf(key: string, patches: readonly [Patch, ...Patch[]], text: string, uri: string): ServiceEntry {
  const [{ service, type, override: first }] = patches;
  const last = patches.at(-1)!.override;
  const unsaid: Field = { text: '', span: service.span };
  return {
    service,
    type,
    private: unsaid,
    unprivileged: unsaid,
    chroot: unsaid,
    wakeup: unsaid,
    processes: unsaid,
    program: { text: programOf(service.text, type.text), span: service.span },
    overrides: patches.map(({ override }) => override),
    operands: [],
    line: first.line,
    extent: { start: service.span.start, end: last.at.end },
    certain: true,
    faults: patches
      .filter(({ override: { value, certain } }) => certain && /\s/.test(value))
      .map(({ override: { at, name } }) => ({ kind: 'blank-in-value', span: at, name })),
    editable: { replace: () => undefined },
    insert(name, value) {
      const end = contentEnd(text, endOfLine(last.line));
      const line = `${lineBreakOf(text)}${key}/${name}=${value.replace(/,\s+/g, ',')}`;
      return { uri, span: { start: end, end }, text: line };
    },
  };
}
