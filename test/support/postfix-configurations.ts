/** Postfix configurations of every kind, for comparing our reading with that of the real program. */
import { PARAMETERS } from '../../src/analyzer/data/postfix-parameters';

export interface PostfixConfiguration {
  readonly name: string;
  readonly main: string;
  readonly master?: string;
}

/** What every configuration sets, so that no value depends on the machine. */
const HEAD = `compatibility_level = 3.6
myhostname = mail.example.org
mydomain = example.org
mail_version = 3.7
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`;

const main = (name: string, text: string): PostfixConfiguration => ({ name, main: HEAD + text });

const STOCK = `smtp      inet  n       -       y       -       -       smtpd
pickup    unix  n       -       y       60      1       pickup
cleanup   unix  n       -       y       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       y       1000?   1       tlsmgr
rewrite   unix  -       -       y       -       -       trivial-rewrite
bounce    unix  -       -       y       -       0       bounce
defer     unix  -       -       y       -       0       bounce
trace     unix  -       -       y       -       0       bounce
verify    unix  -       -       y       -       1       verify
smtp      unix  -       -       y       -       -       smtp
relay     unix  -       -       y       -       -       smtp
error     unix  -       -       y       -       -       error
local     unix  -       n       n       -       -       local
virtual   unix  -       n       n       -       -       virtual
lmtp      unix  -       -       y       -       -       lmtp
`;

const both = (name: string, text: string, services: string): PostfixConfiguration => ({
  name,
  main: HEAD + text,
  master: STOCK + services,
});

/** One case of the grammar or of the evaluation each. */
export const WRITTEN_CONFIGURATIONS: readonly PostfixConfiguration[] = [
  main('an empty rest', ''),
  main('a value over several lines', 'mydestination = a,\n  b\n\tc\n'),
  main('comments and blank lines inside of a value', 'mydestination = a,\n# c\n   # d\n\n  b\n'),
  main('a swallowed parameter', 'biff = no\n  mail_name = swallowed\n'),
  main('a swallowed parameter behind comments', 'mail_name = x\n#relayhost = y\n  relayhost = z\n'),
  main('an indented comment alone', '   # only a comment\nbiff = no\n'),
  { name: 'an indented first line', main: `  mail_name = lost\n${HEAD}` },
  { name: 'an indented line behind comments only', main: `# one\n\n  mail_name = lost\n${HEAD}` },
  main('no final line break', 'mail_name = x'),
  { name: 'carriage returns', main: HEAD.replaceAll('\n', '\r\n') + 'mydestination = a,\r\n  b\r\nrelayhost =\r\n' },
  { name: 'a byte order mark', main: `\uFEFFbiff = no\n${HEAD}` },
  { name: 'a byte order mark in front of a comment', main: `\uFEFF# hello\n${HEAD}` },
  main('a no-break space', '\u00A0mail_name = x\n'),
  main('bytes above 127', 'mail_name = Größe ✉\n'),
  main('a null byte', 'mail_name = a\0b\n'),
  main('other kinds of whitespace', 'mail_name\v=\f a\tb \v\n'),
  main('no blanks', 'mail_name=x\n'),
  main('an equals sign in a value', 'mail_name = a=b = c\n'),
  main('an empty value', 'mail_name =\nrelayhost=\n'),
  main('a line without an equals sign', 'mail_name\n'),
  main('a colon for an equals sign', 'biff: no\n'),
  main('a blank in a name', 'mail name = x\n'),
  main('a semicolon comment', '; comment\n'),
  main('a section', '[section]\n'),
  main('a line without a name', '= x\n'),
  main('a plus sign', 'mydestination += a\n'),
  main('a backslash at the end', 'mydestination = a, \\\n  b\n'),
  main('a backslash before a line without a blank', 'mydestination = a, \\\nb\n'),
  main('quotes', 'mail_name = "x y"\n'),
  main('a comment behind a value', 'mail_name = a # b\n'),
  main('a duplicate', 'mail_name = a\nmail_name = b\n'),
  main('a duplicate with the same value', 'mail_name = a\nmail_name = a\n'),
  main('three of a kind', 'mail_name = a\nmail_name = b\nmail_name = c\n'),
  main('names with capitals', 'Mail_Name = a\n'),
  main('names with dots and dashes', 'a.b = c\nd-e = f\n'),
  main('a misspelt name', 'mail_nam = a\n'),
  main('a name of the author', 'mine = a\nmail_name = $mine\n'),
  main('a chain of names', 'one = $two\ntwo = $three\nthree = x\nmail_name = $one\n'),
  main('a name that nothing refers to', 'mine = a\n'),
  main('a name that only an unused one refers to', 'mine = a\nother = $mine\n'),
  main('three ways to refer', 'mine = a\nmail_name = $mine ${mine} $(mine) $mine-x $mine_x\nmine_x = b\n'),
  main('two dollars', 'mail_name = a$$b $${c}\n'),
  main('an undefined name', 'mail_name = a$nothing b\n'),
  main('a test of an undefined name', 'mail_name = ${nothing?yes}${nothing:no}\n'),
  main('a test of a defined name', 'mine = 1\nempty =\nmail_name = ${mine?yes}${mine:no}${empty?yes}${empty:no}\n'),
  main('branches in braces', 'mine = 1\nmail_name = ${mine?{a b}:{c d}} ${mine ? { a } : { b }} ${mine:{x}}\n'),
  main('a branch to the end', 'mine = 1\nmail_name = ${mine?a:b} ${mine?a{b}c} ${mine?{a}:b c}\n'),
  main('an empty branch', 'mine = 1\nmail_name = [${mine?{}}] [${mine?{}:{x}}] [${mine?}]\n'),
  main(
    'nested names',
    'mine = 1\nother = o\nmail_name = ${mine?{$other}} ${mine?${other}} ${mine?{${other?{x}:{y}}}}\n',
  ),
  main(
    'comparisons',
    'mine = 1\nmail_name = ${{$mine} == {1}} ${{a} != {a}} ${{$mine} == {1} ? {yes} : {no}} ${{b} < {a}:{no}}\n',
  ),
  main(
    'comparisons of numbers and texts',
    'mail_name = ${{10} > {9}} ${{a10} < {a9}} ${{9} <= {09}} ${{} == {}} ${{ a } == {a}:{differ}}\n',
  ),
  main(
    'comparisons of levels',
    'mail_name = ${{3.10} >=level {3.9} ? {y} : {n}} ${{3.10} >= {3.9} ? {y} : {n}} ${{3} ==level {3.0} ? {y} : {n}}\n',
  ),
  main('an unclosed brace', 'mail_name = ${mine\n'),
  main('a brace closed by a bracket', 'mail_name = ${mine)\n'),
  main('a dollar at the end', 'mail_name = a$\n'),
  main('a dollar before a blank', 'mail_name = a$ b\n'),
  main('an empty name', 'mail_name = ${}\n'),
  main('a dash in a name', 'mail_name = ${a-b}\n'),
  main('a wrong operator', 'mail_name = ${{a} = {b}}\n'),
  main('text behind a branch', 'mine = 1\nmail_name = ${mine?{a}b}\n'),
  main('branches in the wrong order', 'mine = 1\nmail_name = ${mine:{a}?{b}}\n'),
  main('a name that is its own value', 'mail_name = a$mail_name\n'),
  main('a cycle', 'one = $two\ntwo = $one\nmail_name = $one\n'),
  main(
    'raw parameters',
    'mailbox_command = /bin/x "$HOME" ${home}\nforward_path = $home/.forward\nluser_relay = $user@x\n',
  ),
  main('restriction classes', 'smtpd_restriction_classes = mine, other\nmine = reject\nother = permit\n'),
  main('a class for want of what smtpd does not read', 'smtpd_restriction_classes = ${smtp_helo_name:mine}\n'),
  main('a table with text behind its brace', 'virtual_alias_maps = inline:{{a=b}}x\n'),
  main('a class without a definition', 'smtpd_restriction_classes = mine\nsmtpd_client_restrictions = mine\n'),
  main(
    'tables in main.cf',
    'virtual_alias_maps = ldap:people, proxy:mysql:things\npeople_search_base = x\nthings_dbname = y\npeople_nonsense = z\n',
  ),
  main('a table in a file', 'virtual_alias_maps = ldap:/etc/people.cf\npeople_search_base = x\n'),
  main('read-only names', 'process_name = x\n'),
  main('old names', 'virtual_maps = hash:/x\nfallback_relay = y\n'),
  { name: 'no compatibility level', main: HEAD.replace(/^.*\n/, '') },
  { name: 'compatibility level 1', main: HEAD.replace('3.6', '1') },
  { name: 'compatibility level 2', main: HEAD.replace('3.6', '2') },
  { name: 'compatibility level 3.5', main: HEAD.replace('3.6', '3.5') },
  { name: 'a compatibility level of the future', main: HEAD.replace('3.6', '9.9') },
  { name: 'a compatibility level that is none', main: HEAD.replace('3.6', 'yes') },
  { name: 'an empty compatibility level', main: HEAD.replace('3.6', '') },
  main(
    'inline tables',
    'virtual_alias_maps = inline:{ {a = b}, {c=d} }\nsmtpd_client_restrictions = check_client_access cidr:{{10.0.0.0/8 OK}}\n',
  ),
  both('a stock master.cf', '', ''),
  both(
    'overrides in every spelling',
    '',
    'submission inet n - y - - smtpd\n  -o syslog_name=postfix/submission\n  -vo smtpd_tls_security_level=encrypt\n  -v -o { smtpd_client_restrictions = permit_sasl_authenticated, reject } -o smtpd_helo_restrictions=\n',
  ),
  both(
    'an override of a name in main.cf',
    'mine = may\nsmtpd_tls_security_level = $mine\n',
    'submission inet n - y - - smtpd\n  -o mine=encrypt -o smtpd_banner=$smtpd_tls_security_level\n',
  ),
  both('an override twice', '', 'submission inet n - y - - smtpd -o mail_name=a -o mail_name=b\n'),
  both('names of services', '', 'submission inet n - y - - smtpd -o syslog_name=$service_name\n'),
  both(
    'an undefined name in an override',
    '',
    'submission inet n - y - - smtpd -o smtpd_client_restrictions=$mua_client_restrictions\n',
  ),
  both(
    'a name for an override',
    'mua_client_restrictions = reject\n',
    'submission inet n - y - - smtpd -o smtpd_client_restrictions=$mua_client_restrictions\n',
  ),
  both('an unknown name in an override', '', 'submission inet n - y - - smtpd -o nonsense=1\n'),
  both('quotes around an override', '', "submission inet n - y - - smtpd -o 'smtpd_tls_security_level=encrypt'\n"),
  both(
    'blanks around the equals sign',
    '',
    'submission inet n - y - - smtpd\n  -o smtpd_tls_security_level = encrypt\n',
  ),
  both(
    'a blank behind the equals sign',
    '',
    'submission inet n - y - - smtpd\n  -o smtpd_tls_security_level= encrypt\n',
  ),
  both(
    'braces without an equals sign',
    '',
    'submission inet n - y - - smtpd\n  -o { smtpd_tls_security_level encrypt }\n',
  ),
  both(
    'a service of the author',
    'slow_destination_rate_delay = 5s\nfast_destination_rate_delay = 1s\n',
    'slow unix - - y - - smtp\n',
  ),
  both(
    'a command with a time limit',
    'filter_time_limit = 10s\nother_time_limit = 1s\n',
    'filter unix - n n - - pipe\n  flags=R user=x argv=/bin/x -o ${sender}\n',
  ),
  both(
    'options in front of a command',
    '',
    'filter unix - n n - - pipe -o mail_name=x\n  flags=R user=x argv=/bin/x -o not_an_option=1\n',
  ),
  both('the same service twice', '', 'smtp inet n - y - - smtpd -o mail_name=second\n'),
  both(
    'hosts and ports',
    '',
    '127.0.0.1:10025 inet n - y - - smtpd\n[::1]:587 inet n - y - - smtpd\n2525 inet n - y - - smtpd\n',
  ),
  both('too few fields', '', 'submission inet n - y - - \n'),
  both('an option that is not indented', '', 'submission inet n - y - - smtpd\n-o mail_name=x\n'),
  both('a wrong type', '', 'submission tcp n - y - - smtpd\n'),
  both('a wrong private field', '', 'submission inet N - y - - smtpd\n'),
  both('a wrong chroot field', '', 'submission inet n - yes - - smtpd\n'),
  both('a wrong wakeup field', '', 'submission inet n - y x - smtpd\n'),
  both('a wrong process limit', '', 'submission inet n - y - 1.5 smtpd\n'),
  both(
    'comments and blank lines inside of an entry',
    '',
    'submission inet n - y - - smtpd\n# c\n\n   # d\n  -o mail_name=x\n',
  ),
  {
    name: 'a master.cf with carriage returns',
    main: HEAD,
    master: `${STOCK}587 inet n - y - - smtpd\n  -o mail_name=x\n`.replaceAll('\n', '\r\n'),
  },
  { name: 'a master.cf that begins with a blank', main: HEAD, master: `  -o lost=1\n${STOCK}` },
];

/** A sequence that is the same in every run (Mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const OWN_NAMES = ['mine', 'other_list', 'x1', 'mua_client_restrictions', 'no_such_name'];

/**
 * Configurations of random parameters, expressions, spacing and services. `-oname=value` without a blank is left out:
 * postconf 3.7 prints a name from freed memory for it, which the daemons do not.
 */
/** Few, so that services often set one twice, and refer to what they or main.cf set. */
const SERVICE_NAMES = [
  'mua_client',
  'mua_helo',
  'smtpd_banner',
  'smtpd_helo_restrictions',
  'smtpd_client_restrictions',
];

export function* generatedConfigurations(count: number, first = 1): Generator<PostfixConfiguration> {
  // Values that stop postconf itself are for the written cases.
  const settable = [...PARAMETERS.values()].filter(
    ({ name, type, class: kind, since, removed }) =>
      !kind &&
      !removed &&
      !type &&
      !since?.startsWith('3.') &&
      !/^(?:inet_|myhostname|mydomain|mynetworks|compat|config_|mail_version|smtpd_relay_restrictions|multi_|queue_dir|data_dir|mail_owner|setgid|default_privs|import_env|export_env|command_dir|daemon_dir|manpage_|html_|readme_|sample_|shlib_|meta_|mail_release|process_|alias_|local_recipient_maps|proxy_)/.test(
        name,
      ),
  );
  for (let seed = first; seed < first + count; seed++) {
    const next = random(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
    const chance = (share: number) => next() < share;
    const word = () =>
      pick([
        'yes',
        'no',
        'may',
        'encrypt',
        '127.0.0.1',
        'hash:/etc/x',
        'a',
        'b=c',
        'permit',
        'reject',
        '3.9',
        '10',
        '9',
        '}x',
        'ü',
        '100%',
      ]);
    const name = () => (chance(0.5) ? pick(OWN_NAMES) : pick(settable).name);
    const expression = (depth: number): string => {
      const inner = () => (depth > 2 ? pick(['a', 'b', '1', '']) : text(depth + 1));
      switch (Math.floor(next() * 9)) {
        case 0:
          return `$${pick(OWN_NAMES)}`;
        case 1:
          return `\${${name()}}`;
        case 2:
          return `$(${pick(OWN_NAMES)})`;
        case 3:
          return `\${${name()}?${pick(['a', 'b c', ''])}}`;
        case 4:
          return `\${${name()}:${pick(['a', 'b c', ''])}}`;
        case 5:
          return `\${${name()}${pick(['', ' '])}?${pick(['', ' '])}{${inner()}}${pick(['', ' '])}:${pick(['', ' '])}{${inner()}}}`;
        case 6:
          return `\${{${inner()}} ${pick(['==', '!=', '<', '<=', '>=', '>'])} {${inner()}}${pick([' ? {y} : {n}', '?{y}', ':{n}', ''])}}`;
        case 7:
          return `\${{${pick(['3.6', '3.10', '4'])}} ${pick(['==', '<', '>='])}level {${pick(['3.9', '3.6'])}} ? {${inner()}} : {n}}`;
        default:
          return '$$';
      }
    };
    const text = (depth: number): string =>
      Array.from({ length: 1 + Math.floor(next() * 3) }, () =>
        chance(0.4) ? expression(depth) : pick(['a', 'b', '1', '22', 'yes']),
      ).join(pick(['', ' ', ', ']));
    const value = () => {
      const parts = Array.from({ length: Math.floor(next() * 5) }, () => (chance(0.4) ? expression(0) : word()));
      return parts
        .map(
          (part, index) =>
            part +
            (index === parts.length - 1 ? '' : pick([' ', ', ', ',', '\n  ', ',\n\t', '\n# between\n  ', '\n\n  '])),
        )
        .join('');
    };
    /** Balanced braces, as a group or in conditions. No two open ones in a row, which are taken for a template's. */
    const groups = (depth: number): string => {
      const inner = () => pick(['x', '1', '$']).replace('$', '$$$$') + (depth > 2 ? '' : groups(depth + 1));
      switch (Math.floor(next() * 5)) {
        case 0:
          return `{${inner()} ${pick(['x', '=', 'b'])}}`;
        case 1:
          return `\${mua_client?{${inner()}}:{${inner()}}}`;
        case 2:
          return `\${{${inner()}} ${pick(['==', '!='])} {${inner()}} ? {${inner()}} : {${inner()}}}`;
        case 3:
          return `$mua_${pick(['client', 'helo', 'nowhere'])}`;
        default:
          return pick(['permit', 'reject', '$smtpd_banner']);
      }
    };
    let lines = HEAD;
    for (const part of ['client', 'helo']) {
      if (chance(0.3))
        lines += `mua_${part} = ${pick(['', 'reject', '$mua_client x', 'a, { b }', '$smtpd_helo_restrictions'])}\n`;
    }
    const size = 1 + Math.floor(next() * 8);
    for (let index = 0; index < size; index++) {
      if (chance(0.15)) lines += pick(['\n', '# a comment\n', '   # an indented one\n', '  \n']);
      lines += `${name()}${pick([' = ', '=', ' =', '= '])}${value()}\n`;
    }
    let master: string | undefined;
    if (chance(0.6)) {
      master = STOCK;
      for (let index = 0; index < 1 + Math.floor(next() * 3); index++) {
        master += `${pick(['submission', 'smtps', '2525', '127.0.0.1:10025'])}${index} ${pick(['inet', 'unix'])} n - ${pick(['y', 'n', '-'])} - ${pick(['-', '1'])} ${pick(['smtpd', 'smtp', 'lmtp'])}`;
        for (let option = 0; option < Math.floor(next() * 6); option++) {
          const shared = chance(0.5);
          const key = shared ? pick(SERVICE_NAMES) : name();
          const inside = shared && chance(0.6) ? groups(0) : value().replace(/\s+/g, ' ').replace(/[{}]/g, '');
          const given = chance(0.5) ? `{ ${key} = ${inside} }` : `${key}=${inside.replace(/ /g, '')}`;
          master += `${pick([' ', '\n  ', '\n# between\n\t'])}${pick(['-o ', '-vo '])}${given}`;
        }
        master += '\n';
      }
    }
    if (chance(0.1)) lines = lines.replaceAll('\n', '\r\n');
    yield { name: `seed ${seed}`, main: lines, master };
  }
}
