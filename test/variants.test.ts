/**
 * What each line of the fixtures counts for: the findings that come and go as it is taken out, or its value turned round,
 * in a golden file for each folder. `UPDATE=1` rewrites the files, to be reviewed as a diff.
 */
import { compareFixtures } from './support/golden';
import { variantsOf } from './support/written-variants';

describe('what the lines of the fixtures count for', () => compareFixtures('test/variants', variantsOf));
