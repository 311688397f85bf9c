import type { MailConfig, Observation, Place, Project, Proposal, Setting, Severity } from '../model';
import type { Message } from './message';

/** What a rule says of one configuration, before severity settings, suppression and spelling of the fixes. */
export interface Report extends Message {
  /** The setting that is wrong. Its place is used, and where it is read from a variable the reader becomes related. */
  readonly at: Setting<unknown> | Place;
  /** Where one case of a rule weighs differently from its default. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly at: Place; readonly message: string }[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** The best one first. */
  readonly fixes?: readonly Proposal[];
}

/** One rule. It sees a flat configuration in the model's words and knows no format and no dialect. */
export interface Rule {
  /** Kebab-case, never reused; also the name of its file and of its page in docs/rules. */
  readonly id: string;
  readonly severity: Severity;
  readonly category: 'encryption' | 'authentication' | 'addresses' | 'values' | 'postfix';
  /** One line without a full stop: what it flags. */
  readonly summary: string;
  /** The best kind of fix that it leads to. */
  readonly fix: 'safe' | 'suggestion' | 'none';
  /** Rules that stay silent on a configuration on which this one speaks, because it says the same and more. */
  readonly replaces?: readonly string[];
  check?(config: MailConfig, report: (report: Report) => void, project: Project): void;
  /** What it says of something that a document does beside its configurations. */
  note?(seen: Observation, report: (report: Report) => void): void;
}
