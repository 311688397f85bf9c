/** Large texts of the formats that are programs, units or lists of calls rather than maps of settings. */
import { crlf, type Generator, type LargeText, many, nested, table } from './generated-text';

const SYSTEMD: Readonly<Record<string, Generator>> = {
  'many variables': many((index) => `Environment=A${index}_SMTP_HOST=smtp.acme-mail.org\n`, '[Service]\n'),
  'many variables, CRLF': crlf(many((index) => `Environment=A${index}_SMTP_HOST=smtp.acme-mail.org\n`, '[Service]\n')),
  'many variables in one line': many((index) => ` A${index}_SMTP_HOST=a`, '[Service]\nEnvironment=', '\n'),
  'many variables in quotes': many((index) => ` "A${index}_SMTP_HOST=a b"`, '[Service]\nEnvironment=', '\n'),
  'one variable many times': many(
    'Environment=SMTP_PORT=25\n',
    '[Service]\nEnvironment=SMTP_HOST=mail.acme-mail.org\n',
  ),
  'many resets': many('Environment=\nEnvironment=SMTP_HOST=a\n', '[Service]\n'),
  'many sections': many('[Service]\nEnvironment=SMTP_HOST=mail.acme-mail.org SMTP_PORT=25\n'),
  'many environment files': many((index) => `EnvironmentFile=smtp${index}.env\n`, '[Service]\n'),
  'one environment file many times': many('EnvironmentFile=-.env\n', '[Service]\nEnvironment=SMTP_HOST=a\n'),
  'quotes that are not closed': many('Environment="SMTP_HOST=a\n', '[Service]\n'),
  'continued lines': many(' \\\n A=b', '[Service]\nEnvironment=SMTP_HOST=a', '\n'),
  'continued empty lines': many('\\\n', '[Service]\nEnvironment=SMTP_HOST=a'),
  'comments within continued lines': many(' \\\n# smtp\n', '[Service]\nEnvironment=SMTP_HOST=a'),
  specifiers: many('%i', '[Service]\nEnvironment=SMTP_HOST=', '\n'),
  escapes: many('\\x41', '[Service]\nEnvironment="SMTP_HOST=', '"\n'),
  'one long value': many('x', '[Service]\nEnvironment=SMTP_HOST=', '\n'),
  blanks: many(' \t', '[Service]\nEnvironment=SMTP_HOST=a', 'A=b\n'),
};

const NIX: Readonly<Record<string, Generator>> = {
  'many parameters': many((index) => `my_own_${index} = "x";\n`, '{ services.postfix.settings.main = {\n', '}; }\n'),
  'many paths': many((index) => `services.postfix.settings.main.my_own_${index} = "x";\n`, '{\n', '}\n'),
  'one path many times': many('services.postfix.settings.main.mynetworks = "0.0.0.0/0";\n', '{\n', '}\n'),
  'many networks': many(
    (index) => `"8.${index >> 8}.${index & 255}.0/24" `,
    '{ services.postfix.networks = [ ',
    ']; }\n',
  ),
  'maps within maps': nested('{ a = ', '; }', '{ services.postfix = ', '; }\n', '1'),
  'maps that are not closed': many('{ services.postfix = ', ''),
  'lists within lists': nested('[ ', ']', '{ services.postfix.networks = ', '; }\n'),
  'brackets within brackets': nested('(', ')', '{ services.postfix.networks = ', '; }\n', '1'),
  'conditions within conditions': nested('lib.mkIf a (', ')', '{ services.postfix = ', '; }\n', '{ }'),
  'alternatives within alternatives': many('if a then b else ', '{ services.postfix.networks = ', '[ ]; }\n'),
  'functions of functions': many('a: ', '{ services.postfix = ', '{ }; }\n'),
  'bindings within bindings': many('let a = 1; in ', '{ services.postfix = ', '{ }; }\n'),
  'many texts together': many(' + "x"', '{ services.postfix.extraConfig = ""', '; }\n'),
  'many lines of main.cf that are filled in': many(
    'my_own = ${x}\n',
    "{ services.postfix.extraConfig = ''\n",
    "''; }\n",
  ),
  'many lines of main.cf': many('my_own = x\n', "{ services.postfix.extraConfig = ''\n", "''; }\n"),
  'many values in a text': many('${a}', '{ services.postfix.hostname = "', '"; }\n'),
  'values within values': nested('"${', '}"', '{ services.postfix.hostname = ', '; }\n', 'a'),
  'quotes that are not closed': many('services.postfix.hostname = "x\n', '{\n'),
  'many comments': many('# services.postfix\n', '{\n', '}\n'),
  'comments that are not closed': many('/* services.postfix ', '{ '),
  'dots of a path': many('a.', '{ services.postfix.', 'b = 1; }\n'),
  blanks: many(' ', '{ services.postfix.networks =', '[ ]; }\n'),
};

const SHELL: Readonly<Record<string, Generator>> = {
  'many calls': many((index) => `postconf -e "my_own_${index} = x"\n`),
  'many settings of one call': many((index) => ` "my_own_${index} = x"`, 'postconf -e', '\n'),
  'one setting many times': many('postconf -e "mynetworks = 0.0.0.0/0"\n'),
  'many services': many((index) => `postconf -M s${index}/inet="s${index} inet n - y - - smtpd"\n`),
  'many patches': many((index) => `postconf -P "s${index}/inet/smtpd_tls_security_level=none"\n`),
  'continued lines': many(' \\\n  "a = b"', 'postconf -e', '\n'),
  'quotes that are not closed': many('postconf -e "a = b\n'),
  'many references': many('$A', 'postconf -e "myhostname = ', '"\n'),
  'references within references': nested('${A:-', '}', 'postconf -e "myhostname = ', '"\n', 'b'),
  'calls within calls': nested('$(echo ', ')', 'postconf -e "myhostname = ', '"\n', 'b'),
  'calls that are not closed': many('$(', 'postconf -e "myhostname = '),
  backquotes: many('`', 'postconf -e "myhostname = '),
  'many heredocs': many((index) => `cat <<A${index}\npostconf -e x=y\nA${index}\n`, 'postconf -e a=b\n'),
  'heredocs that are not closed': many((index) => `cat <<A${index}\n`, 'postconf -e a=b\n'),
  'many conditions': many('if a; then postconf -e "a = b"; fi\n'),
  'conditions within conditions': nested('if a; then ', '; fi', '', '\n', 'postconf -e "a = b"'),
  'many comments': many('# postconf -e a=b\n', 'postconf -e a=b\n'),
  'one long value': many('x', 'postconf -e "myhostname = ', '"\n'),
  backslashes: many('\\', 'postconf -e "myhostname = ', '"\n'),
  blanks: many(' \t', 'postconf -e', 'a=b\n'),
};

const HJSON: Readonly<Record<string, Generator>> = {
  'many settings': many((index) => `  a${index}: b\n`, '{\n  email: {\n', '  }\n}\n'),
  'one setting many times': many('    connection: "smtp://a:b@mail.acme-mail.org:25"\n', '{\n  email: {\n', '  }\n}\n'),
  'maps within maps': nested('{ email: ', '\n}', '', '\n', '1'),
  'maps that are not closed': many('{ email: '),
  'lists within lists': nested('[', ']', '{ email: ', ' }\n'),
  'texts of many lines': many('x\n', "{ email: { connection: '''", "''' } }\n"),
  'texts that are not closed': many("email: '''\n", '{\n'),
  'quotes that are not closed': many('email: "x\n', '{\n'),
  'values without quotes': many(' smtp', '{\n email: ', '\n}\n'),
  'many comments': many('# email\n', '{\n', '}\n'),
  'comments that are not closed': many('/* ', '{ email: 1 '),
  blanks: many(' ', '{ email:', '1 }\n'),
};

export const PROGRAM_TEXTS: readonly LargeText[] = [
  ...table('mail.service', SYSTEMD),
  ...table('postfix.nix', NIX),
  ...table('entrypoint.sh', SHELL),
  ...table('lemmy.hjson', HJSON),
];
