/** What master.cf is read into. */
import type { Edit, Editable, Span } from '../model';
import type { LogicalLine } from './postfix-lines';

/** A word of a service's line. */
export interface Field {
  readonly text: string;
  readonly span: Span;
}

/** One `-o name=value` of a service, in any of its spellings. */
export interface Override {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly at: Span;
  readonly line: LogicalLine;
  readonly position: number;
  readonly certain: boolean;
  /** From the `-o` to the end of the value. */
  readonly option: Span;
  readonly editable: Editable;
}

export interface ServiceFault {
  readonly kind:
    | 'orphan'
    | 'nul'
    | 'byte-order-mark'
    /** Fewer than eight fields. */
    | 'too-few-fields'
    | 'bad-field'
    /** `-o name` without `=`. */
    | 'missing-equals'
    | 'missing-name'
    | 'unclosed-brace'
    /** Text behind the `}` of an argument. */
    | 'after-brace'
    /** `-o` as the last word. */
    | 'missing-option'
    /** In the form of `postconf -P`, which takes none. */
    | 'blank-in-value';
  readonly span: Span;
  /** The field or parameter name concerned. */
  readonly name?: string;
  /** For an option without `=`: from its `-o` to its end. */
  readonly option?: Span;
}

export interface ServiceEntry {
  /** Fields 1 to 8. */
  readonly service: Field;
  readonly type: Field;
  readonly private: Field;
  readonly unprivileged: Field;
  readonly chroot: Field;
  readonly wakeup: Field;
  readonly processes: Field;
  readonly program: Field;
  readonly overrides: readonly Override[];
  /**
   * The words from where the daemon stops to read options, up to the next word with a dash. For pipe and spawn they
   * are a command; most programs stop at them.
   */
  readonly operands: readonly Field[];
  readonly line: LogicalLine;
  readonly extent: Span;
  readonly certain: boolean;
  readonly faults: readonly ServiceFault[];
  readonly editable: Editable;
  /**
   * Adds `-o name=value`: where it stands in a comment below the service, else behind the last option in the way in
   * which the file writes its options.
   */
  insert(name: string, value: string): Edit;
}

export interface MasterCfTree {
  readonly format: 'master.cf';
  readonly uri: string;
  readonly text: string;
  /** In the order of the file; of two with the same name and type the later one holds. */
  readonly services: readonly ServiceEntry[];
  /** Faults outside of the services that could be read. */
  readonly faults: readonly ServiceFault[];
  /** True where a template engine may add or leave out services. */
  readonly open: boolean;
  /** The file is in the form of `postconf -P`: its services are parts of those in a master.cf that is not at hand. */
  readonly isPatch: boolean;
}
