/** How programs read a boolean from text. Each parser is named after the library or the rule that it follows. */

export interface Spellings {
  readonly true: readonly string[];
  readonly false: readonly string[];
  readonly anyCase?: boolean;
  /** What any other text is; absent: the program refuses it, or nobody can tell. */
  readonly other?: boolean;
}

export const PARSERS = {
  /** No particular parser is known: what every one of them would agree on. */
  generic: { true: ['true', '1', 'yes', 'on', 't', 'y'], false: ['false', '0', 'no', 'off', 'f', 'n'], anyCase: true },
  'nodemailer-url': { true: ['true'], false: ['false'] },
  'json-parsed': { true: ['true'], false: ['false'] },
  'js-true-false': { true: ['true', '1'], false: ['false', '0'], anyCase: true },
  'js-json-bool': { true: ['true', '1'], false: ['false', '0'] },
  'zero-one': { true: ['1'], false: ['0'] },
  'only-true': { true: ['true'], false: ['false'], other: false },
  'only-true-ci': { true: ['true'], false: ['false'], anyCase: true, other: false },
  'strict-true-false': { true: ['true'], false: ['false'] },
  /** Digits become numbers, and any other text stays one, which JavaScript takes for true. */
  'directus-cast': { true: ['true', '1'], false: ['false', '0'], other: true },
  /** Unleash: the case counts, and what it does not know is false. */
  'true-1-t-lower': { true: ['true', '1', 't'], false: ['false'], other: false },
  /** environs, by marshmallow: each word in some cases, and anything else stops the start. */
  marshmallow: {
    true: 't T true True TRUE on On ON y Y yes Yes YES 1'.split(' '),
    false: 'f F false False FALSE off Off OFF n N no No NO 0'.split(' '),
  },
  /** Frappe's cint: what is no number is 0. */
  cint: { true: ['true', '1'], false: ['false', '0', ''], other: false },
  'envalid-bool': { true: ['true', 't', 'yes', 'on', '1'], false: ['false', 'f', 'no', 'off', '0'] },
  'yaml-bool': { true: ['true', 'yes', 'on'], false: ['false', 'no', 'off'], anyCase: true },
  /** 0 and 1 stay text, but PHP's conditions take them for what they say; `no` and `off` are true there. */
  'laravel-env': { true: ['true', '(true)', '1'], false: ['false', '(false)', '0', 'null', '(null)'], anyCase: true },
  'symfony-dsn': { true: ['1', 'true', 'on', 'yes'], false: ['0', 'false', 'off', 'no'], anyCase: true, other: false },
  'django-environ-bool': {
    true: ['true', 'on', 'ok', 'y', 'yes', '1'],
    false: ['false'],
    anyCase: true,
    other: false,
  },
  /** python-decouple's `cast=bool`. */
  decouple: {
    true: ['y', 'yes', 't', 'true', 'on', '1'],
    false: ['n', 'no', 'f', 'false', 'off', '0'],
    anyCase: true,
  },
  'dj-email-url-bool': {
    true: ['1', 'y', 'Y', 'yes', 'Yes', 'YES', 't', 'T', 'true', 'True', 'TRUE', 'on', 'On', 'ON'],
    false: ['false'],
    other: false,
  },
  /** Its configuration file: any other text stays text, which is true. */
  'odoo-config': { true: ['True', 'true'], false: ['False', 'false'], other: true },
  'py-True-False': { true: ['True'], false: ['False'] },
  'py-lower-true': { true: ['true'], false: ['false'], anyCase: true, other: false },
  'py-true-yes-1': { true: ['true', 'yes', '1'], false: ['false'], anyCase: true, other: false },
  'py-yes-list': { true: ['true', '1', 't', 'y', 'yes'], false: ['false', '0', 'f', 'n', 'no'], anyCase: true },
  'int-bool': { true: ['1'], false: ['0'] },
  'not-false': { true: ['true'], false: ['false'], other: true },
  'only-1': { true: ['1'], false: ['0'], other: false },
  /** Every text is true, `false` and `0` included. */
  'any-nonempty': { true: ['true'], false: [], other: true },
  'redash-bool': { true: ['yes', 'true', 'on', '1'], false: ['no', 'false', 'off', '0', 'none'], anyCase: true },
  'airflow-bool': { true: ['t', 'true', '1'], false: ['f', 'false', '0'], anyCase: true },
  'rails-cast': { true: ['true'], false: ['false', 'FALSE', 'f', 'F', '0', 'off', 'OFF'], other: true },
  'ruby-literal': { true: ['true'], false: ['false', 'nil'] },
  'java-true': { true: ['true'], false: ['false'], anyCase: true, other: false },
  'go-parsebool': { true: ['1', 't', 'T', 'TRUE', 'true', 'True'], false: ['0', 'f', 'F', 'FALSE', 'false', 'False'] },
  /** The same with its error ignored. */
  'go-parsebool-lax': {
    true: ['1', 't', 'T', 'TRUE', 'true', 'True'],
    false: ['0', 'f', 'F', 'FALSE', 'false', 'False'],
    other: false,
  },
  'dotnet-bool': { true: ['true'], false: ['false'], anyCase: true },
  'vaultwarden-bool': { true: ['true', 't', 'yes', 'y', '1'], false: ['false', 'f', 'no', 'n', '0'], anyCase: true },
  'one-true-TRUE': { true: ['1', 'true', 'TRUE'], false: ['false'], other: false },
  'postfix-yes-no': { true: ['yes'], false: ['no'], anyCase: true },
  'on-off': { true: ['on'], false: ['off'] },
  enum: { true: [], false: [] },
} as const satisfies Record<string, Spellings>;

export type BooleanParser = keyof typeof PARSERS;
