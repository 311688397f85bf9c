/**
 * What the readers of configurations notice, as facts: a code and what goes with it. The rules put facts into words. Only
 * `note` is shown as it is: whole sentences about a program, out of its table.
 */

/** A setting without effect. */
export type IgnoredFact =
  | { readonly code: 'note'; readonly note: string }
  /** Another value than an object, where only an object is read. */
  | { readonly code: 'not-an-object' }
  | { readonly code: 'no-such-option' }
  | { readonly code: 'outside'; readonly object: string }
  /** A file that the program does not read, as its name is not the one that it looks for. */
  | { readonly code: 'other-file'; readonly program: string; readonly file: string }
  /** A property of a message, among the options of the transport. */
  | { readonly code: 'of-the-message' }
  /** An option of the connection, among the defaults of messages. */
  | { readonly code: 'of-the-connection' }
  | { readonly code: 'set-by-service'; readonly service: string; readonly value?: string }
  /** The name of no provider that the program knows, beside a host. */
  | { readonly code: 'service-unknown'; readonly program: string }
  | { readonly code: 'host-wins' }
  /** Settings that a program does not use without a switch; `value`: what turns it on, where that is known. */
  | {
      readonly code: 'off-unless';
      readonly program: string;
      readonly what: 'mail' | 'login';
      readonly name: string;
      readonly value?: string;
    }
  /** A pattern in a list of names. */
  | { readonly code: 'no-wildcards'; readonly list: string }
  | { readonly code: 'renamed-in-url'; readonly name: string }
  | { readonly code: 'tls-in-url' }
  | { readonly code: 'login-in-url' }
  | { readonly code: 'set-by-url' }
  /** nodemailer before 10 reads nothing beside `url`. */
  | { readonly code: 'beside-url' }
  | { readonly code: 'set-by-program' }
  | { readonly code: 'replaced-by'; readonly name: string }
  /** A word of a restriction list after one that decides for everyone. */
  | { readonly code: 'unreachable'; readonly after: string; readonly list: string }
  /** `mynetworks` of a relay whose lists refuse its clients, too. */
  | { readonly code: 'shut-out'; readonly word: string; readonly list: string }
  /** An `-o` of a service whose program does not read it; `name` is what to set in main.cf. */
  | {
      readonly code: 'other-program';
      readonly program: string;
      readonly readers: readonly string[];
      readonly name: string;
    }
  /** Postfix: a table entry for the host of relayhost, with other brackets or another port. */
  | { readonly code: 'other-next-hop'; readonly relayhost: string; readonly table: 'logins' | 'policies' }
  | { readonly code: 'overridden-everywhere' }
  | { readonly code: 'login-disabled'; readonly enable: string };

/** An old name or form. */
export type DeprecatedFact =
  | { readonly code: 'note'; readonly note: string; readonly use?: string }
  | { readonly code: 'renamed-option'; readonly use: string }
  /** nodemailer 2: `xoauth2` in `auth`. */
  | { readonly code: 'old-oauth' }
  /** nodemailer 0.7: `createTransport('SMTP', {…})`. */
  | { readonly code: 'old-call' }
  | { readonly code: 'removed'; readonly release: string }
  | { readonly code: 'replaced'; readonly release: string; readonly use: string }
  /** Without a successor, as the default is right: `value`, where that is what is written. */
  | { readonly code: 'default-is-right'; readonly release: string; readonly value?: string };

/** A text where a boolean is needed. */
export type TextForBooleanFact =
  /** A word that the program does not read as a boolean; `reads`: what it takes it for, where that is known. */
  | { readonly code: 'not-a-boolean'; readonly program: string; readonly reads?: boolean }
  | { readonly code: 'text-is-true'; readonly text: string; readonly where: 'object' | 'url' }
  /** The text of a variable, which is true whatever it says. */
  | { readonly code: 'variable-is-true'; readonly variable: string }
  | { readonly code: 'always-true'; readonly variable: string }
  | { readonly code: 'never-equal'; readonly variable: string; readonly against: unknown }
  | { readonly code: 'not-a-number'; readonly variable: string }
  | { readonly code: 'check-of-variable'; readonly variable: string }
  /** What does not disable verification though it looks so: a text, or `value`. */
  | { readonly code: 'check-not-disabled'; readonly value?: string };

/** A value that its reader cuts or changes. */
export type TruncatedFact =
  /** At an unquoted `#`, for Node, Ruby and PHP. */
  | { readonly code: 'comment' }
  /** At `#` and `;` for Go, even in quotes. */
  | { readonly code: 'go-comment' }
  | { readonly code: 'variable'; readonly for: 'compose' | 'several' }
  | { readonly code: 'backslash' }
  | { readonly code: 'space' }
  | { readonly code: 'open-quote' }
  | { readonly code: 'typed' }
  | { readonly code: 'line-break' }
  | { readonly code: 'list-quotes' }
  | { readonly code: 'url-cut'; readonly mark: string }
  | { readonly code: 'url-percent' }
  /** nodemailer: a bare character that ends the login of a URL. */
  | { readonly code: 'url-login'; readonly mark: string };

/** Settings that contradict each other, or a value that the program refuses. */
export type ConflictFact =
  | { readonly code: 'refused'; readonly program: string; readonly note: string }
  | { readonly code: 'excluded'; readonly other: string; readonly note: string }
  /** The scheme of the URL wins over the parameter `secure`. */
  | { readonly code: 'scheme'; readonly isImplicit: boolean }
  | { readonly code: 'nothing-to-ignore' }
  /** `isFixed`: a release in which `requireTLS` wins is in use. */
  | { readonly code: 'ignored-and-required'; readonly isFixed: boolean }
  | { readonly code: 'opportunistic-and-required'; readonly isFixed: boolean };

/** A name that the program does not read, or a name of something that it does not have. */
export type UnknownKeyFact =
  | { readonly code: 'misspelt'; readonly nearest: string }
  /** The user or the password of a login. */
  | { readonly code: 'misspelt-login'; readonly nearest: string }
  | { readonly code: 'misplaced'; readonly place: 'auth' | 'transport' }
  | { readonly code: 'no-such-login'; readonly method: string; readonly option: string }
  | { readonly code: 'no-such-function'; readonly nearest: string };
