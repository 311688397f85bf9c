/** The YAML documents of a text, parsed as far as settings go. */
import {
  Composer,
  type Document,
  type DocumentOptions,
  Lexer,
  type ParseOptions,
  Parser,
  type SchemaOptions,
} from 'yaml';
import { KINDS } from '../kinds';

/**
 * Deeper lists and maps than any settings file has. The parser calls itself at each level, and takes memory that grows
 * with the square of the depth; what is nested more deeply ends the reading.
 */
const DEEPEST = 64;

/** Bundles of manifests have some hundred documents, and some of those hold mail settings; further ones are left out. */
const MOST_DOCUMENTS = 500;

const OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  merge: true,
  strict: false,
  uniqueKeys: false,
  logLevel: 'silent',
};

const isOfMail = (text: string) => KINDS.yaml.hint.test(text);

/** Where some documents hold words of mail, the others are left out. */
export function* documentsIn(text: string): Generator<Document.Parsed> {
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  // What is wrong with a text is told by nobody, and each error costs as much as many lines.
  Object.assign(composer, { onError: () => undefined });
  // A directive speaks of documents that follow it.
  const areAllRead = /^%/m.test(text) || !isOfMail(text);
  let read = 0;
  function* tokens() {
    for (const lexeme of new Lexer().lex(text)) {
      yield* parser.next(lexeme);
      if (parser.stack.length > DEEPEST) return;
    }
    yield* parser.end();
  }
  for (const token of tokens()) {
    if (token.type === 'error') continue;
    if (token.type === 'document') {
      if (!areAllRead && !isOfMail(text.slice(token.offset, parser.offset))) continue;
      if (++read > MOST_DOCUMENTS) break;
    }
    yield* composer.next(token);
  }
  yield* composer.end();
}
