/**
 * How much is done for one document, whatever stands in it. What these bounds cut off is unknown: a value, or a whole place
 * where a transport is made; nothing is concluded from a part of it.
 */
import { nodesRead } from './syntax';

export const LIMITS = {
  /** Work for one document: nodes read, members copied, characters joined. */
  work: 80_000,
  /** Work for the places that are left when that is spent, without other modules. */
  workAlone: 40_000,
  /** Work for one run of the evaluator, which is one world; what comes behind it is unknown. */
  workPerRun: 20_000,
  /** Calls, members and operands inside each other. */
  depth: 120,
  /** Outcomes of undecided conditions that are told apart at one place. */
  worlds: 8,
  /** Keys of an object, and statements or items of what it is made of. */
  members: 500,
  /** Parts of a text that is put together. */
  pieces: 100,
  /** Longest text that is a value or a name of one, in UTF-16 code units. */
  text: 10_000,
  /** Blocks, functions and expressions around a place. */
  nesting: 1000,
  /** Blocks inside each other that are looked into for a way out. */
  exits: 20,
  /** Patterns inside each other. */
  patterns: 20,
  /** Modules that hand a name on to each other. */
  handedOn: 8,
  /** Modules that are looked for, in each of the environments. */
  modules: 200,
  /** Calls of a function that makes a transport of its parameters, and variables between the two. */
  callers: 8,
  variablesBetween: 6,
  /** Places of a document where transports are made, and the configurations of all of them. */
  sites: 300,
  /** Uses of one name in a document. */
  uses: 1000,
} as const;

/** The work that is left for one document. */
export class Budget {
  private readonly start = nodesRead();
  private spent = 0;

  constructor(private readonly limit: number = LIMITS.work) {}

  /** Counts work that reads no nodes. */
  spend(work: number): void {
    this.spent += work;
  }

  get used(): number {
    return this.spent + nodesRead() - this.start;
  }

  get isSpent(): boolean {
    return this.used > this.limit;
  }
}
