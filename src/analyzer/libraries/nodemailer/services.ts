/** nodemailer's table of provider short names (its own services.json, MIT-0), looked up as nodemailer does. */
import table from '../../data/nodemailer-services.json';
import { nearest } from '../../nearest';

export interface Service {
  readonly names: readonly string[];
  readonly host?: string;
  readonly port?: number;
  readonly secure?: boolean;
  readonly requireTLS?: boolean;
  readonly ignoreTLS?: boolean;
  readonly authMethod?: string;
}

const normalized = (key: string) => key.replace(/[^a-zA-Z0-9.-]/g, '').toLowerCase();

const byName = new Map<string, Service>(
  (table as readonly Service[]).flatMap((service) => service.names.map((name) => [normalized(name), service] as const)),
);

/** The entry for a name, alias, mail domain or address. */
export const serviceOf = (key: string): Service | undefined => byName.get(normalized(key.split('@').pop() ?? ''));

/** Names that people take for services, and the entry that they mean. */
const MEANT: Readonly<Record<string, string>> = {
  office365: 'Outlook365',
  'office-365': 'Outlook365',
  microsoft365: 'Outlook365',
  'microsoft-365': 'Outlook365',
  o365: 'Outlook365',
  'smtp.office365.com': 'Outlook365',
  'smtp.gmail.com': 'Gmail',
  google: 'Gmail',
  'live.com': 'Hotmail',
  live: 'Hotmail',
  aws: 'SES',
  awsses: 'SES',
  amazonses: 'SES',
  'smtp.sendgrid.net': 'SendGrid',
  'smtp.mailgun.org': 'Mailgun',
};

export const meantService = (key: string): string | undefined =>
  MEANT[normalized(key)] ??
  nearest(
    key,
    (table as readonly Service[]).map(({ names }) => names[0] ?? ''),
  );
