/**
 * Everything that is said about the fixtures, in golden files of each folder: `test/findings` holds severity, text,
 * related places and tags of every finding; `test/readings` what each configuration was read as. `UPDATE=1`
 * rewrites the files, to be reviewed as a diff.
 */
import { compareFixtures } from './support/golden';
import { findingsOf } from './support/written-findings';
import { readingsOf } from './support/written-readings';

describe('what is said about the fixtures', () => compareFixtures('test/findings', findingsOf));

describe('what the fixtures are read as', () => compareFixtures('test/readings', readingsOf));
