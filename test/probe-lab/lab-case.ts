/**
 * Faults as people meet them, each with what a good report says. `cause` and `advice` are looked for in what the reader sees
 * of the result; `never` must not stand there.
 */
import type { makeAuthority } from '../support/certificates';
import type { LoopbackServer, Place } from '../support/smtp-servers';

export interface LabCase {
  readonly name: string;
  /** Answers at the address of the case. */
  readonly serve?: (at: Place) => Promise<LoopbackServer>;
  /** A second server, on another port of the same address. */
  readonly beside?: { readonly port: number; readonly serve: (at: Place) => Promise<LoopbackServer> };
  /** Servers at addresses of their own, at the same port, for names that have several. */
  readonly elsewhere?: Readonly<Record<string, (at: Place) => Promise<LoopbackServer>>>;
  /** 587 and `smtp` where they are not named. */
  readonly port?: number;
  readonly scheme?: 'smtp' | 'smtps';
  /** In place of the name that the case gets. */
  readonly host?: string;
  readonly args?: readonly string[];
  readonly login?: { readonly user: string; readonly password: string };
  /** Texts of a project by name, in place of a URL. `folder`: where it stands. */
  readonly files?: (host: string, address: string, folder: string) => Readonly<Record<string, string>>;
  /** The project names the authority of the lab by itself. */
  readonly ownCa?: true;
  readonly exit: readonly number[];
  readonly cause?: RegExp;
  readonly advice?: RegExp;
  readonly never?: RegExp;
}

export type Authority = ReturnType<typeof makeAuthority>;

export const LOGIN = { user: 'shop@lab.example', password: 'correct-horse-battery' };
export const ENVELOPE = ['--from', 'shop@lab.example', '--to', 'customer@example.org'];
export const MESSAGE = ['--from', 'shop@lab.example', '--send-to', 'customer@example.org'];
