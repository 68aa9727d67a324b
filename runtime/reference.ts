// The reference pages, generated from the specs in code: path in the repository to Markdown.
import { configReference } from './config.ts';
import { factReference } from './engine/facts/reference.ts';
import { functionReference } from './engine/functions/reference.ts';
import { operatorReference } from './engine/operators/reference.ts';
import { controlReference } from './governance/controls.ts';
import { metricReference } from './http/metric-list.ts';
import { catalogueReference } from './model/catalogue.ts';

const configPage = (): string =>
  [
    '# Configuration',
    '',
    'Generated from `runtime/config.ts` by `npm run reference`.',
    '',
    '`crossdock.yaml` in the workspace, or the file that `--config` names, is optional: every key has a working default. Each key can also be set by its variable; a variable with `_FILE` behind its name reads the value from a file, which is how secrets come in. An unknown key or variable is an error.',
    '',
    configReference(),
  ].join('\n');

export function referencePages(): Readonly<Record<string, string>> {
  return {
    'runtime/engine/functions/REFERENCE.md': functionReference(),
    'runtime/engine/operators/REFERENCE.md': operatorReference(),
    'runtime/engine/facts/REFERENCE.md': factReference(),
    'runtime/REFERENCE.md': configPage(),
    'runtime/http/METRICS.md': metricReference(),
    'runtime/governance/CONTROLS.md': controlReference(),
    'runtime/model/CATALOGUE.md': catalogueReference(),
  };
}
